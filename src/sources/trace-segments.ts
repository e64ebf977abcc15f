/**
 * Traces of coding agents know a prompt as hashes of 64 tokens each. The provider counts content blocks when it looks
 * back for what is cached, so the hashes are grouped to what was most likely one block: what a request added.
 */
import type { PromptBlock } from '../core/prompt.ts';

/** A run of hashes that is taken for one content block; `end` is where the next one begins. */
export interface Segment {
  readonly level: PromptBlock['level'];
  readonly role: PromptBlock['role'];
  readonly start: number;
  readonly end: number;
  readonly hash: string;
}

/** What a thread's requests are made of. */
export interface Makeup {
  /** Hashes that the tools take, and those up to the end of the system prompt. */
  readonly toolsEnd: number;
  readonly systemEnd: number;
  /** Tokens per hash. */
  readonly blockSize: number;
  readonly hashOf: (ids: readonly number[]) => string;
}

interface Sent {
  readonly ids: readonly number[];
  readonly segments: readonly Segment[];
  /** Hashes that its answer takes, once it is sent back. */
  readonly answer: number;
}

/** Earlier requests that a request may go on from: an agent may retry, or drop what it just said. */
const REMEMBERED = 8;

/** Groups the requests of one thread, in their order. */
export function grouping(makeup: Makeup): (ids: readonly number[], output: number) => readonly Segment[] {
  const sent: Sent[] = [];
  return (ids, output) => {
    const from = closest(sent, ids);
    const segments = [...from.kept, ...added(makeup, ids, from)];
    sent.push({ ids, segments, answer: Math.ceil(output / makeup.blockSize) });
    if (sent.length > REMEMBERED) sent.shift();
    return segments;
  };
}

interface Closest {
  readonly kept: readonly Segment[];
  /** Hashes of the answer that follows what was kept; 0 where something else does. */
  readonly answer: number;
}

/** The segments that the request has whole and in place, of the request with which it shares the most. */
function closest(sent: readonly Sent[], ids: readonly number[]): Closest {
  let best: Closest = { kept: [], answer: 0 };
  for (const { ids: others, segments, answer } of sent) {
    const shared = sharedLength(ids, others);
    const kept = segments.filter(({ end }) => end <= shared);
    const whole = endOf(kept) === others.length;
    if (endOf(kept) >= endOf(best.kept)) best = { kept, answer: whole ? answer : 0 };
  }
  return best;
}

function sharedLength(a: readonly number[], b: readonly number[]): number {
  const most = Math.min(a.length, b.length);
  let shared = 0;
  while (shared < most && a[shared] === b[shared]) shared += 1;
  return shared;
}

function endOf(segments: readonly Segment[]): number {
  return segments.at(-1)?.end ?? 0;
}

/** What follows the segments that were kept, split where something else begins. */
function added({ toolsEnd, systemEnd, hashOf }: Makeup, ids: readonly number[], from: Closest): Segment[] {
  const kept = endOf(from.kept);
  const answered = kept >= systemEnd ? kept + from.answer : 0;
  const ends = [
    { level: 'tools', role: '', end: toolsEnd },
    { level: 'system', role: '', end: systemEnd },
    { level: 'messages', role: 'assistant', end: answered },
    { level: 'messages', role: 'user', end: ids.length },
  ] as const;
  const segments: Segment[] = [];
  for (const { level, role, end } of ends) {
    const start = segments.at(-1)?.end ?? kept;
    const stop = Math.min(end, ids.length);
    if (stop > start) segments.push({ level, role, start, end: stop, hash: hashOf(ids.slice(start, stop)) });
  }
  return segments;
}
