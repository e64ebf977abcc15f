/** One breakpoint behind system, which covers the tools as well. */
import type { Strategy } from '../strategy.ts';
import { lifetimeOf } from './lifetime.ts';
import { placementOf } from './parts.ts';

export const endOfSystem: Strategy = {
  id: 'system',
  title: 'at the end of system',
  usage: 'system:ttl=5m|1h|static-1h',
  plan: (options) => placementOf(['system'], lifetimeOf('system', options)),
};
