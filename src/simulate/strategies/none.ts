/** No breakpoint at all. */
import type { Strategy } from '../strategy.ts';
import { lifetimeOf } from './lifetime.ts';

export const none: Strategy = {
  id: 'none',
  title: 'nowhere',
  usage: 'none',
  plan(options) {
    lifetimeOf('none', options);
    return { options: {}, place: () => undefined, markers: [] };
  },
};
