/** All writes for one hour. */
import { ALL_1H, playRule } from '../rules.ts';
import type { Scenario } from '../scenario.ts';

export const ttl1h: Scenario = {
  id: 'ttl-1h',
  title: 'all writes for one hour',
  usage: 'ttl-1h',
  standard: true,
  realisable: true,
  todo: 'set "ttl": "1h" in every cache_control',
  plan: (_, world) => ({
    options: {},
    play: (chain, assumption, bills) => {
      playRule(chain, ALL_1H, world, assumption, bills);
    },
  }),
};
