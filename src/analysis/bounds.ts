/**
 * What figures come to at most, where they are lower bounds (src/core/bounds.ts): usage under the dearest terms that it may
 * have been billed at, and whether there are such.
 */
import { BOUNDS, type BoundReason, type Open } from '../core/bounds.ts';
import { add, subtract, ZERO_PICO, type Pico } from '../core/money.ts';
import { addSums, type MeterSums } from '../core/meters.ts';
import { chargeTokens, uncachedCost, writePremium, type PricedQuote } from './charges.ts';

interface LowerBound {
  readonly reason: BoundReason;
  readonly requests: bigint;
}

/** Between what net savings lie. */
interface Range {
  readonly low: Pico;
  readonly high: Pico;
}

export interface Tops {
  readonly reasons: readonly LowerBound[];
  /** What the reasons leave open. */
  readonly open: ReadonlySet<Open>;
  /** What is to be added to each sum for its top; null where no top is known. */
  readonly cost: Pico | null;
  readonly uncachedCost: Pico | null;
  readonly writePremium: Pico | null;
  /** What is to be added to net savings for their least and their most; null where nobody knows. */
  readonly netSavings: Range | null;
}

interface BoundAccount {
  /** `top`: the dearest terms, where the rate is what is not known. */
  add(reasons: readonly BoundReason[], usage: BoundUsage): void;
  tops(): Tops;
}

interface BoundUsage {
  readonly requests: bigint;
  readonly sums: MeterSums;
  /** Undefined where it has no price. */
  readonly quote: PricedQuote | undefined;
  readonly key: string;
  readonly top: { readonly quote: PricedQuote; readonly key: string } | undefined;
}

interface Raised {
  readonly low: PricedQuote;
  readonly top: PricedQuote;
  readonly sums: MeterSums;
}

const ORDER = Object.keys(BOUNDS) as readonly BoundReason[];

export function boundAccount(): BoundAccount {
  const requestsOf = new Map<BoundReason, bigint>();
  const raised = new Map<string, Raised>();

  return {
    add(reasons, { requests, sums, quote, key, top }) {
      for (const reason of reasons) requestsOf.set(reason, (requestsOf.get(reason) ?? 0n) + requests);
      if (quote === undefined || top === undefined) return;
      const both = `${key}\n${top.key}`;
      const before = raised.get(both);
      raised.set(both, { low: quote, top: top.quote, sums: before ? addSums(before.sums, sums) : sums });
    },
    tops() {
      const reasons = ORDER.flatMap((reason) => {
        const requests = requestsOf.get(reason);
        return requests === undefined ? [] : [{ reason, requests }];
      });
      const open = new Set(reasons.map(({ reason }) => BOUNDS[reason]));
      const each = [...raised.values()].map(differences);
      const isPrompt = open.has('price') || open.has('usage');
      const isKnown = !isPrompt && !open.has('output');
      const sum = (of: (difference: Difference) => Pico): Pico => each.map(of).reduce(add, ZERO_PICO);
      const saved = each.map(({ uncached, cost }) => subtract(uncached, cost));
      return {
        reasons,
        open,
        cost: isKnown ? sum(({ cost }) => cost) : null,
        uncachedCost: isKnown ? sum(({ uncached }) => uncached) : null,
        // Output is the same with and without a cache.
        writePremium: isPrompt ? null : sum(({ premium }) => premium),
        netSavings: isPrompt
          ? null
          : {
              low: saved.filter((more) => more < 0n).reduce(add, ZERO_PICO),
              high: saved.filter((more) => more > 0n).reduce(add, ZERO_PICO),
            },
      };
    },
  };
}

interface Difference {
  readonly cost: Pico;
  readonly uncached: Pico;
  readonly premium: Pico;
}

function differences({ low, top, sums }: Raised): Difference {
  return {
    cost: subtract(costOf(sums, top), costOf(sums, low)),
    uncached: subtract(uncachedCost(sums, top), uncachedCost(sums, low)),
    premium: subtract(writePremium(sums, top), writePremium(sums, low)),
  };
}

function costOf(sums: MeterSums, quote: PricedQuote): Pico {
  return chargeTokens(sums, quote)
    .lines.map(({ amount }) => amount)
    .reduce(add, ZERO_PICO);
}
