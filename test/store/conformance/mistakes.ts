/** Mistakes an engine may make, each planted in a reader that is right otherwise, with the rule that it breaks. */
import { FLAGS } from '../../../src/core/flags.ts';
import { METERS, promptTokens } from '../../../src/core/meters.ts';
import { MS_PER_DAY, MS_PER_HOUR, type Instant } from '../../../src/core/time.ts';
import { naiveReader } from './naive-reader.ts';
import { addedAsDoubles, answering, asking, asLogged, beginning, inSpans, lastPieces, later } from './planting.ts';
import { listing, taking, takingParts, type Plant } from './planting.ts';
import { at } from './world.ts';

const FILES_RULE = 'files come by path, each with all that is known of it: also when, by what and how far it was read';

/** Each has its own words for what happens, after "a reader in which …". */
export const MISTAKES: readonly (readonly [mistake: string, breaks: string, plant: Plant])[] = [
  [
    'a period has its last instant',
    'a period has its first instant and not its last',
    asking(({ period, ...query }) => ({ ...query, period: later(period, { until: 1 }) })),
  ],
  [
    'a period does not have its first instant',
    'a period has its first instant and not its last',
    asking(({ period, ...query }) => ({ ...query, period: later(period, { since: 1 }) })),
  ],
  [
    'the ends of a period are whole seconds',
    'a period may begin and end at any millisecond',
    asking(({ period, ...query }) => ({ ...query, period: inSpans(period, 1000) })),
  ],
  [
    'a prompt as large as an edge is above it',
    'a prompt is in a band when it is larger than the edge, not when it is as large',
    (right) => ({
      *usage({ edges, ...query }) {
        const lower = edges.map((edge) => edge - 1);
        for (const group of right.usage({ ...query, edges: lower }))
          yield { ...group, above: group.above === 0 ? 0 : group.above + 1 };
      },
    }),
  ],
  [
    'bands are those of built-in edges',
    'bands are those of the edges asked for',
    asking((query) => ({ ...query, edges: query.edges.filter((edge) => edge % 1000 === 0 && edge !== 150_000) })),
  ],
  [
    'an aggregate is banded by its sum',
    'an aggregate is in the band that all of its prompts are known to be in, however large their sum is',
    takingParts('usage', (part) =>
      part.above === undefined ? part : { ...part, above: promptTokens(part.meters) - 1 },
    ),
  ],
  [
    'aggregates are inferences',
    'an aggregate is not an inference',
    takingParts('inferences', ({ above: _, ...part }) => part),
  ],
  [
    'aggregates are logged requests',
    'an aggregate is not a logged request',
    takingParts('requests', ({ above: _, ...part }) => part),
  ],
  [
    'aggregates are in no span',
    'an aggregate counts in a span',
    takingParts('span', (part) => (part.above === undefined ? part : undefined)),
  ],
  [
    'requests of aggregates that read are hits',
    'an aggregate has the number of requests it says and no hits, because nobody knows which of them read',
    answering((group) =>
      group.terms.kind === 'aggregate' && group.sums.cache_read > 0n ? { ...group, hits: group.requests } : group,
    ),
  ],
  [
    'further parts of a request are hits',
    'each part of a response has its own model and kind, and counts as the number of requests it says',
    answering((group) =>
      group.terms.kind !== 'aggregate' && group.sums.cache_read > 0n ? { ...group, hits: 1n } : group,
    ),
  ],
  [
    'searches are missed',
    'a hit is a request that reads, and searches are summed like tokens',
    answering(({ sums, ...group }) => ({ ...group, sums: { ...sums, web_search: 0n } })),
  ],
  [
    'an unknown tier is the standard one',
    'requests of different terms are different groups',
    answering(({ terms, ...group }) => ({ ...group, terms: { ...terms, tier: terms.tier || 'standard' } })),
  ],
  [
    'bounds are not kept apart',
    'flags that make an event a bound make a group of their own, other flags do not',
    answering(({ terms, ...group }) => ({ ...group, terms: { ...terms, bounds: 0 } })),
  ],
  [
    'every flag is kept apart',
    'flags that make an event a bound make a group of their own, other flags do not',
    taking('usage', (event) => ({
      ...event,
      flags: event.flags === 0 ? 0 : event.flags | FLAGS.band_unknown.bit,
    })),
  ],
  [
    'groups of nothing are left out',
    'an event without tokens and requests is a group all the same',
    answering((group) => (METERS.every((meter) => group.sums[meter] === 0n) ? undefined : group)),
  ],
  [
    'an event without a label is dropped',
    'an event without a label has the value "" and is not left out',
    answering((group, { by }) =>
      by.some((name, index) => name.startsWith('label:') && group.values[index] === '') ? undefined : group,
    ),
  ],
  [
    'a label is looked up by a path',
    'the name of a label may have any characters',
    answering((group, { by }) => ({
      ...group,
      values: group.values.map((value, index) => (/^label:.*\W/.test(by[index] ?? '') ? '' : value)),
    })),
  ],
  [
    'only the first value of a selection counts',
    'a selection takes any of its values',
    asking((query) => ({ ...query, where: new Map([...query.where].map(([name, [first = '']]) => [name, [first]])) })),
  ],
  [
    'any dimension of a selection is enough',
    'a selection of several dimensions takes what matches all of them',
    (right) => ({
      inferences: (query) => right.inferences({ ...query, where: new Map([...query.where].slice(0, 1)) }),
    }),
  ],
  [
    'values come in an order of their own',
    'values come in the order in which they were asked for',
    asking((query) => ({ ...query, by: query.by.toSorted() })),
  ],
  [
    'zones are ignored',
    'a day follows the clocks of its zone, in summer and in winter, and UTC days are apart in it',
    answering((group) => ({ ...group, at: beginning(group.at, MS_PER_DAY) })),
  ],
  [
    'offsets are whole hours',
    'a day may begin at half past an hour of UTC',
    answering((group) => ({ ...group, at: beginning(group.at, MS_PER_HOUR) })),
  ],
  [
    'hours are told by the clock alone',
    'an hour that clocks show twice is two hours',
    answering((group) =>
      beginning(group.at, MS_PER_HOUR) === at('2026-10-25T01:00')
        ? { ...group, at: (group.at - MS_PER_HOUR) as Instant }
        : group,
    ),
  ],
  [
    'price changes are ignored, so two prices are one',
    'the days between two price changes are one group, and a change begins another',
    (right) => ({
      *usage(query) {
        const firsts = new Map<string, Instant>();
        for (const group of right.usage(query)) {
          const first = firsts.get(group.model) ?? group.at;
          firsts.set(group.model, first);
          yield query.priceChanges === undefined ? group : { ...group, at: first };
        }
      },
    }),
  ],
  [
    'a piece of a group that came before is dropped',
    'without a bucket, sums are of UTC days',
    (right) => ({ usage: (query) => lastPieces(right.usage(query)) }),
  ],
  [
    'sums are doubles',
    'a sum is exact, however large it is',
    (right) => ({ usage: (query) => addedAsDoubles(right.usage(query)) }),
  ],
  [
    'those of one instant come the other way round',
    'inferences come in the order of time, those of one instant by id, those of one response by part',
    (right) => ({ inferences: (query) => [...right.inferences(query)].reverse().toSorted((a, b) => a.at - b.at) }),
  ],
  [
    'requests of one instant come as they were logged',
    'requests come in the same order, with their origin and what the provider reports of their response',
    (right) => ({ requests: (query) => [...right.requests(query)].toSorted(asLogged) }),
  ],
  [
    'only the first part has what is reported',
    'requests come in the same order, with their origin and what the provider reports of their response',
    (right) => ({
      requests: (query) =>
        Array.from(right.requests(query), (each) => ({ ...each, reported: each.part > 0 ? undefined : each.reported })),
    }),
  ],
  [
    'prompts of one instant come by id',
    'prompts of one instant come as they were logged: by path, then by line',
    (right) => ({
      prompts: (query) => [...right.prompts(query)].toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)),
    }),
  ],
  [
    'runs are without those they go on from',
    'a prompt has the blocks of its run and of all runs before, and all that is known of it',
    (right) => ({ runs: () => Array.from(right.runs(), (run) => ({ ...run, after: 0 })) }),
  ],
  [
    'runs come in any order',
    'a run comes after the one it goes on from',
    (right) => ({ runs: () => [...right.runs()].reverse() }),
  ],
  [
    'counts of prefixes are lost',
    'a counted prefix comes with the run that ends it, and only there',
    (right) => ({ runs: () => Array.from(right.runs(), ({ counted: _, ...run }) => run) }),
  ],
  [
    'scopes are numbered by session',
    'a scope number belongs to one workspace, session and thread',
    (right) => ({
      inferences: (query) => Array.from(right.inferences(query), (each) => ({ ...each, scope: each.session.length })),
    }),
  ],
  [
    'each record counts',
    'a response counts once, with its largest output, at its first instant',
    taking('usage', (event, number) => ({ ...event, key: `${event.key} ${number}` })),
  ],
  [
    'a response takes no time',
    'a response lasts from its first record to its last, and belongs where the earliest is',
    (right) => ({ requests: (query) => Array.from(right.requests(query), (each) => ({ ...each, until: each.at })) }),
  ],
  ['any key is of any inference', 'a key of no event is of no inference', () => ({ isOf: () => true })],
  [
    'values are sorted by UTF-16',
    'values are sorted by their UTF-8 bytes',
    (right) => ({ values: (dimension) => right.values(dimension).toSorted() }),
  ],
  [
    'unknown values are left out',
    'the values of a dimension are known, and whether some usage has none',
    (right) => ({ values: (dimension) => right.values(dimension).filter((value) => value !== '') }),
  ],
  ['labels are lost', 'the names of labels are known', () => ({ labels: () => [] })],
  ['rejections are lost', FILES_RULE, listing((file) => ({ ...file, refused: {} }))],
  ['files were all read at first', FILES_RULE, listing((file, { runs }) => ({ ...file, readAt: runs?.[0]?.at }))],
  ['every file was read to its end', FILES_RULE, listing((file) => ({ ...file, complete: true }))],
  [
    'earlier versions are forgotten',
    'a ledger that an earlier version wrote says so',
    () => ({ hasEarlierKeys: () => false }),
  ],
  [
    'a bill adds to what was known',
    'a bill replaces what was known of its days, comes by time, model and token type, and keeps each digit',
    (_, { pulls = [], ...world }) => {
      const added = pulls.map((pull) => (pull.rows === undefined ? pull : { ...pull, days: [] }));
      const { bill } = naiveReader({ ...world, pulls: added }).pulled;
      return { pulled: { ...naiveReader({ ...world, pulls }).pulled, bill } };
    },
  ],
  [
    'an answer is given once',
    'the same question has the same answer again',
    (right) => {
      let given = false;
      return {
        usage(query) {
          if (given) return [];
          given = true;
          return right.usage(query);
        },
      };
    },
  ],
];

/** Mistakes of an engine that keeps sums of spans of time and puts periods together from them. */
export const PLANS: readonly (readonly [mistake: string, plant: Plant])[] = [
  [
    'a period ends with whole hours',
    asking(({ period, ...query }) => ({ ...query, period: inSpans(period, MS_PER_HOUR) })),
  ],
  [
    'a period ends with whole days',
    asking(({ period, ...query }) => ({ ...query, period: inSpans(period, MS_PER_DAY) })),
  ],
  [
    'sums of days know no sessions',
    asking(({ where, ...query }) => ({ ...query, where: new Map([...where].filter(([name]) => name !== 'session')) })),
  ],
];
