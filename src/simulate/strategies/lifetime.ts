/** The options that all strategies share. */
import { fail } from '../../core/problem.ts';
import { LIFETIMES, type Lifetime } from '../strategy.ts';

export function lifetimeOf(
  id: string,
  options: Readonly<Record<string, string>>,
  more: readonly string[] = [],
): Lifetime {
  const unknown = Object.keys(options).find((name) => name !== 'ttl' && !more.includes(name));
  if (unknown !== undefined)
    fail('bad_strategy', `${id} has no option "${unknown}".`, { hint: `It has ttl=5m|1h|static-1h.` });
  const ttl = options['ttl'] ?? '5m';
  const found = LIFETIMES.find((lifetime) => lifetime === ttl);
  return found ?? fail('bad_strategy', `ttl=${ttl} is none of ${LIFETIMES.join(', ')}.`);
}
