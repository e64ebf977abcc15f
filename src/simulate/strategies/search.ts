/**
 * Looks for the cheapest set of places for this workload, each with its own time to live: from the best of a few
 * well-known sets, the one change that saves most is made again and again: a place more, one less, or an hour for one more
 * or one less of them. One hour always stands before five minutes, as the API wants it.
 */
import { fail } from '../../core/problem.ts';
import { MOST_BREAKPOINTS } from '../provider.ts';
import { LIFETIMES, type CostOf, type Placement, type Strategy } from '../strategy.ts';
import { placedAt, type Own } from './custom.ts';
import { spacedPlacement } from './every-n.ts';
import { placementOf } from './parts.ts';

/** What no list of places can say. */
const OTHERS: readonly Placement[] = [
  ...['5m', '1h'].map((ttl) => called(`every-n:ttl=${ttl}`, spacedPlacement({ ttl }))),
  ...LIFETIMES.map((ttl) =>
    called(`tools-system-two-turns:ttl=${ttl}`, placementOf(['tools', 'system', 'two-turns'], ttl)),
  ),
];

/** As it would be asked for by itself. */
function called(as: string, placement: Placement): Placement {
  return { ...placement, options: { as } };
}

/** In the order of the prompt. */
const PLACES: readonly Omit<Own, 'ttl'>[] = [
  { of: 'tools', index: 0 },
  { of: 'system', index: 0 },
  { of: 'messages', index: 0 },
  { of: 'user', index: -2 },
  { of: 'messages', index: -1 },
];

/** Which of the places have a breakpoint, ascending, and how many of the first live for an hour. */
interface Chosen {
  readonly places: readonly number[];
  readonly hours: number;
}

/** The other strategies, with what stands still (the first two places) for an hour, all, or nothing. */
const STARTS: readonly Chosen[] = [[], [0], [1], [0, 1], [4], [0, 1, 4]].flatMap((places) =>
  [...new Set([0, places.filter((place) => place < 2).length, places.length])].map((hours) => ({ places, hours })),
);

export const search: Strategy = {
  id: 'search',
  title: 'the cheapest places and times to live found',
  usage: 'search',
  plan(options) {
    if (Object.keys(options).length > 0) fail('bad_strategy', 'search has no options.');
    return { search: cheapestPlacement };
  },
};

function cheapestPlacement(costOf: CostOf): Placement {
  const costs = new Map<string, bigint>();
  const cost = (chosen: Chosen): bigint => {
    const key = JSON.stringify(chosen);
    const known = costs.get(key) ?? costOf(chosenPlacement(chosen));
    costs.set(key, known);
    return known;
  };
  const cheapest = (among: readonly Chosen[]): Chosen | undefined =>
    among.reduce<Chosen | undefined>(
      (best, each) => (best === undefined || cost(each) < cost(best) ? each : best),
      undefined,
    );

  let best = NONE;
  let next = cheapest(STARTS) ?? NONE;
  do {
    best = next;
    next = cheapest(changesOf(best)) ?? best;
  } while (cost(next) < cost(best));
  return OTHERS.map((placement) => ({ placement, cost: costOf(placement) })).reduce(
    (cheaper, other) => (other.cost < cheaper.cost ? other : cheaper),
    { placement: chosenPlacement(best), cost: cost(best) },
  ).placement;
}

const NONE: Chosen = { places: [], hours: 0 };

function changesOf({ places, hours }: Chosen): Chosen[] {
  const sets = [
    ...(places.length < MOST_BREAKPOINTS
      ? PLACES.map((_, place) => place)
          .filter((place) => !places.includes(place))
          .map((place) => [...places, place])
      : []),
    ...places.map((place) => places.filter((other) => other !== place)),
  ].map((set) => set.toSorted((a, b) => a - b));
  const same = [hours - 1, hours + 1]
    .filter((more) => more >= 0 && more <= places.length)
    .map((more) => ({ places, hours: more }));
  // A set that has changed keeps its hours, or gets one more or less so that those before and behind stay as they are.
  return [...same, ...sets.flatMap((set) => nearby(hours, set.length).map((own) => ({ places: set, hours: own })))];
}

function nearby(hours: number, most: number): number[] {
  return [...new Set([hours - 1, hours, hours + 1].map((each) => Math.min(most, Math.max(0, each))))];
}

function chosenPlacement({ places, hours }: Chosen): Placement {
  return placedAt(
    places.flatMap((place, index) => {
      const own = PLACES[place];
      return own === undefined ? [] : [{ ...own, ttl: index < hours ? '1h' : '5m' } as const];
    }),
  );
}
