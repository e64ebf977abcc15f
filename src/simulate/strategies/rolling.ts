/** One breakpoint that moves with the conversation, as cache_control at the top level of a request does. */
import type { Strategy } from '../strategy.ts';
import { lifetimeOf } from './lifetime.ts';
import { placementOf } from './parts.ts';

export const rolling: Strategy = {
  id: 'rolling',
  title: 'on the last message (automatic)',
  usage: 'rolling:ttl=5m|1h|static-1h',
  plan: (options) => placementOf(['rolling'], lifetimeOf('rolling', options)),
};
