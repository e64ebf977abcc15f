/** What is wrong with a reading, whatever it was read from. */
import type { UsageEvent } from '../../src/core/event.ts';
import { FLAGS, UNFINISHED } from '../../src/core/flags.ts';
import { MAX_COUNT } from '../../src/core/meters.ts';
import { MS_PER_DAY } from '../../src/core/time.ts';
import { REFUSALS, type Reading } from '../../src/sources/reading.ts';
import { leaks } from './hostile-values.ts';
import { reasonsOf } from './readings.ts';

const EVERY_FLAG = Object.values(FLAGS).reduce((sum, { bit }) => sum | bit, UNFINISHED);
const KINDS = ['message', 'compaction', 'advisor', 'fallback', 'aggregate'];
const [FIRST, LAST] = [Date.UTC(2020, 0, 1), Date.UTC(2100, 0, 1) - 1];

export function flawsOf(reading: Reading): string[] {
  const unknown = reasonsOf(reading).filter((reason) => !Object.hasOwn(REFUSALS, reason));
  const events = reading.kind === 'events' ? reading.events : [];
  const nothing = reading.kind === 'events' && events.length === 0 && reasonsOf(reading).length === 0;
  return [
    ...(['events', 'held', 'not_usage', 'unknown', 'refused'].includes(reading.kind)
      ? []
      : ['an unknown kind of reading']),
    ...unknown.map((reason) => `an unknown reason ${String(reason)}`),
    ...(nothing ? ['neither an event nor a reason'] : []),
    ...events.flatMap(flawsOfEvent),
  ];
}

function flawsOfEvent(event: UsageEvent): string[] {
  const { key, at, until, parts, terms, scope, completeness, origin, prompt, reported } = event;
  const { labels, ...places } = scope;
  const isAggregate = parts.some(({ kind }) => kind === 'aggregate');
  const counts = parts.flatMap(({ meters, requests, above = 0 }) => [...Object.values(meters), requests, above]);
  const names = [...Object.values(terms), ...Object.values(places), ...Object.entries(labels).flat()];
  const models = parts.map(({ model }) => model);
  const sizes = (prompt?.blocks ?? []).flatMap(({ size, tokens = 0 }) => [size, tokens]);
  const hashes = [prompt?.digest, ...(prompt?.blocks ?? []).map(({ hash }) => hash)];
  const flaws = {
    'a key': typeof key !== 'string' || key === '',
    'no part': parts.length === 0,
    'a count': !counts.every((count) => isCount(count) && count <= MAX_COUNT),
    'a meter': parts.some(({ meters }) => Object.keys(meters).length !== 6),
    'a kind': parts.some(({ kind }) => !KINDS.includes(kind)),
    'a name': ![...names, ...models].every(isName),
    'a model': models.includes(''),
    'a time': !isTime(at) || !isTime(isAggregate ? Math.min(until, LAST) : until) || until < at,
    'a span': isAggregate && until - LAST > MS_PER_DAY,
    flags: (event.flags & ~EVERY_FLAG) !== 0,
    completeness: !isCount(completeness),
    'an origin': typeof origin.file !== 'string' || !isCount(origin.line),
    'a size': !sizes.every(isCount),
    'a hash': !hashes.every((hash) => hash === undefined || /^[0-9a-f]{16}$/.test(hash)),
    'an answer': prompt?.answered !== undefined && !isTime(prompt.answered),
    'a miss': reported?.tokens !== undefined && !isCount(reported.tokens),
    // The key is stored as a hash only.
    'a leak': leaks(JSON.stringify({ ...event, key: '' })),
  };
  return Object.entries(flaws).flatMap(([flaw, found]) => (found ? [`${flaw}: ${JSON.stringify(event)}`] : []));
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isTime(value: number): boolean {
  return isCount(value) && value >= FIRST && value <= LAST;
}

/** As long as names may be, a blotted secret among them; with no half of a character. */
function isName(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 400 && value.isWellFormed();
}
