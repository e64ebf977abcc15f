/** The breakpoints that were sent, all for another time. */
import { loggedBreakpoints } from '../breakpoints.ts';
import { setFor, ttlOf, type Strategy } from '../strategy.ts';
import { lifetimeOf } from './lifetime.ts';

export const sent: Strategy = {
  id: 'sent',
  title: 'where they were sent, for another time',
  usage: 'sent:ttl=5m|1h',
  plan(options) {
    const ttl = ttlOf(lifetimeOf('sent', options), 'rolling');
    return {
      options: { ttl },
      place({ prompts, prefixes, row }, breakpoints) {
        loggedBreakpoints(prompts, prefixes, row, breakpoints);
        const { count, places } = breakpoints;
        breakpoints.count = 0;
        for (const place of places.slice(0, count)) setFor(breakpoints, place, ttl);
      },
      markers: [{ where: 'every block that has one now', ttl }],
    };
  },
};
