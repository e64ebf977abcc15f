/** A breakpoint each so many blocks, the last four of them: entries lie so close that a lookback always meets one. */
import { fail } from '../../core/problem.ts';
import { lastPlace } from '../breakpoints.ts';
import { MOST_BREAKPOINTS } from '../provider.ts';
import { setFor, ttlOf, type Placement, type Strategy } from '../strategy.ts';
import { lifetimeOf } from './lifetime.ts';
import { carrier } from './parts.ts';

export const everyN: Strategy = {
  id: 'every-n',
  title: 'each n blocks',
  usage: 'every-n:n=15,ttl=5m|1h',
  plan: spacedPlacement,
};

export function spacedPlacement(options: Readonly<Record<string, string>>): Placement {
  const lifetime = lifetimeOf('every-n', options, ['n']);
  const n = Number(options['n'] ?? '15');
  if (!Number.isInteger(n) || n < 1 || n > 1000)
    fail('bad_strategy', `n=${options['n'] ?? ''} is no whole number above 0.`);
  const ttl = ttlOf(lifetime, 'rolling');
  return {
    options: { n: String(n), ttl },
    place(view, breakpoints) {
      const blocks = lastPlace(view.prompts, view.row) + 1;
      const newest = Math.floor(blocks / n);
      for (let index = Math.max(1, newest - MOST_BREAKPOINTS + 1); index <= newest; index++)
        setFor(breakpoints, carrier(view, index * n - 1), ttl);
    },
    markers: [{ where: `the last ${MOST_BREAKPOINTS} of the blocks ${n}, ${2 * n}, ${3 * n}, … of the prompt`, ttl }],
  };
}
