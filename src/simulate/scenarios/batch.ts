/**
 * Everything as message batches: half the price, and caching as well as it goes. The provider's page on batches names
 * hit rates of 30 to 98 %, depending on traffic: so much of what was read is taken to be read again.
 */
import type { Bills } from '../bills.ts';
import type { Assumption } from '../replay.ts';
import type { PriceKind } from '../../requests/kinds.ts';
import type { Chain, Requests } from '../workload.ts';
import { loggedRule } from '../rules.ts';
import type { Scenario } from '../scenario.ts';

const STILL_READ: Readonly<Record<Assumption, number>> = { cheap: 0.98, likely: 0.64, dear: 0.3 };

export const batch: Scenario = {
  id: 'batch',
  title: 'all as batches',
  usage: 'batch',
  standard: true,
  realisable: false,
  needs: ['batch'],
  todo: 'send as batches what nobody waits for; a conversation cannot be',
  plan(_, { workload: { requests, kinds } }) {
    const isMoved = kinds.map(({ terms }) => isOffered(terms) && terms.tier !== 'batch');
    return {
      options: {},
      repricing: { terms: (terms) => (isOffered(terms) ? { ...terms, tier: 'batch' } : terms) },
      play(chain, assumption, bills) {
        billLess(requests, chain, isMoved, STILL_READ[assumption], bills);
      },
    };
  },
};

/** Fast requests have no batch price, and stay what they are. */
function isOffered({ speed, tier }: PriceKind['terms']): boolean {
  return speed !== 'fast' && (tier === '' || tier === 'standard' || tier === 'batch');
}

/** What is read no more is written, for as long as the chain's writes last. */
function billLess(
  requests: Requests,
  chain: Chain,
  isMoved: readonly boolean[],
  stillRead: number,
  bills: Bills,
): void {
  const { hourShare } = loggedRule(requests, chain);
  for (let row = chain.start; row < chain.end; row++) {
    const [cached, read] = [requests.cached[row] ?? 0, requests.cache_read[row] ?? 0];
    const kept = isMoved[requests.kind[row] ?? 0] === true ? Math.round(read * stillRead) : read;
    const hours = typeof hourShare === 'number' ? hourShare : (hourShare[row - chain.start] ?? 0);
    const cache_write_1h = Math.round((cached - kept) * hours);
    const input = (requests.prompt[row] ?? 0) - cached;
    bills.add(row, input, cached - kept - cache_write_1h, cache_write_1h, kept, requests.output[row] ?? 0);
  }
}
