/**
 * Half a year of two thousand events, and questions of all kinds about periods of all lengths: whatever an engine plans to do,
 * it comes to what the naive reader says, who plans nothing.
 */
import { NO_SCOPE, type UsageEvent } from '../../../../src/core/event.ts';
import { FLAGS } from '../../../../src/core/flags.ts';
import { formatInstant, MS_PER_DAY, MS_PER_HOUR, periodOf, type Instant } from '../../../../src/core/time.ts';
import type { Dimension, UsageQuery } from '../../../../src/store/ledger.ts';
import { seeded, type Chances } from '../../../sources/seeded.ts';
import { event } from '../../events.ts';
import { asked, type Asked, type Rows } from '../answers.ts';
import { naiveReader } from '../naive-reader.ts';
import type { Question, Topic } from '../question.ts';
import { aggregate, at, inference, worldOf, type World } from '../world.ts';

const EVENTS = 2_100;
const DAYS = 180;
const BEGIN = at('2026-07-01');

function oneOf<T>(chances: Chances, all: readonly T[]): T {
  return all[chances.upTo(all.length)]!;
}

/** Often the first or the last instant of an hour, a quarter of a day, a day or a fortnight. */
function anyInstant(chances: Chances): Instant {
  const anywhere = BEGIN + chances.upTo(DAYS * MS_PER_DAY);
  const span = oneOf(chances, [1, 1, MS_PER_HOUR, 6 * MS_PER_HOUR, MS_PER_DAY, 14 * MS_PER_DAY]);
  return (Math.floor(anywhere / span) * span - (span > 1 && chances.chance(0.3) ? 1 : 0)) as Instant;
}

function anyTokens(chances: Chances): number {
  return chances.chance(0.2)
    ? oneOf(chances, [99_999, 100_000, 100_001, 200_000, 200_001, 272_001])
    : chances.upTo(500);
}

function anyEvent(chances: Chances, index: number): UsageEvent {
  const meters = (): Parameters<typeof inference>[0] => ({
    ...{ input: anyTokens(chances), output: anyTokens(chances), web_search: chances.chance(0.1) ? 2 : 0 },
    ...{
      cache_read: chances.chance(0.5) ? anyTokens(chances) : 0,
      cache_write_5m: chances.chance(0.3) ? anyTokens(chances) : 0,
    },
  });
  const model = oneOf(chances, ['opus', 'opus', 'sonnet', 'haiku']);
  const more = chances.chance(0.1) ? [inference(meters(), { model: 'haiku', kind: 'advisor', requests: 0 })] : [];
  const parts = chances.chance(0.05)
    ? [aggregate(oneOf(chances, [0, 100_000, 200_000]), meters(), { model, requests: chances.upTo(50) })]
    : [inference(meters(), { model }), ...more];
  const instant = anyInstant(chances);
  const project = oneOf(chances, ['/p', '/q', '/r', '']);
  const session = chances.chance(0.8) ? `s${chances.upTo(20)}` : '';
  return event(`m:${chances.chance(0.05) ? chances.upTo(index + 1) : index}`, {
    ...{ at: instant, until: (instant + chances.upTo(90_000)) as Instant, parts, completeness: chances.upTo(3) },
    terms: {
      ...{ source: 'claude-code', platform: 'api', speed: chances.chance(0.1) ? 'fast' : 'standard', geo: '' },
      tier: oneOf(chances, ['standard', 'standard', 'batch']),
    },
    scope: {
      ...{ ...NO_SCOPE, project, session, thread: session === '' ? '' : 'main' },
      ...{
        workspace: oneOf(chances, ['', 'w', 'v']),
        labels: chances.chance(0.5) ? { team: oneOf(chances, ['a', 'b']) } : {},
      },
    },
    flags: chances.chance(0.05) ? FLAGS.band_unknown.bit : 0,
    origin: { file: oneOf(chances, ['/logs/a.jsonl', '/logs/b.jsonl']), line: index + 1 },
  });
}

function generated(): World {
  const chances = seeded(20_261_201);
  const events = Array.from({ length: EVENTS }, (_, index) => anyEvent(chances, index));
  // In several transactions, none of which has all of a month.
  const third = EVENTS / 3;
  return { writes: [0, 1, 2].flatMap((turn) => worldOf(events.slice(turn * third, (turn + 1) * third)).writes) };
}

const CHANGES: Readonly<Record<string, readonly Instant[]>> = {
  opus: [at('2026-08-05'), at('2026-09-17')],
  sonnet: [at('2026-12-03'), at('2026-07-02')],
};

type Named<T> = readonly [name: string, value: T];

const BY: readonly Named<readonly Dimension[]>[] = [
  ['all together', []],
  ['by model and kind', ['model', 'kind']],
  ['by project', ['project']],
  ['by project, tier and speed', ['project', 'tier', 'speed']],
  ['by session and workspace', ['session', 'workspace']],
  ['by team', ['label:team']],
];
const SPANS: readonly Named<Pick<UsageQuery, 'bucket' | 'priceChanges'>>[] = [
  ['', {}],
  ['between price changes', { priceChanges: (model) => CHANGES[model] ?? [] }],
  ...(['UTC', 'Europe/Berlin', 'Asia/Kolkata'] as const).flatMap((zone) =>
    (['hour', 'day', 'week', 'month'] as const).map(
      (size) => [`each ${size} in ${zone}`, { bucket: { size, zone } }] as const,
    ),
  ),
];
const WHERE: readonly Named<UsageQuery['where']>[] = [
  ['', new Map()],
  ['', new Map()],
  ['of two models', new Map([['model', ['opus', 'haiku']]])],
  ['of a project', new Map([['project', ['/p']]])],
  [
    'of no project, batch',
    new Map([
      ['project', ['']],
      ['tier', ['batch']],
    ]),
  ],
  ['of a session', new Map([['session', ['s3']]])],
  ['of a team', new Map([['label:team', ['b']]])],
];
const EDGES: readonly Named<readonly number[]>[] = [
  ['', []],
  ['in bands', [100_000, 200_000, 272_000]],
  ['in the band above 200,000', [200_000]],
  ['in bands of one’s own', [250, 150_000]],
];

/** Nearly always more than a day: half of them a few days, half of them months. */
function anyPeriod(chances: Chances): UsageQuery['period'] {
  const [a, b] = [anyInstant(chances), anyInstant(chances)].toSorted((x, y) => x - y) as [Instant, Instant];
  if (chances.chance(0.5)) return periodOf(a, (a + chances.upTo(4 * MS_PER_DAY)) as Instant);
  return periodOf(chances.chance(0.3) ? undefined : a, chances.chance(0.3) ? undefined : b);
}

function questions(world: World): Question[] {
  const naive = asked(naiveReader(world), world);
  const chances = seeded(7);
  return Array.from({ length: 100 }, (_, index): Question => {
    const [grouped, by] = BY[index % BY.length]!;
    const [spanned, spans] = SPANS[index % SPANS.length]!;
    const [selected, where] = oneOf(chances, WHERE);
    const [banded, edges] = oneOf(chances, EDGES);
    const period = anyPeriod(chances);
    const query = { by, ...spans, where, edges, period };
    const ends = [period.since, period.until].map((end) => (end === undefined ? '' : formatInstant(end)));
    const ask = (of: Asked): Rows => [
      ...of.usage(query),
      ...of.span(query),
      ...(index % 10 === 0 ? of.requests(query) : []),
    ];
    let answer: Rows | undefined;
    return {
      rule: [`${index + 1}: ${grouped}`, spanned, selected, banded, `${ends.join('..')}`]
        .filter((text) => text !== '')
        .join(', '),
      ask,
      get answer() {
        return (answer ??= ask(naive));
      },
    };
  });
}

const WORLD = generated();

export const GENERATED: Topic = { name: 'half a year', world: WORLD, questions: questions(WORLD) };
