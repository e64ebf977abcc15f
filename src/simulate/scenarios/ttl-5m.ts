/** All writes for 5 minutes. */
import { ALL_5M, playRule } from '../rules.ts';
import type { Scenario } from '../scenario.ts';

export const ttl5m: Scenario = {
  id: 'ttl-5m',
  title: 'all writes for 5 minutes',
  usage: 'ttl-5m',
  standard: true,
  realisable: true,
  todo: 'leave the ttl out of every cache_control',
  plan: (_, world) => ({
    options: {},
    play: (chain, assumption, bills) => {
      playRule(chain, ALL_5M, world, assumption, bills);
    },
  }),
};
