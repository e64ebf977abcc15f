/**
 * Baselines that outlive a ledger: what selections of usage came to, in sums by day, model and project. Counts and
 * picodollars are decimal strings, because they may pass 2^53.
 */
import { formatInstant, instantOrNull, type Period } from '../../core/time.ts';
import type { Budget } from './budget.ts';
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
};

export function selectionOf({ window, where, per, metric }: Budget): Selection {
  return { window, where, ...(per !== undefined && { per }), unreadWrites: metric === 'unread_write_share' };
}

/** What was saved of a budget's usage: of the same window, or else the only one with the same filters and groups. */
export function savedFor(budget: Budget, { selections }: SavedBaseline): SavedSelection | undefined {
  const wanted = selectionOf(budget);
  const alike = selections.filter(
    ({ asked }) =>
      filtersText(asked) === filtersText(wanted) &&
      asked.per === wanted.per &&
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
      from: instantOrNull(period.since),
      to: instantOrNull(period.until),
      covered,
      groups: [...groups].map(([group, observed]) => ({
        ...(group !== undefined && { group }),
        measured: measuredJson(observed.measured),
        days: observed.days.map(({ at, measured }) => ({ at: formatInstant(at), measured: measuredJson(measured) })),
        spenders: observed.spenders.map(({ model, project, measured }) => ({
          model,
          project,
          measured: measuredJson(measured),
        })),
      })),
    })),
  };
}

function measuredJson(measured: Measured): Record<string, string> {
  return {
    requests: measured.requests.toString(),
    hits: measured.hits.toString(),
    aggregated_requests: measured.aggregated.toString(),
    uncounted_tokens: measured.uncounted.toString(),
    prompt_tokens: measured.prompt.toString(),
    read_tokens: measured.reads.toString(),
    write_tokens: measured.writes.toString(),
    tokens: measured.tokens.toString(),
    unpriced_tokens: measured.unpricedTokens.toString(),
    cost_picodollars: measured.cost.toString(),
    uncached_cost_picodollars: measured.uncachedCost.toString(),
    write_premium_picodollars: measured.writePremium.toString(),
    unread_write_tokens: measured.unreadWrites.toString(),
    unattributed_write_tokens: measured.unattributedWrites.toString(),
    records: measured.records.toString(),
    refused_records: measured.refused.toString(),
    priced: measured.priced,
  };
}
