/** Worlds of Codex threads, forks and copies whose calls and owners are known, read in any order. */
import { expect, test } from 'vitest';
import { CODEX_ERAS, world, type World } from './codex-worlds.ts';
import { codex } from '../../src/sources/codex.ts';
import type { UsageEvent } from '../../src/core/event.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { eventsOf, merged, numbered, partsOf, readAll, refusalsOf } from './readings.ts';
import { rounds } from '../rounds.ts';
import { seeded } from './seeded.ts';

/** Of all eras. */
const SEEDS = rounds(3_000, 10_000);

/** Who made it, what it used and its tier: equal calls of one thread stay two entries of the list. */
function told(events: Iterable<UsageEvent>): string[] {
  return [...events]
    .map((event) => {
      const [[, input, , , read, output] = ['', 0, 0, 0, 0, 0]] = partsOf(event);
      return JSON.stringify([event.scope.session, event.scope.thread, input, read, output, event.terms.tier]);
    })
    .sort();
}

/** By file. */
function eventsIn(files: World['files']): UsageEvent[][] {
  return files.map(({ name, lines }) => eventsOf(readAll(codex, numbered(lines), { file: name })));
}

/** What of `some` is not in `all`, each as often as it is there. */
function beyond(some: readonly string[], all: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const each of all) left.set(each, (left.get(each) ?? 0) + 1);
  return some.filter((each) => {
    const count = left.get(each) ?? 0;
    left.set(each, count - 1);
    return count <= 0;
  });
}

test.each(CODEX_ERAS)('%s: each call counts once, in the thread that made it, whatever is copied', (era) => {
  for (let seed = CODEX_ERAS.indexOf(era); seed < SEEDS; seed += CODEX_ERAS.length) {
    const made = world(seed, era);
    const files = eventsIn(made.files);
    const truth = { seed, calls: [...made.calls].sort() };
    for (const order of [files.flat(), files.flat().reverse(), seeded(seed).shuffled(files).flat()]) {
      const calls = told(merged(order).values());
      // Compared as texts, since a matcher takes longer than the reading.
      if (JSON.stringify(calls) !== JSON.stringify(truth.calls)) expect({ seed, calls }).toEqual(truth);
    }
  }
});

test.each(CODEX_ERAS)('%s: without any of the files nothing counts twice, and no other thread loses a call', (era) => {
  for (let seed = 1; seed <= SEEDS / 10; seed += CODEX_ERAS.length) {
    const made = world(seed, era);
    const { chance } = seeded(seed);
    const one = made.files.map((file) => [file]);
    const some = made.files.map(() => made.files.filter(() => chance(0.4)));
    for (const gone of [...one, ...some]) {
      const kept = made.files.filter((file) => !gone.includes(file));
      const got = told(merged(eventsIn(kept).flat()).values()).map(withoutTier);
      const rest = made.calls.filter((call) => !gone.some(({ owner }) => call.includes(owner)));
      const what = `seed ${seed} without ${gone.map(({ name }) => name).join(', ')}`;
      expect(beyond(got, made.calls.map(withoutTier)), what).toEqual([]);
      expect(beyond(rest.map(withoutTier), got), what).toEqual([]);
    }
  }
});

/** A cut copy alone may not know the tier. */
function withoutTier(call: string): string {
  return JSON.stringify((JSON.parse(call) as unknown[]).slice(0, -1));
}

test('the worlds have what they are for', () => {
  const worlds = Array.from({ length: 300 }, (_, seed) => world(seed + 1, 'records'));
  const kinds = new Set(worlds.flatMap(({ kinds: each }) => [...each]));
  expect([...kinds].sort()).toEqual([
    ...['concatenated', 'copied file', 'count first', 'cut history', 'dropped records', 'empty fork', 'equal calls'],
    ...[
      'fork',
      'fork from zero',
      'fork of a fork',
      'new times',
      'no parent meta',
      'no turn ids',
      'resumed',
      'same id meta',
    ],
  ]);
  expect(
    worlds.flatMap((made) => made.files.flatMap(({ lines }) => refusalsOf(readAll(codex, numbered(lines))))),
  ).toEqual([]);
});

const [PARENT, CHILD] = ['01a10000-0000-7000-8000-00000000000a', '01a20000-0000-7000-8000-00000000000b'];
const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 12, 9, 0, 0) + seconds * 1000).toISOString();
const meta = (seconds: number, id: string, parent = ''): JsonObject => ({
  ...{ timestamp: at(seconds), type: 'session_meta' },
  payload: { id, cli_version: '0.121.0', ...(parent !== '' && { forked_from_id: parent }) },
});
const turn = (seconds: number, turn_id?: string): JsonObject => ({
  ...{ timestamp: at(seconds), type: 'turn_context', payload: { model: 'gpt-5.4', ...(turn_id && { turn_id }) } },
});
const tokens = (input_tokens: number): JsonObject => ({ input_tokens, cached_input_tokens: 0, output_tokens: 1 });
const count = (seconds: number, total: number, last?: number): JsonObject => ({
  ...{ timestamp: at(seconds), type: 'event_msg' },
  payload: {
    ...{ type: 'token_count' },
    info: { total_token_usage: tokens(total), ...(last !== undefined && { last_token_usage: tokens(last) }) },
  },
});
const noted = (seconds: number, thread_id: string, used: number, more: JsonObject = {}): JsonObject => ({
  ...{ timestamp: at(seconds), type: 'token_usage_record' },
  payload: { thread_id, response_id: `resp_7hK2mQ9xT4vB3nC8${seconds}`, usage: tokens(used), ...more },
});

const settings = (service_tier?: string | null): JsonObject => ({
  ...{ timestamp: at(1), type: 'event_msg' },
  payload: { type: 'thread_settings_applied', thread_settings: { model: 'gpt-5.4', service_tier } },
});

/** What each is read as: "whose input", in order; a copy in brackets. */
const CASES: readonly [what: string, lines: readonly JsonObject[], calls: readonly string[]][] = [
  ['its own first call', [meta(0, PARENT), turn(1), count(5, 10, 10)], ['a 10']],
  ['a fork from zero', [meta(0, CHILD, PARENT), turn(1), count(5, 10, 10)], ['b 10']],
  [
    'a fork that opens with its parent’s last call, some time after its meta',
    [meta(0, CHILD, PARENT), settings('default'), count(3, 30, 20), turn(4), count(9, 45, 15)],
    ['b 15'],
  ],
  [
    'a fork that opens so after its settings, with a call like its own first one',
    [meta(0, CHILD, PARENT), settings('default'), count(3, 30, 20), noted(9, CHILD, 20), count(9, 50, 20)],
    ['b 20'],
  ],
  ['a fork from zero that logs no turn', [meta(0, CHILD, PARENT), settings('default'), count(5, 10, 10)], ['b 10']],
  [
    'copies with the meta of a parent that began with nothing',
    [meta(0, CHILD, PARENT), meta(0, PARENT), turn(0), count(0, 10, 10), count(0, 30, 20), turn(2), count(6, 45, 15)],
    ['(a 10)', '(a 20)', 'b 15'],
  ],
  [
    'copies without records, of a version that writes records: the parent’s log has their ids',
    [
      ...[meta(0, CHILD, PARENT), meta(0, PARENT)].map((line) => ({
        ...{ ...line, payload: { ...(line['payload'] as JsonObject), cli_version: '0.155.0' } },
      })),
      ...[turn(0), count(0, 10, 10), noted(0, PARENT, 20), count(0, 30, 20), turn(2), count(6, 45, 15)],
    ],
    ['(a 20)', 'b 15'],
  ],
  [
    'a resumed thread in another file, which opens with its last call',
    [
      { ...meta(0, PARENT), payload: { id: PARENT, history_base: { thread_id: PARENT } } },
      ...[settings('default'), count(3, 10, 10), turn(4), count(9, 25, 15)],
    ],
    ['a 15'],
  ],
  [
    'copies without a meta: the parent’s, or its own parent’s',
    [meta(0, CHILD, PARENT), turn(0), count(0, 10, 10), count(0, 30, 20), turn(2), count(6, 45, 15)],
    ['b 15'],
  ],
  [
    'copies of a parent that is a fork itself',
    [meta(0, CHILD, PARENT), meta(0, PARENT, 'root'), turn(0), count(0, 10, 10), turn(2), count(6, 25, 15)],
    ['b 15'],
  ],
  [
    'the turn’s id tells, whatever the times',
    [
      ...[meta(0, CHILD, PARENT), turn(5, '01a10000-0001-7000-8000-000000000000'), count(9, 30, 20)],
      ...[turn(9, '01a20000-0001-7000-8000-000000000000'), count(9, 45, 15)],
    ],
    ['(a 20)', 'b 15'],
  ],
  [
    'the meta says where a sub-agent’s own lines begin',
    [
      {
        ...meta(0, CHILD),
        payload: { id: CHILD, cli_version: '0.121.0', parent_thread_id: PARENT, subagent_history_start_ordinal: 4 },
      },
      ...[meta(0, PARENT), turn(3), count(4, 30, 20), turn(4), count(4, 45, 15)].map((line, index) => ({
        ...line,
        ordinal: index + 1,
      })),
    ],
    ['(a 20)', 'b 15'],
  ],
  [
    'a parent’s meta that was copied a while after the fork’s',
    [meta(0, CHILD, PARENT), meta(2, PARENT), turn(2), count(2, 10, 10), turn(4), count(8, 25, 15)],
    ['(a 10)', 'b 15'],
  ],
  [
    'the record names the thread',
    [
      meta(0, CHILD, PARENT),
      turn(0),
      noted(0, PARENT, 20),
      count(0, 30, 20),
      noted(0.5, CHILD, 15),
      count(0.5, 45, 15),
    ],
    ['(a 20)', 'b 15'],
  ],
  [
    'a meta copied before `forked_from_id` was logged',
    [meta(0, CHILD), meta(0, PARENT), turn(0), count(0, 10, 10), turn(2), count(6, 25, 15)],
    ['(a 10)', 'b 15'],
  ],
  [
    'another rollout in the same file',
    [meta(0, PARENT), turn(1), count(5, 10, 10), meta(-60, CHILD), turn(-59), count(-50, 10, 10)],
    ['a 10', 'b 10'],
  ],
  [
    'a parent’s rollout behind its fork’s',
    [meta(9, CHILD, PARENT), turn(11), count(15, 45, 15), meta(0, PARENT), turn(1), count(5, 10, 10)],
    ['b 15', 'a 10'],
  ],
  ['a compaction, which has no count', [meta(0, PARENT), turn(1), noted(5, PARENT, 10), turn(9)], ['a 10']],
  [
    'sums: the first of a thread is its first call',
    [meta(0, PARENT), turn(1), count(5, 10), count(9, 30)],
    ['a 10', 'a 20'],
  ],
  [
    'sums: the first of a copy holds calls that cannot be told apart',
    [meta(0, CHILD, PARENT), meta(0, PARENT), turn(0), count(0, 30), count(0, 45), turn(2), count(6, 60)],
    ['(a 15)', 'b 15'],
  ],
  [
    'sums: one of a copy that is smaller than the one before is cut',
    [meta(0, CHILD, PARENT), meta(0, PARENT), turn(0), count(0, 30), count(0, 10), turn(2), count(6, 25)],
    ['b 15'],
  ],
  ['records alone, alike', [meta(0, PARENT), turn(1), noted(5, PARENT, 10), noted(9, PARENT, 10)], ['a 10', 'a 10']],
  ['no meta at all', [turn(1), count(5, 30, 20)], ['? 20']],
];

test.each(CASES)('%s', (_, lines, calls) => {
  const events = eventsOf(readAll(codex, numbered(lines)));
  const names: Record<string, string> = { [PARENT]: 'a', [CHILD]: 'b', '': '?' };
  const read = events.map(({ scope, completeness, parts: [part] }) => {
    const call = `${names[scope.session]} ${part?.meters.input}`;
    return completeness < 8 ? `(${call})` : call;
  });
  expect(read).toEqual(calls);
  expect(merged(events).size).toBe(calls.length);
});

test('the first sum of a fork that copied none is rejected: how much of it is its own is not known', () => {
  const readings = readAll(codex, numbered([meta(0, CHILD, PARENT), turn(1), count(5, 30), count(9, 45)]));
  expect(refusalsOf(readings)).toEqual([[3, 'missing_count']]);
  expect(eventsOf(readings).map(({ parts: [part] }) => part?.meters.input)).toEqual([15]);
});

test('the tier is the record’s, else the count’s, the settings’, the turn’s', () => {
  const turnOf = (service_tier: string): JsonObject => ({
    ...{ timestamp: at(1), type: 'turn_context', payload: { model: 'gpt-5.4', service_tier } },
  });
  const counted = { ...count(5, 10, 10) };
  const flex = { ...counted, payload: { ...(counted['payload'] as JsonObject), service_tier: 'flex' } };
  const tier = (...lines: JsonObject[]): string[] =>
    [...merged(eventsOf(readAll(codex, numbered([meta(0, PARENT), ...lines])))).values()].map(
      ({ terms }) => terms.tier,
    );
  const fast = noted(5, PARENT, 10, { service_tier: 'fast' });
  expect(tier(turnOf('default'), count(5, 10, 10))).toEqual(['standard']);
  expect(tier(turnOf('default'), settings('priority'), count(5, 10, 10))).toEqual(['priority']);
  expect(tier(turnOf('default'), settings('priority'), flex)).toEqual(['flex']);
  expect(tier(turnOf('default'), settings('priority'), fast, flex)).toEqual(['priority']);
  expect(tier(turnOf('default'), flex, fast)).toEqual(['priority']);
  expect(tier(turn(1), settings('priority'), settings(null), count(5, 10, 10))).toEqual(['']);
  expect(tier(settings('priority'), turn(1), count(5, 10, 10))).toEqual(['priority']);
  expect(tier(settings('priority'), meta(60, CHILD), turn(61), count(65, 10, 10))).toEqual(['']);
});
