/** The strategies, in the order of the table. */
import type { Strategy } from '../strategy.ts';
import { custom } from './custom.ts';
import { everyN } from './every-n.ts';
import { none } from './none.ts';
import { OF_PARTS } from './of-parts.ts';
import { search } from './search.ts';
import { sent } from './sent.ts';

export const STRATEGIES: readonly Strategy[] = [none, sent, ...OF_PARTS, everyN, search, custom];

export function strategyById(id: string): Strategy | undefined {
  return STRATEGIES.find((strategy) => strategy.id === id);
}
