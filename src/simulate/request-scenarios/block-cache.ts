/** The cache of an engine of one's own, which keeps whatever it has room for: nobody sets breakpoints, nothing expires. */
import { fail } from '../../core/problem.ts';
import { blockCacheHits } from '../block-cache.ts';
import type { RequestScenario } from '../request-scenario.ts';
import { refuseOther } from '../scenario.ts';

const id = 'block-cache';
const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

export const blockCache: RequestScenario = {
  id,
  title: 'an engine of your own, which keeps the blocks it has room for',
  usage: `${id}:capacity=1M,page=16`,
  standard: false,
  realisable: false,
  needs: ['given'],
  todo: 'serve the model yourself; priced as if a read there were one here, and a write free',
  plan(options) {
    refuseOther(id, options, ['capacity', 'page'], `Write ${id}:capacity=1M,page=16`);
    const { named } = options;
    const [capacity, page] = [named['capacity'], named['page'] ?? '16'];
    const tokens = capacity === undefined ? Infinity : tokensOf('capacity', capacity);
    const limits = { tokens, page: tokensOf('page', page) };
    return {
      options: { ...(capacity !== undefined && { capacity }), page },
      play({ log: { prompts }, tokens: upTo }, bills) {
        blockCacheHits(prompts, upTo, limits, (row, read) => {
          bills.add(row, (prompts.total[row] ?? 0) - read, 0, 0, read, prompts.output[row] ?? 0);
        });
        return undefined;
      },
    };
  },
};

/** "500K", "16M": K of 1,024, as engines count. */
function tokensOf(name: string, text: string): number {
  const [, digits, unit = ''] = /^([1-9]\d{0,9})([KMG]?)$/.exec(text) ?? [];
  if (digits === undefined)
    fail('bad_scenario', `${id}: ${name}=${text} is no number of tokens.`, {
      hint: 'For example 500000, 500K or 16M.',
    });
  return Number(digits) * (UNITS[unit] ?? 1);
}
