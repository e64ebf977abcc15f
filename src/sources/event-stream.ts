/**
 * Recorded event streams of the Messages API, as server-sent events or one event a line.
 *
 * `message_start` opens a response with a placeholder output; each `message_delta` carries running totals, which
 * replace what was known (they are never added), and leaves out or nulls what did not change. The split of
 * writes by TTL stands in `message_start` only.
 */
import { COMPLETENESS, type UsageEvent } from '../core/event.ts';
import { idText, inside, instantOf, isObject, type When } from './fields.ts';
import { messageEvent } from './message-event.ts';
import { HELD, notUsage, reading, refuse, together, UNKNOWN, type JsonObject, type Reading } from './reading.ts';
import type { Context, Reader, Source } from './source.ts';

const id = 'event-stream';

const EVENT_TYPES = new Set([
  'message_start',
  'message_delta',
  'message_stop',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'ping',
]);

export const eventStream: Source = {
  id,
  title: 'Recorded event streams',
  tells: 'TTL of writes, tier, geography and ids; the instant only when the recorder adds one to message_start.',
  claims: (record) => typeof record['type'] === 'string' && EVENT_TYPES.has(record['type']),
  open,
  spansRecords: true,
};

interface OpenMessage {
  readonly message: JsonObject;
  readonly usage: JsonObject;
  /** The same without the output of the start, which is a placeholder. */
  readonly counted: JsonObject;
  readonly when: When;
  readonly line: number;
}

/** Streams under way at once; beyond that the oldest counts as interrupted. */
const MOST_STREAMS = 1000;

/** A recorder of several requests at once names the request beside each event. */
const REQUESTS = ['request_id', 'requestId', 'stream_id'];

function open(): Reader {
  const streams = new Map<string, ReturnType<typeof openStream>>();

  function streamOf(record: JsonObject): ReturnType<typeof openStream> {
    const request = REQUESTS.map((name) => idText(record[name])).find((name) => name !== '') ?? '';
    const stream = streams.get(request) ?? openStream();
    streams.set(request, stream);
    return stream;
  }

  /** What is left of the oldest where there are too many. */
  function evicted(context: Context): readonly Reading[] {
    const [oldest] = streams;
    if (streams.size <= MOST_STREAMS || oldest === undefined) return [];
    streams.delete(oldest[0]);
    return [oldest[1].end(context)].filter(({ kind }) => kind === 'events' || kind === 'refused');
  }

  return {
    read(record, context) {
      const reading = streamOf(record).read(record, context);
      const before = evicted(context);
      return before.length === 0 ? reading : together([...before, reading]);
    },
    end(context) {
      return together([...streams.values()].map((stream) => stream.end(context)));
    },
  };
}

function openStream(): { read(record: JsonObject, context: Context): Reading; end(context: Context): Reading } {
  let current: OpenMessage | undefined;
  /** The message was refused: what else comes of it is no further refusal. */
  let lost = false;
  /** What a start that was refused interrupted: it goes out with the next reading. */
  let owed: readonly UsageEvent[] = [];

  /** What the open response comes to; `whole` when its end was seen. */
  function close(context: Context, whole: boolean): Reading {
    if (current === undefined) return notUsage('stream event');
    const { message, usage, when, line } = current;
    current = undefined;
    return messageEvent(
      { ...message, usage },
      { ...context, line },
      {
        source: id,
        at: when.at,
        flags: whole ? when.flags : [...when.flags, 'partial_stream'],
        completeness: whole ? COMPLETENESS.original : 0,
      },
    );
  }

  function start(record: JsonObject, context: Context): Reading {
    const interrupted = reading(() => close(context, false));
    if (interrupted.kind === 'events') owed = interrupted.events;
    // Until there is something to go on with.
    lost = true;
    const when = instantOf(record['timestamp'] ?? record['created_at'] ?? record['ts'], context);
    const { message } = record;
    if (!isObject(message) || !isObject(message['usage'])) return refuse('not_this_shape');
    const { output_tokens: _placeholder, ...counted } = message['usage'];
    current = { message, usage: message['usage'], counted, when, line: context.line };
    lost = false;
    return interrupted.kind === 'refused' ? interrupted : HELD;
  }

  function change(record: JsonObject): Reading {
    if (current === undefined) {
      if (lost || !isObject(record['usage'])) return notUsage('stream event');
      lost = true;
      return refuse('no_model');
    }
    const usage = grown(current.counted, known(inside(record, 'usage')));
    current = {
      ...current,
      message: { ...current.message, ...known(inside(record, 'delta')) },
      usage: withSplit({ ...current.usage, ...usage }),
      counted: { ...current.counted, ...usage },
    };
    return HELD;
  }

  function step(record: JsonObject, context: Context): Reading {
    const { type } = record;
    if (type === 'message_delta') return change(record);
    if (type !== 'message_start' && type !== 'message_stop' && type !== 'error')
      return typeof type === 'string' ? notUsage('stream event') : UNKNOWN;
    lost = false;
    return type === 'message_start' ? start(record, context) : close(context, type === 'message_stop');
  }

  function withOwed(reading: Reading): Reading {
    if (owed.length === 0 || reading.kind === 'refused') return reading;
    const events = reading.kind === 'events' ? [...owed, ...reading.events] : owed;
    owed = [];
    return { kind: 'events', events };
  }

  return {
    read: (record, context) => withOwed(reading(() => step(record, context))),
    end: (context) => withOwed(reading(() => close(context, false))),
  };
}

/** Running totals do not shrink: a proxy that fills in zeros says nothing. */
function grown(before: JsonObject, after: JsonObject): JsonObject {
  const isFilledIn = ([name, count]: [string, unknown]): boolean => count === 0 && (before[name] ?? 0) !== 0;
  return Object.fromEntries(Object.entries(after).filter((field) => !isFilledIn(field)));
}

/** The fields that say something. */
export function known(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
}

/**
 * Server tools make the total of writes grow after the start, while the split stays: what was added is 5m, the TTL
 * of the breakpoint the API itself sets on tool results (facts 3.2).
 */
export function withSplit(usage: JsonObject): JsonObject {
  const split = usage['cache_creation'];
  const total = usage['cache_creation_input_tokens'];
  if (!isObject(split) || typeof total !== 'number') return usage;
  const cache_write_1h = split['ephemeral_1h_input_tokens'];
  const fiveMinutes = split['ephemeral_5m_input_tokens'];
  if (typeof cache_write_1h !== 'number' || typeof fiveMinutes !== 'number' || total <= cache_write_1h + fiveMinutes)
    return usage;
  return { ...usage, cache_creation: { ...split, ephemeral_5m_input_tokens: total - cache_write_1h } };
}
