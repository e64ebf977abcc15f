/** Worlds of Claude Code's sessions, forks and copies whose calls and owners are known, read in any order. */
import { expect, test } from 'vitest';
import type { UsageEvent } from '../../src/core/event.ts';
import { claudeCode } from '../../src/sources/claude-code.ts';
import { rounds } from '../rounds.ts';
import { callsIn, world, type Call, type WorldFile } from './claude-code-worlds.ts';
import { eventsOf, fnv, merged, numbered, partsOf, readAll, refusalsOf } from './readings.ts';
import { seeded } from './seeded.ts';

const SEEDS = rounds(3_000, 10_000);

function eventsIn({ name, lines }: WorldFile): UsageEvent[] {
  const beginning = (): number => Number.parseInt(fnv(JSON.stringify(lines[0]?.record ?? null)).slice(0, 8), 16);
  return eventsOf(readAll(claudeCode, numbered(lines.map(({ record }) => record)), { file: name, beginning }));
}

/** What is wrong with the calls that events come to. */
function wrongIn(events: readonly UsageEvent[], calls: readonly Call[]): string[] {
  const left = new Map(calls.map((call) => [call.number, call]));
  const wrong: string[] = [];
  for (const event of merged(events).values()) {
    const [[, input, , , read, output] = ['', 0, 0, 0, 0, 0]] = partsOf(event);
    const call = left.get(output % 1000);
    const owner = `${event.scope.session} ${event.scope.thread}`;
    const isRight = call?.input === input && call.read === read && call.output === output && call.at === event.at;
    if (!isRight || !call.owners.includes(owner)) wrong.push(JSON.stringify({ owner, at: event.at, output, call }));
    left.delete(output % 1000);
  }
  return [...wrong, ...[...left.values()].map((call) => `missing ${JSON.stringify(call)}`)];
}

function expectNothing(wrong: readonly string[], what: string): void {
  // A matcher takes longer than the reading.
  if (wrong.length > 0) expect(wrong, what).toEqual([]);
}

test('each call counts once, whole, in the session and thread that made it, in any order of the files', () => {
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const made = world(seed);
    const read = made.files.map(eventsIn);
    for (const order of [read, seeded(seed).shuffled(read)])
      expectNothing(wrongIn(order.flat(), made.calls), `seed ${seed}`);
  }
});

test('any of the files: what they tell of counts once, and as before where its own file is there', () => {
  for (let seed = 0; seed < SEEDS / 2; seed += 1) {
    const made = world(seed);
    const { chance } = seeded(seed);
    const files = made.files.filter(() => chance(0.6));
    expectNothing(wrongIn(files.flatMap(eventsIn), callsIn(files, made)), `seed ${seed}`);
  }
});

test('files under other names are the same calls', () => {
  for (let seed = 0; seed < SEEDS / 10; seed += 1) {
    const made = world(seed);
    const renamed = made.files.map((file, index) => ({ ...file, name: `${seeded(seed + index).upTo(1e9)}.jsonl` }));
    expectNothing(wrongIn([...made.files, ...renamed].flatMap(eventsIn), made.calls), `seed ${seed}`);
  }
});

test('the worlds have what they are for', () => {
  const worlds = Array.from({ length: 300 }, (_, seed) => world(seed));
  expect([...new Set(worlds.flatMap(({ kinds }) => [...kinds]))].sort()).toEqual([
    ...['copied file', 'cut in front', 'cut in the middle', 'fork', 'fork of a fork', 'fork of a resumed session'],
    ...['goes on', 'ids of relays alone', 'ids of relays, with request ids'],
    ...['ids of relays, with their own request ids', 'message ids', 'no ids', 'repeated as progress'],
    ...['replayed in a sub-agent', 'request ids', 'resumed', 'sub-agent', 'sub-agent in the transcript'],
    ...['the parent goes on', 'uuids'],
  ]);
  const read = worlds.flatMap(({ files }) => files).map(({ lines }) => numbered(lines.map(({ record }) => record)));
  expect(read.flatMap((records) => refusalsOf(readAll(claudeCode, records)))).toEqual([]);
});
