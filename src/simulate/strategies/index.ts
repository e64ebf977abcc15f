/** The strategies, in the order of the table. */
import type { Strategy } from '../strategy.ts';
import { custom } from './custom.ts';
import { everyN } from './every-n.ts';
import { none } from './none.ts';
import { rolling } from './rolling.ts';
import { search } from './search.ts';
import { sent } from './sent.ts';
import { endOfSystem } from './system.ts';
import { toolsSystemRolling } from './tools-system-rolling.ts';
import { toolsSystemTwoTurns } from './tools-system-two-turns.ts';
import { toolsAndSystem } from './tools-system.ts';
import { endOfTools } from './tools.ts';

export const STRATEGIES: readonly Strategy[] = [
  none,
  sent,
  endOfTools,
  endOfSystem,
  toolsAndSystem,
  rolling,
  toolsSystemRolling,
  toolsSystemTwoTurns,
  everyN,
  search,
  custom,
];

export function strategyById(id: string): Strategy | undefined {
  return STRATEGIES.find((strategy) => strategy.id === id);
}
