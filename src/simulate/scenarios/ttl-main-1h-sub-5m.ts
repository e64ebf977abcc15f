/** One hour for main threads, which wait for people, and five minutes for sub-agents, which do not. */
import { isMain } from '../../requests/caches.ts';
import { ALL_1H, ALL_5M, playRule } from '../rules.ts';
import type { Scenario } from '../scenario.ts';

export const ttlMain1hSub5m: Scenario = {
  id: 'ttl-main-1h-sub-5m',
  title: 'one hour for main threads, 5 minutes for sub-agents',
  usage: 'ttl-main-1h-sub-5m',
  standard: true,
  realisable: true,
  todo: 'set "ttl": "1h" for main threads only',
  plan: (_, world) => ({
    options: {},
    play: (chain, assumption, bills) => {
      playRule(chain, isMain(chain.thread) ? ALL_1H : ALL_5M, world, assumption, bills);
    },
  }),
};
