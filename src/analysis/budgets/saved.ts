/**
 * Baselines that outlive a ledger: what selections of usage came to, in sums by day, model and project. Counts and
 * picodollars are decimal strings, because they may pass 2^53.
 */
import { formatInstant, instantOrNull, type Period } from '../../core/time.ts';
import type { Budget } from './budget.ts';
import { groupOf, type GroupRule, type Groups } from '../groups.ts';
import type { Measured } from './measured.ts';
import type { Observed, Owner } from './observe.ts';

export const BASELINE_VERSION = 1;

export interface SavedBaseline {
  /** Of the price tables that were in use. */
  readonly pricesVersion: string;
  readonly zone: string;
  readonly selections: readonly SavedSelection[];
}

export interface SavedSelection {
  /** What of a budget decides which usage it looks at. */
  readonly asked: Selection;
  /** As far as it had passed. */
  readonly period: Period;
  /** Whether the ledger had usage from its first day on. */
  readonly covered: boolean;
  readonly groups: Observations;
}

export type Observations = ReadonlyMap<Owner['group'], Observed>;

type Selection = Pick<Budget, 'window' | 'where' | 'per'> & {
  /** Whether unread writes were counted, which takes a reading of every request. */
  readonly unreadWrites: boolean;
  /** Of the groups that it names, as the configuration had them: by other rules it is other usage. */
  readonly rules?: Readonly<Record<string, unknown>>;
};

export function selectionOf({ window, where, per, metric }: Budget, groups: Groups): Selection {
  const facets = [...where.map(({ dimension }) => dimension), ...(per === undefined ? [] : [per])];
  const named = new Set(facets.flatMap((facet) => groupOf(facet) ?? []));
  const rules = [...named].sort().map((name) => [name, groups.get(name)?.map(ruleJson)] as const);
  return {
    window,
    where,
    ...(per !== undefined && { per }),
    unreadWrites: metric === 'unread_write_share',
    ...(rules.length > 0 && { rules: Object.fromEntries(rules) }),
  };
}

function ruleJson({ value, match }: GroupRule): unknown {
  return { value, match: Object.fromEntries(match) };
}

/** What was saved of a budget's usage: of the same window, or else the only one with the same filters and groups, by the same rules. */
export function savedFor(budget: Budget, groups: Groups, { selections }: SavedBaseline): SavedSelection | undefined {
  const wanted = selectionOf(budget, groups);
  const alike = selections.filter(
    ({ asked }) =>
      filtersText(asked) === filtersText(wanted) &&
      asked.per === wanted.per &&
      JSON.stringify(asked.rules) === JSON.stringify(wanted.rules) &&
      asked.unreadWrites === wanted.unreadWrites,
  );
  const sameWindow = alike.find(({ asked }) => JSON.stringify(asked.window) === JSON.stringify(wanted.window));
  return sameWindow ?? (alike.length === 1 ? alike[0] : undefined);
}

function filtersText({ where }: Selection): string {
  return JSON.stringify(where.map(({ dimension, value }) => [dimension, value]).sort());
}

export function savedJson({ pricesVersion, zone, selections }: SavedBaseline): unknown {
  return {
    schema_version: BASELINE_VERSION,
    prices_version: pricesVersion,
    tz: zone,
    selections: selections.map(({ asked, period, covered, groups }) => ({
      window: asked.window,
      where: asked.where,
      per: asked.per ?? null,
      unread_writes: asked.unreadWrites,
      ...(asked.rules && { rules: asked.rules }),
      from: instantOrNull(period.since),
      to: instantOrNull(period.until),
      covered,
      groups: [...groups].map(([group, observed]) => ({
        ...(group !== undefined && { group }),
        measured: measuredJson(observed.measured),
        days: observed.days.map(({ at, measured }) => ({ at: formatInstant(at), measured: measuredJson(measured) })),
        spenders: observed.spenders.map(({ measured, ...whose }) => ({ ...whose, measured: measuredJson(measured) })),
      })),
    })),
  };
}

type SumName = Exclude<keyof Measured, 'priced' | 'bounds'>;

/** What sums are called in a saved baseline. */
const SAVED_SUMS: Readonly<Record<SumName, string>> = {
  requests: 'requests',
  hits: 'hits',
  aggregated: 'aggregated_requests',
  uncounted: 'uncounted_tokens',
  prompt: 'prompt_tokens',
  reads: 'read_tokens',
  writes: 'write_tokens',
  tokens: 'tokens',
  unpricedTokens: 'unpriced_tokens',
  cost: 'cost_picodollars',
  uncachedCost: 'uncached_cost_picodollars',
  writePremium: 'write_premium_picodollars',
  unreadWrites: 'unread_write_tokens',
  unattributedWrites: 'unattributed_write_tokens',
  records: 'records',
  refused: 'refused_records',
};

export const SUMS_SAVED = Object.entries(SAVED_SUMS) as readonly [SumName, string][];

function measuredJson(measured: Measured): Record<string, string> {
  const sums = SUMS_SAVED.map(([name, saved]) => [saved, measured[name].toString()]);
  return { ...Object.fromEntries(sums), priced: measured.priced };
}
