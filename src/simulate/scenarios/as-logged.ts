/** What was sent, replayed: how far the replay is from the log says how far to trust the others. */
import { loggedRule, playRule } from '../rules.ts';
import type { Scenario } from '../scenario.ts';

export const asLogged: Scenario = {
  id: 'as-logged',
  title: 'as logged, replayed',
  usage: 'as-logged',
  standard: true,
  realisable: true,
  todo: 'nothing',
  plan: (_, world) => ({
    options: {},
    play: (chain, assumption, bills) => {
      playRule(chain, loggedRule(world.workload.requests, chain), world, assumption, bills);
    },
  }),
};
