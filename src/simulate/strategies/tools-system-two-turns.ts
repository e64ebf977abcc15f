/** As before, and one turn earlier: a turn longer than the lookback still finds the entry before it. */
import type { Strategy } from '../strategy.ts';
import { lifetimeOf } from './lifetime.ts';
import { placementOf } from './parts.ts';

export const toolsSystemTwoTurns: Strategy = {
  id: 'tools-system-two-turns',
  title: 'behind tools and system, and on the last two user turns',
  usage: 'tools-system-two-turns:ttl=5m|1h|static-1h',
  plan: (options) => placementOf(['tools', 'system', 'two-turns'], lifetimeOf('tools-system-two-turns', options)),
};
