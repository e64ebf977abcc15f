/** Two breakpoints, so that the tools stay cached when system changes. */
import type { Strategy } from '../strategy.ts';
import { lifetimeOf } from './lifetime.ts';
import { placementOf } from './parts.ts';

export const toolsAndSystem: Strategy = {
  id: 'tools-system',
  title: 'behind tools and behind system',
  usage: 'tools-system:ttl=5m|1h|static-1h',
  plan: (options) => placementOf(['tools', 'system'], lifetimeOf('tools-system', options)),
};
