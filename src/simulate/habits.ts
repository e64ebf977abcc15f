/** What a ledger as a whole says of what single requests leave open. */
import { cachedBy, TTL_1H, TTL_5M, type Chain } from './chain.ts';
import type { Habits } from './replay.ts';

/** Fewer requests of a chain say less than those of its model. */
const ENOUGH = 20;

interface Share {
  part: number;
  whole: number;
}

export function habitsOf(chains: readonly Chain[]): Habits {
  const byModel = new Map<string, Share>();
  const byChain = new Map<Chain, Share>();
  const sharedBy = new Map<string, number>();
  const hours = new Map<string, Share>();
  const warm: Share = { part: 0, whole: 0 };
  for (const chain of chains) {
    const own: Share = { part: 0, whole: 0 };
    const [first] = chain.requests;
    if (first === undefined) continue;
    const { model, read: base } = first;
    sharedBy.set(model, Math.max(sharedBy.get(model) ?? 0, chain.known ? base : 0));
    let before = 0;
    const hour = hours.get(model) ?? { part: 0, whole: 0 };
    hours.set(model, hour);
    for (const request of chain.requests) {
      hour.part += request.write1h;
      hour.whole += request.write1h + request.write5m;
      if (request.alive && before > 0) {
        own.whole += 1;
        if (request.read >= Math.min(before, cachedBy(request))) own.part += 1;
      }
      if (request.reading === 'expired' && base > 0) {
        warm.whole += base;
        warm.part += Math.min(request.read, base);
      }
      before = cachedBy(request);
    }
    byChain.set(chain, own);
    const all = byModel.get(model) ?? { part: 0, whole: 0 };
    byModel.set(model, { part: all.part + own.part, whole: all.whole + own.whole });
  }
  const ratio = ({ part, whole }: Share, otherwise: number): number => (whole === 0 ? otherwise : part / whole);
  return {
    reuse(chain) {
      const own = byChain.get(chain);
      if (own !== undefined && own.whole >= ENOUGH) return ratio(own, 1);
      return ratio(byModel.get(chain.requests[0]?.model ?? '') ?? { part: 0, whole: 0 }, 1);
    },
    warmth: ratio(warm, 0),
    lifetime: (model) => (ratio(hours.get(model) ?? { part: 0, whole: 0 }, 0) > 0.5 ? TTL_1H : TTL_5M),
    shared: (model) => sharedBy.get(model) ?? 0,
  };
}
