/** Usage events for tests of the ledger: everything has a default, and fast-check varies what matters. */
import fc from 'fast-check';
import { MISS_REASONS, type ReportedMiss } from '../../src/core/diagnosis.ts';
import { NO_SCOPE, type UsageEvent, type UsagePart } from '../../src/core/event.ts';
import { FLAGS, flagBits, UNFINISHED } from '../../src/core/flags.ts';
import { NO_METERS, type Meters } from '../../src/core/meters.ts';
import type { Instant } from '../../src/core/time.ts';
import { addCounts, NO_COUNTS } from '../../src/ingest/tally.ts';
import type { Counts, FileState, Ledger, Outcome } from '../../src/store/ledger.ts';
import { NO_OUTCOME } from '../../src/store/ledger.ts';

export const DAY = 86_400_000;
export const START = Date.UTC(2026, 10, 1) as Instant;

export function part(meters: Partial<Meters> = {}, rest: Partial<UsagePart> = {}): UsagePart {
  return { model: 'claude-opus-5-5', kind: 'message', requests: 1, ...rest, meters: { ...NO_METERS, ...meters } };
}

export function event(key: string, rest: Partial<UsageEvent> = {}): UsageEvent {
  const at = rest.at ?? START;
  return {
    key,
    at,
    until: at,
    parts: [part({ input: 10, output: 1 })],
    terms: { source: 'claude-code', platform: 'api', tier: 'standard', speed: 'standard', geo: 'global' },
    scope: NO_SCOPE,
    flags: 0,
    completeness: 0,
    origin: { file: '/logs/a.jsonl', line: 1 },
    ...rest,
  };
}

export function state(outcome: Outcome = NO_OUTCOME): FileState {
  return {
    options: '',
    size: 1,
    modified: 1,
    changed: 0,
    readTo: 1,
    line: 2,
    fingerprint: '',
    reader: '',
    otherwise: false,
    source: 'claude-code',
    outcome,
  };
}

/** Of periods that begin and end with days, hours or anywhere, weeks apart. */
export const anyInstant: fc.Arbitrary<number> = fc
  .tuple(fc.integer({ min: -12, max: 30 }), fc.constantFrom(0, 5, 11, 12, 17, 23), fc.constantFrom(0, 0, 1, 1_800_001))
  .map(([day, hour, ms]) => START + day * DAY + hour * 3_600_000 + ms);

const tokens = fc.oneof(
  fc.nat(500),
  fc.constantFrom(0, 99_999, 100_000, 100_001, 199_999, 200_000, 200_001, 272_000, 272_001),
);

const anyMeters: fc.Arbitrary<Meters> = fc.record({
  input: tokens,
  cache_write_5m: tokens,
  cache_write_1h: tokens,
  cache_read: tokens,
  output: tokens,
  web_search: fc.nat(3),
});

const anyModel = fc.constantFrom('claude-opus-5-5', 'claude-haiku-5-5', 'claude-zeta-9');

const anyInference: fc.Arbitrary<UsagePart> = fc.record({
  model: anyModel,
  kind: fc.constantFrom('message', 'compaction', 'advisor'),
  requests: fc.constantFrom(0, 1),
  meters: anyMeters,
});

const anyAggregate: fc.Arbitrary<UsagePart> = fc.record({
  model: anyModel,
  kind: fc.constant('aggregate'),
  requests: fc.nat(500),
  above: fc.constantFrom(0, 99_999, 100_000, 200_000, 272_000),
  meters: anyMeters,
});

const anyPart = fc.oneof({ weight: 4, arbitrary: anyInference }, { weight: 1, arbitrary: anyAggregate });

export const anyReported: fc.Arbitrary<ReportedMiss> = fc.record({
  reason: fc.constantFrom(...MISS_REASONS, 'other', 'none', 'pending'),
  tokens: fc.option(tokens, { nil: undefined }),
});

/** Events of few keys, so that many are records of the same response. */
export const anyEvent: fc.Arbitrary<UsageEvent> = fc
  .record({
    key: fc.constantFrom('m:1', 'm:2', 'm:3', 'm:4', 'm:5', 'm:6'),
    at: fc.integer({ min: START, max: START + 5 * DAY }).map((at) => at as Instant),
    span: fc.nat(1000),
    parts: fc.array(anyPart, { minLength: 1, maxLength: 3 }),
    tier: fc.constantFrom('', 'standard', 'batch'),
    speed: fc.constantFrom('', 'fast'),
    session: fc.constantFrom('s1', 's2', ''),
    project: fc.constantFrom('/p', '/q', ''),
    labels: fc.constantFrom({}, { branch: 'main' }, { branch: 'main', team: 'a' }),
    // 64: the time was given by flag, and gives way to one that was logged.
    // Some make the event a bound, which rollups keep apart.
    flags: fc.constantFrom(0, 1, 8, 64, 72, FLAGS.band_unknown.bit, flagBits(['output_placeholder']), UNFINISHED),
    completeness: fc.nat(2),
    file: fc.constantFrom('/logs/a.jsonl', '/logs/b.jsonl'),
    line: fc.integer({ min: 1, max: 5 }),
    reported: fc.option(anyReported, { nil: undefined }),
  })
  .map(({ key, at, span, parts, tier, speed, session, project, labels, file, line, reported, ...rest }) =>
    event(key, {
      ...rest,
      at,
      until: (at + span) as Instant,
      parts,
      terms: { source: 'claude-code', platform: 'api', tier, speed, geo: '' },
      scope: { ...NO_SCOPE, session, project, labels },
      origin: { file, line },
      ...(reported && { reported }),
    }),
  );

/** Stores events as one transaction, each under the file it says; the counts are those of all. */
export function writeEvents(ledger: Ledger, events: readonly UsageEvent[], run = 1): Counts {
  const files: UsageEvent[][] = [];
  for (const each of events) {
    const last = files.at(-1);
    if (last?.[0]?.origin.file === each.origin.file) last.push(each);
    else files.push([each]);
  }
  const batches = (files.length > 0 ? files : [[]]).map((some) => {
    const path = some[0]?.origin.file ?? '/logs/a.jsonl';
    return { run, path, firstLine: 1, events: [some], state: state() };
  });
  return ledger
    .write(batches)
    .map(({ counts }) => counts)
    .reduce(addCounts, NO_COUNTS);
}
