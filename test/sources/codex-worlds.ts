/**
 * Rollouts of Codex from a seed, with what they are known to hold: threads, forks that copy history whole or cut, with
 * or without their parent's meta, records and times, resumed threads, copied and concatenated files. Numbers are
 * few, so that different calls often look the same.
 */
import type { JsonObject } from '../../src/sources/reading.ts';
import { seeded } from './seeded.ts';

export const CODEX_ERAS = ['sums only', 'counts', 'records'] as const;
export type Era = (typeof CODEX_ERAS)[number];

interface WorldFile {
  readonly name: string;
  /** The thread whose rollout it is. */
  readonly owner: string;
  readonly lines: readonly JsonObject[];
}

export interface World {
  readonly files: readonly WorldFile[];
  /** `[session, thread, input, read, output, tier]` of every call. */
  readonly calls: readonly string[];
  readonly kinds: ReadonlySet<string>;
}

interface Sums {
  input: number;
  read: number;
  output: number;
}

interface Made {
  readonly id: string;
  readonly parent: Made | undefined;
  readonly lines: JsonObject[];
  readonly born: number;
  time: number;
  sum: Sums;
  calls: number;
}

const START = Date.UTC(2026, 9, 1);

export function world(seed: number, era: Era): World {
  const { upTo, chance } = seeded(seed);
  const kinds = new Set<string>();
  const calls: string[] = [];
  const threads: Made[] = [];
  const hasTurnIds = chance(0.5);
  const hasStarts = chance(0.5);
  if (!hasTurnIds) kinds.add('no turn ids');
  let ids = 0;

  const idAt = (time: number): string => {
    ids += 1;
    const digits = time.toString(16).padStart(12, '0');
    return `${digits.slice(0, 8)}-${digits.slice(8)}-7000-8000-${ids.toString(16).padStart(12, '0')}`;
  };
  const line = (thread: Made, type: string, payload: JsonObject): void => {
    thread.lines.push({ timestamp: new Date(thread.time).toISOString(), type, payload });
  };
  const meta = (thread: Made, more: JsonObject = {}): void => {
    const { id, parent } = thread;
    const cli_version = era === 'records' ? '0.155.0' : '0.121.0';
    line(thread, 'session_meta', {
      id,
      cwd: '/srv/app',
      cli_version,
      ...(parent && { forked_from_id: parent.id }),
      ...more,
    });
  };

  function turn(thread: Made, tier: string): void {
    thread.time += 1 + upTo(1500);
    const turn_id = hasTurnIds ? idAt(thread.time) : `turn-${ids}`;
    const settings = { model: 'gpt-5.6-sol', service_tier: tier };
    if (hasStarts) line(thread, 'event_msg', { type: 'task_started', ...(hasTurnIds && { turn_id }) });
    line(thread, 'event_msg', { type: 'thread_settings_applied', thread_settings: settings });
    line(thread, 'turn_context', { model: 'gpt-5.6-sol', ...(hasTurnIds && { turn_id }) });
  }

  function call(thread: Made, tier: string): void {
    thread.time += 1000 + upTo(4000);
    const last = { input: 1000 * (1 + upTo(2)), read: 500 * upTo(2), output: 10 * (1 + upTo(2)) };
    const before = thread.sum;
    thread.sum = {
      input: before.input + last.input,
      read: before.read + last.read,
      output: before.output + last.output,
    };
    thread.calls += 1;
    const own = tier === 'default' ? 'standard' : tier;
    calls.push(JSON.stringify([thread.id, 'main', last.input - last.read, last.read, last.output, own]));
    const count = countOf(thread.sum, era === 'sums only' ? undefined : last);
    ids += 1;
    const record = {
      thread_id: thread.id,
      response_id: `resp_7hK2mQ9xT4vB3nC8${ids}`,
      usage: usageOf(last),
      service_tier: tier,
    };
    const isFirst = chance(0.3);
    if (era === 'records' && !isFirst) line(thread, 'token_usage_record', record);
    line(thread, 'event_msg', count);
    if (era === 'records' && isFirst) {
      kinds.add('count first');
      line(thread, 'token_usage_record', record);
    }
    thread.time += 1 + upTo(300);
    if (chance(0.3)) line(thread, 'event_msg', count);
  }

  function work(thread: Made): void {
    for (let turns = 1 + upTo(2); turns > 0; turns -= 1) {
      const tier = ['default', 'priority', 'flex'][upTo(3)] ?? '';
      turn(thread, tier);
      for (let left = 1 + upTo(3); left > 0; left -= 1) call(thread, tier);
    }
  }

  function root(time: number): Made {
    const id = idAt(time);
    const thread = { id, parent: undefined, lines: [], born: time, time, sum: { ...ZERO }, calls: 0 };
    meta(thread);
    return thread;
  }

  function fork(parent: Made): Made {
    const time = parent.time + 60_000;
    const isFromZero = era !== 'sums only' && chance(0.3);
    const sum = { ...(isFromZero ? ZERO : parent.sum) };
    const thread: Made = { id: idAt(time), parent, lines: [], born: time, time, sum, calls: 0 };
    kinds.add(isFromZero ? 'fork from zero' : parent.parent ? 'fork of a fork' : 'fork');
    meta(thread);
    if (!isFromZero) copyHistory(thread, parent);
    return thread;
  }

  function copyHistory(thread: Made, parent: Made): void {
    const hasMetas = chance(0.5);
    const hasRecords = era === 'records' && chance(0.3);
    const hasNewTimes = chance(0.6);
    const heads = parent.lines.filter(({ type }) => type === 'session_meta');
    const rest = parent.lines.filter(({ type }) => type !== 'session_meta');
    const last = rest.findLastIndex((each) => isCount(each));
    const from = chance(0.4) ? upTo(last + 1) : 0;
    if (!hasMetas) kinds.add('no parent meta');
    if (!hasRecords) kinds.add('dropped records');
    if (hasNewTimes) kinds.add('new times');
    if (from > 0) kinds.add('cut history');
    const hasTurns = from === 0 || chance(0.5);
    for (const each of [...(hasMetas ? heads : []), ...rest.slice(from)]) {
      if (!hasRecords && each['type'] === 'token_usage_record') continue;
      if (!hasTurns && each['type'] === 'turn_context') continue;
      if (hasNewTimes) thread.time += upTo(20);
      const timestamp = hasNewTimes ? new Date(thread.time).toISOString() : each['timestamp'];
      thread.lines.push({ ...each, timestamp });
    }
  }

  /** The same thread in another file, or in the same one after its meta again. */
  function resume(thread: Made): readonly JsonObject[] {
    thread.time += 3_600_000;
    const isApart = chance(0.5) && era !== 'sums only';
    kinds.add(isApart ? 'resumed' : 'same id meta');
    const at = thread.lines.length;
    meta(thread, isApart ? { history_base: { thread_id: thread.id } } : {});
    work(thread);
    return isApart ? thread.lines.splice(at) : [];
  }

  const files: WorldFile[] = [];
  const add = (owner: string, lines: readonly JsonObject[]): void => {
    files.push({ name: `rollout-${upTo(1e9)}-${files.length}.jsonl`, owner, lines });
  };

  const together = START + upTo(1e9);
  for (let left = 1 + upTo(2); left > 0; left -= 1) {
    const thread = root(together + upTo(2) * 86_400_000);
    work(thread);
    threads.push(thread);
  }
  for (let left = upTo(4); left > 0; left -= 1) {
    const parent = threads[upTo(threads.length)];
    if (parent === undefined || parent.calls === 0) continue;
    const thread = fork(parent);
    if (chance(0.85)) work(thread);
    else kinds.add('empty fork');
    threads.push(thread);
    if (chance(0.3)) work(parent);
  }
  const resumed = threads.map((thread) => (thread.calls > 0 && chance(0.3) ? resume(thread) : []));
  for (const [index, thread] of threads.entries()) {
    add(thread.id, thread.lines);
    const more = resumed[index] ?? [];
    if (more.length > 0) add(thread.id, more);
    if (chance(0.2)) {
      kinds.add('copied file');
      add(thread.id, thread.lines);
    }
  }
  if (chance(0.3)) {
    kinds.add('concatenated');
    const full = threads.filter((thread) => thread.calls > 0);
    add(
      'all',
      full.flatMap(({ lines }) => lines),
    );
  }
  if (new Set(calls.map(counts)).size < calls.length) kinds.add('equal calls');
  return { files: files.sort((a, b) => (a.name < b.name ? -1 : 1)), calls, kinds };
}

const ZERO: Sums = { input: 0, read: 0, output: 0 };

function usageOf({ input, read, output }: Sums): JsonObject {
  return { input_tokens: input, cached_input_tokens: read, output_tokens: output, reasoning_output_tokens: 0 };
}

function countOf(sum: Sums, last: Sums | undefined): JsonObject {
  const info = { total_token_usage: usageOf(sum), ...(last && { last_token_usage: usageOf(last) }) };
  return { type: 'token_count', info };
}

function isCount({ payload }: JsonObject): boolean {
  return (payload as JsonObject)['type'] === 'token_count';
}

function counts(call: string): string {
  return JSON.stringify((JSON.parse(call) as unknown[]).slice(2, 5));
}
