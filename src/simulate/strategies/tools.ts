/** One breakpoint behind the tools: for prompts that share nothing else. */
import type { Strategy } from '../strategy.ts';
import { lifetimeOf } from './lifetime.ts';
import { placementOf } from './parts.ts';

export const endOfTools: Strategy = {
  id: 'tools',
  title: 'at the end of the tools',
  usage: 'tools:ttl=5m|1h|static-1h',
  plan: (options) => placementOf(['tools'], lifetimeOf('tools', options)),
};
