/** Five minutes or one hour, whichever turned out cheaper for each chain. */
import { ALL_1H, ALL_5M, playRule } from '../rules.ts';
import { cheapestRule } from '../cheapest.ts';
import type { Scenario } from '../scenario.ts';

export const ttlBestPerChain: Scenario = {
  id: 'ttl-best-per-chain',
  title: 'the better of both for each conversation',
  usage: 'ttl-best-per-chain',
  standard: true,
  realisable: false,
  todo: 'know of each conversation how long its pauses will be',
  plan: (_, world) => ({
    options: {},
    play(chain, assumption, bills) {
      const rule = cheapestRule(chain, [ALL_5M, ALL_1H], world, assumption);
      playRule(chain, rule, world, assumption, bills);
    },
  }),
};
