/**
 * The axis "metric": what a budget may limit. Each is an exact fraction of what was measured, and says what of it
 * cannot be known. Amounts are in picodollars, shares between 0 and 1; money metrics are at list price.
 */
import { compare, type Fraction } from '../../core/fraction.ts';
import { subtract, type Pico } from '../../core/money.ts';
import type { Tops } from '../bounds.ts';
import type { Measured } from './measured.ts';

export const METRIC_IDS = [
  'cost',
  'uncached_cost',
  'net_savings',
  'savings_rate',
  'token_hit_ratio',
  'request_hit_ratio',
  'cost_per_request',
  'unread_write_share',
  'write_premium',
  'refused_share',
  'unpriced_share',
] as const;

export type MetricId = (typeof METRIC_IDS)[number];

export interface Metric {
  readonly id: MetricId;
  /** In a sentence: "token hit ratio". */
  readonly title: string;
  /** The option that limits it, without the dashes. */
  readonly flag: string;
  readonly unit: 'usd' | 'share';
  /** Whether it grows with time (and can be forecast), or is a ratio of two sums. */
  readonly kind: 'amount' | 'ratio';
  readonly better: 'lower' | 'higher';
  /** What usage without a price leaves unknown: its true value may be higher, or anything, or it does not matter. */
  readonly unpriced: 'more' | 'anything' | 'nothing';
  num(measured: Measured): bigint;
  /** 1 of an amount; 0 where there is nothing to divide by. */
  den(measured: Measured): bigint;
  /** What to do when the limit does not hold. */
  readonly action: string;
}

const money = { unit: 'usd', kind: 'amount', better: 'lower', unpriced: 'more', den: () => 1n } as const;
const share = { unit: 'share', kind: 'ratio', unpriced: 'nothing' } as const;

/** Title and option are made of the id, unless a row has its own. */
type Row = Omit<Metric, 'id' | 'title' | 'flag'> & Partial<Pick<Metric, 'flag'>>;

const ROWS: Readonly<Record<MetricId, Row>> = {
  cost: {
    ...money,
    num: ({ cost }) => cost,
    action: 'Spend less, or raise the limit on purpose; "report --by model,project" shows where it went.',
  },
  uncached_cost: {
    ...money,
    num: ({ uncachedCost }) => uncachedCost,
    action: 'Send fewer or shorter prompts: this is what they cost without any cache.',
  },
  net_savings: {
    ...money,
    better: 'higher',
    unpriced: 'anything',
    num: ({ uncachedCost, cost }) => subtract(uncachedCost, cost),
    action: 'Cache what is sent repeatedly, and stop writing what is never read.',
  },
  savings_rate: {
    ...share,
    better: 'higher',
    unpriced: 'anything',
    num: ({ uncachedCost, cost }) => subtract(uncachedCost, cost),
    den: ({ uncachedCost }) => uncachedCost,
    action: 'Cache what is sent repeatedly, and stop writing what is never read.',
  },
  token_hit_ratio: {
    ...share,
    flag: 'min-hit-ratio',
    better: 'higher',
    num: ({ reads }) => reads,
    den: ({ prompt }) => prompt,
    action:
      'Find what changes at the start of prompts (system, tools, order) and keep it the same, or move it to the end.',
  },
  request_hit_ratio: {
    ...share,
    better: 'higher',
    num: ({ hits }) => hits,
    den: ({ requests, aggregated }) => requests - aggregated,
    action: 'Give requests a shared prefix above the minimum cacheable size, and send them within its time to live.',
  },
  cost_per_request: {
    ...share,
    unit: 'usd',
    better: 'lower',
    unpriced: 'more',
    num: ({ cost }) => cost,
    den: ({ requests }) => requests,
    action: 'Shorten prompts or outputs, cache more of them, or use a cheaper model where it will do.',
  },
  unread_write_share: {
    ...share,
    better: 'lower',
    num: ({ unreadWrites }) => unreadWrites,
    den: ({ writes }) => writes,
    action: 'Remove breakpoints whose writes nobody reads, and keep what stands before the others unchanged.',
  },
  write_premium: {
    ...money,
    num: ({ writePremium }) => writePremium,
    action: 'Write less often or with the shorter time to live, where no read comes later than that.',
  },
  refused_share: {
    ...share,
    better: 'lower',
    num: ({ refused }) => refused,
    den: ({ records, refused }) => records + refused,
    action: 'Read the logs again with "ingest": it names file, line and reason of what it refuses.',
  },
  unpriced_share: {
    ...share,
    better: 'lower',
    num: ({ unpricedTokens }) => unpricedTokens,
    den: ({ tokens }) => tokens,
    action: 'Add the missing prices with --prices DIR; "prices list" shows which there are.',
  },
};

function metric(id: MetricId): Metric {
  const row = ROWS[id];
  const flag = `${row.better === 'lower' ? 'max' : 'min'}-${id.replaceAll('_', '-')}`;
  return { id, title: id.replaceAll('_', ' '), flag, ...row };
}

export const METRICS: Readonly<Record<MetricId, Metric>> = Object.fromEntries(
  METRIC_IDS.map((id) => [id, metric(id)]),
) as Record<MetricId, Metric>;

/** What a metric came to, and between which bounds it truly lies. An absent bound is unknown. */
export interface Actual {
  readonly value: Fraction;
  readonly low?: Fraction | undefined;
  readonly high?: Fraction | undefined;
}

/** The value and its bounds, each made into another one. */
export function mapActual({ value, low, high }: Actual, map: (value: Fraction) => Fraction): Actual {
  return { value: map(value), low: low && map(low), high: high && map(high) };
}

/** What may be taken for all there is: what has a price, and lower bounds. */
export interface Allowance {
  readonly unpriced: boolean;
  readonly lowerBounds: boolean;
}

/** What was measured as this metric; undefined where there is nothing to divide by, or no price at all. */
export function actualOf(metric: Metric, measured: Measured, allowed: Allowance): Actual | undefined {
  const priced = pricedBetween(metric, measured, allowed.unpriced);
  const { bounds } = measured;
  if (priced === undefined || bounds === undefined || allowed.lowerBounds) return priced;
  return within(priced, boundsOf(metric, priced.value, measured, bounds));
}

function pricedBetween(metric: Metric, measured: Measured, allowUnpriced: boolean): Actual | undefined {
  const den = metric.den(measured);
  if (den === 0n || (metric.unpriced !== 'nothing' && measured.priced === 'none')) return undefined;
  const value = { num: metric.num(measured), den };
  if (metric.id === 'unread_write_share') return unreadBetween(value, measured);
  const missing = measured.priced === 'all' || allowUnpriced ? 'nothing' : metric.unpriced;
  if (metric.id === 'cost_per_request' && measured.uncounted > 0n) return perCounted(value, missing);
  if (missing === 'anything') return { value };
  return missing === 'more' ? { value, low: value } : { value, low: value, high: value };
}

/** There are more requests than are counted, so each of them costs less; where prices are missing too, nothing is certain. */
function perCounted(value: Fraction, missing: Metric['unpriced']): Actual {
  return missing === 'nothing' ? { value, high: value } : { value };
}

type Bounds = Pick<Actual, 'low' | 'high'>;

/** Between what the metric lies for what the log does not tell; an absent end is unknown. Undefined: it does not depend on that. */
function boundsOf({ id }: Metric, value: Fraction, measured: Measured, tops: Tops): Bounds | undefined {
  const raised = (by: Pico | null): Bounds =>
    by === null ? { low: value } : { low: value, high: { num: value.num + by, den: value.den } };
  switch (id) {
    case 'cost':
      return raised(tops.cost);
    case 'uncached_cost':
      return raised(tops.uncachedCost);
    case 'write_premium':
      return raised(tops.writePremium);
    case 'cost_per_request':
      // What is missing may be cheaper requests.
      return tops.open.has('usage') ? {} : raised(tops.cost);
    case 'net_savings': {
      const { netSavings } = tops;
      return netSavings === null
        ? {}
        : { low: { ...value, num: value.num + netSavings.low }, high: { ...value, num: value.num + netSavings.high } };
    }
    case 'savings_rate':
      return rateBetween(value, tops);
    case 'token_hit_ratio':
    case 'request_hit_ratio':
    case 'unread_write_share':
    case 'unpriced_share':
      return tops.open.has('usage') ? {} : undefined;
    case 'refused_share':
      return undefined;
  }
}

/** More output makes the uncached cost larger, and the savings stay what they are. */
function rateBetween(value: Fraction, { open, netSavings }: Tops): Bounds | undefined {
  const isOutputOnly = netSavings !== null && !open.has('rate');
  if (!isOutputOnly) return {};
  const none = { num: 0n, den: 1n };
  return value.num >= 0n ? { low: none, high: value } : { low: value, high: none };
}

/** Where both say something, what both leave possible is at least as wide as either. */
function within(actual: Actual, bounds: Bounds | undefined): Actual {
  if (bounds === undefined) return actual;
  const { value } = actual;
  const low = actual.low && bounds.low && (compare(actual.low, bounds.low) <= 0 ? actual.low : bounds.low);
  const high = actual.high && bounds.high && (compare(actual.high, bounds.high) >= 0 ? actual.high : bounds.high);
  return { value, low, high };
}

/** Writes of requests without a session may all have been read, or none. */
function unreadBetween(value: Fraction, { unattributedWrites }: Measured): Actual {
  return { value, low: value, high: { num: value.num + unattributedWrites, den: value.den } };
}
