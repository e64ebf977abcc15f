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

export const METRICS: Readonly<Record<MetricId, Metric>> = {
  cost: {
    ...money,
    id: 'cost',
    title: 'cost',
    flag: 'max-cost',
    num: ({ cost }) => cost,
    action: 'Spend less, or raise the limit on purpose; "report --by model,project" shows where it went.',
  },
  uncached_cost: {
    ...money,
    id: 'uncached_cost',
    title: 'uncached cost',
    flag: 'max-uncached-cost',
    num: ({ uncachedCost }) => uncachedCost,
    action: 'Send fewer or shorter prompts: this is what they cost without any cache.',
  },
  net_savings: {
    ...money,
    id: 'net_savings',
    title: 'net savings',
    flag: 'min-net-savings',
    better: 'higher',
    unpriced: 'anything',
    num: ({ uncachedCost, cost }) => subtract(uncachedCost, cost),
    action: 'Cache what is sent repeatedly, and stop writing what is never read.',
  },
  savings_rate: {
    ...share,
    id: 'savings_rate',
    title: 'savings rate',
    flag: 'min-savings-rate',
    better: 'higher',
    unpriced: 'anything',
    num: ({ uncachedCost, cost }) => subtract(uncachedCost, cost),
    den: ({ uncachedCost }) => uncachedCost,
    action: 'Cache what is sent repeatedly, and stop writing what is never read.',
  },
  token_hit_ratio: {
    ...share,
    id: 'token_hit_ratio',
    title: 'token hit ratio',
    flag: 'min-hit-ratio',
    better: 'higher',
    num: ({ reads }) => reads,
    den: ({ prompt }) => prompt,
    action:
      'Find what changes at the start of prompts (system, tools, order) and keep it the same, or move it to the end.',
  },
  request_hit_ratio: {
    ...share,
    id: 'request_hit_ratio',
    title: 'request hit ratio',
    flag: 'min-request-hit-ratio',
    better: 'higher',
    num: ({ hits }) => hits,
    den: ({ requests, aggregated }) => requests - aggregated,
    action: 'Give requests a shared prefix above the minimum cacheable size, and send them within its time to live.',
  },
  cost_per_request: {
    ...share,
    id: 'cost_per_request',
    title: 'cost per request',
    flag: 'max-cost-per-request',
    unit: 'usd',
    better: 'lower',
    unpriced: 'more',
    num: ({ cost }) => cost,
    den: ({ requests }) => requests,
    action: 'Shorten prompts or outputs, cache more of them, or use a cheaper model where it will do.',
  },
  unread_write_share: {
    ...share,
    id: 'unread_write_share',
    title: 'unread write share',
    flag: 'max-unread-write-share',
    better: 'lower',
    num: ({ unreadWrites }) => unreadWrites,
    den: ({ writes }) => writes,
    action: 'Remove breakpoints whose writes nobody reads, and keep what stands before the others unchanged.',
  },
  write_premium: {
    ...money,
    id: 'write_premium',
    title: 'write premium',
    flag: 'max-write-premium',
    num: ({ writePremium }) => writePremium,
    action: 'Write less often or with the shorter time to live, where no read comes later than that.',
  },
  refused_share: {
    ...share,
    id: 'refused_share',
    title: 'refused share',
    flag: 'max-refused-share',
    better: 'lower',
    num: ({ refused }) => refused,
    den: ({ records, refused }) => records + refused,
    action: 'Read the logs again with "ingest": it names file, line and reason of what it refuses.',
  },
  unpriced_share: {
    ...share,
    id: 'unpriced_share',
    title: 'unpriced share',
    flag: 'max-unpriced-share',
    better: 'lower',
    num: ({ unpricedTokens }) => unpricedTokens,
    den: ({ tokens }) => tokens,
    action: 'Add the missing prices with --prices DIR; "prices list" shows which there are.',
  },
};

/** What a metric came to, and between which bounds it truly lies. An absent bound is unknown. */
export interface Actual {
  readonly value: Fraction;
  readonly low?: Fraction;
  readonly high?: Fraction;
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
  return { value, ...(low && { low }), ...(high && { high }) };
}

/** Writes of requests without a session may all have been read, or none. */
function unreadBetween(value: Fraction, { unattributedWrites }: Measured): Actual {
  return { value, low: value, high: { num: value.num + unattributedWrites, den: value.den } };
}
