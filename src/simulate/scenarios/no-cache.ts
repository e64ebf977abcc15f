/** No cache at all: every prompt token is input. */
import type { Scenario } from '../scenario.ts';

export const noCache: Scenario = {
  id: 'no-cache',
  title: 'no cache',
  usage: 'no-cache',
  standard: true,
  realisable: true,
  todo: 'remove every cache_control',
  plan: () => ({
    options: {},
    play(chain, _, tally) {
      for (const request of chain.requests) {
        const { prompt, output } = request;
        tally.add(request, { input: prompt, write5m: 0, write1h: 0, read: 0, output });
      }
    },
  }),
};
