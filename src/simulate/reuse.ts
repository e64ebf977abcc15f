/** How often what was written was read again, and after which pauses: what decides which way of caching pays. */
import { LATENCY, TTL_1H, TTL_5M } from '../requests/life.ts';
import type { PromptMeter } from './bills.ts';
import type { World } from './scenario.ts';

export interface Reuse {
  /** Tokens over all requests; written less what would only have been read, had it lived for an hour. */
  readonly written: number;
  readonly read: number;
  /** Read, or likely to have been readable, after a pause of more than five minutes and at most an hour. */
  readonly afterPause: number;
  /** Mean prices of a prompt token, weighted by prompt tokens, in the unit of weights. */
  readonly prices: Readonly<Record<PromptMeter, number>>;
}

const METERS = ['input', 'cache_write_5m', 'cache_write_1h', 'cache_read'] as const;

export function reuseOf({ workload: { requests, chains }, habits, weights }: World): Reuse {
  const sums = { written: 0, read: 0, afterPause: 0 };
  const prices = { input: 0, cache_write_5m: 0, cache_write_1h: 0, cache_read: 0 };
  let prompts = 0;
  for (const chain of chains) {
    const reuse = habits.reuse(chain);
    for (let row = chain.start; row < chain.end; row++) {
      const [gap, read, most] = [requests.gap[row] ?? 0, requests.cache_read[row] ?? 0, requests.most[row] ?? 0];
      sums.written += (requests.cached[row] ?? 0) - read;
      sums.read += read;
      if (chain.known && row > chain.start && gap > TTL_5M + LATENCY && gap <= TTL_1H + LATENCY) {
        const latent = (most - read) * reuse;
        sums.afterPause += read + latent;
        sums.written -= latent;
      }
      const prompt = requests.prompt[row] ?? 0;
      const weight = weights.of(requests.kind[row] ?? 0, prompt);
      prompts += prompt;
      for (const meter of METERS) prices[meter] += weight[meter] * prompt;
    }
  }
  for (const meter of METERS) prices[meter] = prompts === 0 ? 0 : prices[meter] / prompts;
  return { ...sums, prices };
}
