/**
 * How often what was written was read, as the log shows it: how many writes paid for themselves.
 *
 * A request reads the prefix [0, read) and writes what follows; a position belongs to whoever wrote it last, and its
 * reads are counted until it is written over or its chain ends.
 */
import type { Workload } from './workload.ts';

/** Of one model and time to live: tokens by how often they were read; the last entry is "so often or more". */
export type Histogram = number[];

/** Reads that are told apart. */
const MOST = 8;

export interface WriteReads {
  readonly model: string;
  readonly write5m: Histogram;
  readonly write1h: Histogram;
}

/** By model as logged. Requests without a session are left out: nobody knows who read what they wrote. */
export function writeReads({ requests, kinds, chains }: Workload): WriteReads[] {
  const models = new Map<string, WriteReads>();
  for (const { known, start: first, end } of chains) {
    if (!known) continue;
    const segments: Segment[] = [];
    const model = kinds[requests.kind[first] ?? 0]?.model ?? '';
    const own = models.get(model) ?? { model, write5m: histogram(), write1h: histogram() };
    models.set(model, own);
    for (let row = first; row < end; row++) {
      const start = requests.read[row] ?? 0;
      const hour = start + (requests.write1h[row] ?? 0);
      read(segments, start);
      cut(segments, start, own);
      write(segments, hour, 'write1h');
      write(segments, hour + (requests.write5m[row] ?? 0), 'write5m');
    }
    cut(segments, 0, own);
  }
  return [...models.values()];
}

/** Tokens of the histogram that were read at least so often, and all of them. */
export function reached(tokens: Histogram, reads: number): { readonly part: number; readonly whole: number } {
  const whole = tokens.reduce((sum, each) => sum + each, 0);
  return { part: tokens.slice(Math.min(reads, MOST)).reduce((sum, each) => sum + each, 0), whole };
}

function histogram(): Histogram {
  return new Array<number>(MOST + 1).fill(0);
}

/** Positions from the end of the one below up to `end`; the lowest is at the bottom of its list. */
interface Segment {
  readonly end: number;
  readonly ttl: 'write5m' | 'write1h' | 'unknown';
  /** Reads of it and of everything below it. */
  reads: number;
}

/** Positions below `end` are read once more. */
function read(segments: Segment[], end: number): void {
  if (end === 0) return;
  // What another chain wrote, or this one before the log began, is nobody's write here.
  if (end > topOf(segments)) segments.push({ end, ttl: 'unknown', reads: 0 });
  let index = segments.length - 1;
  while (index > 0 && (segments[index - 1]?.end ?? 0) >= end) index -= 1;
  const segment = segments[index];
  if (segment === undefined) return;
  if (segment.end > end) segments.splice(index, 0, { ...segment, end, reads: 1 });
  else segment.reads += 1;
}

/** What stands at `from` and beyond is gone: its reads are known now. */
function cut(segments: Segment[], from: number, into: WriteReads): void {
  while (topOf(segments) > from) {
    const segment = segments.pop();
    if (segment === undefined) return;
    const { ttl, reads, end } = segment;
    const below = segments.at(-1);
    const start = Math.max(from, below?.end ?? 0);
    if (ttl !== 'unknown') {
      const place = Math.min(reads, MOST);
      into[ttl][place] = (into[ttl][place] ?? 0) + end - start;
    }
    if (start > (below?.end ?? 0)) segments.push({ ttl, reads, end: start });
    else if (below) below.reads += reads;
  }
}

function write(segments: Segment[], end: number, ttl: 'write5m' | 'write1h'): void {
  if (end > topOf(segments)) segments.push({ end, ttl, reads: 0 });
}

function topOf(segments: readonly Segment[]): number {
  return segments.at(-1)?.end ?? 0;
}
