/** No cache at all: every prompt token is input. */
import type { Scenario } from '../scenario.ts';

export const noCache: Scenario = {
  id: 'no-cache',
  title: 'no cache',
  usage: 'no-cache',
  standard: true,
  realisable: true,
  needs: ['caching'],
  todo: 'remove every cache_control',
  todoIn: { 'claude-code': 'set the environment variable DISABLE_PROMPT_CACHING=1' },
  plan: (_, { workload: { requests } }) => ({
    options: {},
    certain: true,
    play({ start, end }, _assumption, bills) {
      for (let row = start; row < end; row++)
        bills.add(row, requests.prompt[row] ?? 0, 0, 0, 0, requests.output[row] ?? 0);
    },
  }),
};
