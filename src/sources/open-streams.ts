/**
 * Streams that began and may never say what they used, as OpenAI's do not unless they were asked: each is rejected once,
 * whatever it was interleaved with, and never one whose usage came.
 */
import { HELD, notUsage, reading, refused, together, type JsonObject, type Reading } from './reading.ts';
import type { Context, Reader } from './source.ts';

/** Streams that are under way at once are few; of more, the oldest is taken to have ended. */
const MOST = 1000;

export interface OpenStreams {
  /** A part without usage. '' is a part that does not say which stream it is of. */
  part(stream: string): Reading;
  /** Its usage came, or it failed: what else comes of it is no further call. */
  close(stream: string): void;
  /** The end of a stream that is not named: it can only be the one that is open. */
  closeOnly(): void;
  /** The input has ended. */
  end(): Reading;
}

/** A reader of records of which some are parts of streams. */
export function streamReader(read: (record: JsonObject, context: Context, streams: OpenStreams) => Reading): Reader {
  const streams = openStreams();
  return { read: (record, context) => reading(() => read(record, context, streams)), end: () => streams.end() };
}

export function openStreams(): OpenStreams {
  /** In order of their beginning; whether each still lacks its usage. */
  const streams = new Map<string, 'open' | 'closed'>();

  function set(stream: string, state: 'open' | 'closed'): Reading | undefined {
    streams.set(stream, state);
    const [oldest] = streams;
    if (oldest === undefined || streams.size <= MOST) return undefined;
    streams.delete(oldest[0]);
    return oldest[1] === 'open' ? { kind: 'events', events: [], refused: ['missing_count'] } : undefined;
  }

  function open(): string[] {
    return [...streams].filter(([, state]) => state === 'open').map(([stream]) => stream);
  }

  return {
    part: (stream) => (stream === '' || streams.has(stream) ? notUsage('stream event') : (set(stream, 'open') ?? HELD)),
    close(stream) {
      // Moved to the end, so that it is remembered for long enough.
      streams.delete(stream);
      if (stream !== '') set(stream, 'closed');
    },
    closeOnly() {
      const [only, another] = open();
      if (only !== undefined && another === undefined) streams.set(only, 'closed');
    },
    end: () => together(open().map(() => refused('missing_count'))),
  };
}
