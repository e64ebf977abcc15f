/** How often what was written was read again, and after which pauses: what decides which way of caching pays. */
import { cachedBy, LATENCY, TTL_1H, TTL_5M, type Chain } from './chain.ts';
import type { Habits } from './replay.ts';
import type { Weights } from './weights.ts';

export interface Reuse {
  /** Tokens over all known chains. */
  readonly written: number;
  readonly read: number;
  /** Read, or likely to have been readable, after a pause of more than five minutes and at most an hour. */
  readonly afterPause: number;
  /** Mean prices of a prompt token, weighted by prompt tokens, in the unit of weights. */
  readonly prices: {
    readonly input: number;
    readonly write5m: number;
    readonly write1h: number;
    readonly read: number;
  };
}

export function reuseOf(chains: readonly Chain[], habits: Habits, weights: Weights): Reuse {
  const sums = { written: 0, read: 0, afterPause: 0 };
  const prices = { input: 0, write5m: 0, write1h: 0, read: 0 };
  let prompts = 0;
  for (const chain of chains) {
    const reuse = habits.reuse(chain);
    let before = 0;
    for (const request of chain.requests) {
      const { gap, read, write5m, write1h, prompt } = request;
      sums.written += write5m + write1h;
      sums.read += read;
      if (gap > TTL_5M + LATENCY && gap <= TTL_1H + LATENCY) {
        const latent = Math.max(0, Math.min(before, cachedBy(request)) - read) * reuse;
        sums.afterPause += read + (request.reading === 'expired' ? latent : 0);
      }
      const weight = weights.of(request);
      prompts += prompt;
      for (const key of ['input', 'write5m', 'write1h', 'read'] as const) prices[key] += weight[key] * prompt;
      before = cachedBy(request);
    }
  }
  const mean = (sum: number): number => (prompts === 0 ? 0 : sum / prompts);
  return {
    ...sums,
    prices: {
      input: mean(prices.input),
      write5m: mean(prices.write5m),
      write1h: mean(prices.write1h),
      read: mean(prices.read),
    },
  };
}
