/** What never changes, what seldom does, and what grows. */
import type { Strategy } from '../strategy.ts';
import { lifetimeOf } from './lifetime.ts';
import { placementOf } from './parts.ts';

export const toolsSystemRolling: Strategy = {
  id: 'tools-system-rolling',
  title: 'behind tools and system, and on the last message',
  usage: 'tools-system-rolling:ttl=5m|1h|static-1h',
  plan: (options) => placementOf(['tools', 'system', 'rolling'], lifetimeOf('tools-system-rolling', options)),
};
