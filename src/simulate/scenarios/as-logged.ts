/** What was sent, replayed: how far the replay is from the log says how far to trust the others. */
import { loggedRule, playRule } from '../caching.ts';
import type { Scenario } from '../scenario.ts';

export const asLogged: Scenario = {
  id: 'as-logged',
  title: 'as logged, replayed',
  usage: 'as-logged',
  standard: true,
  realisable: true,
  todo: 'nothing',
  plan: (_, { habits }) => ({
    options: {},
    play: (chain, assumption, tally) => {
      playRule(chain, loggedRule(), habits, assumption, tally);
    },
  }),
};
