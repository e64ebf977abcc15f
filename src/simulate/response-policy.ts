/** How long answers are kept, how many, where, and what makes them void: "ttl=1h,capacity=1000,instances=4". */
import { fail } from '../core/problem.ts';
import { formatInstant, parseInstant, type Instant } from '../core/time.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { refuseOther, type Options } from './scenario.ts';

export interface ResponsePolicy {
  /** ms from when the answer came; being served again does not prolong it. */
  readonly ttl: number;
  /** Answers in one store; the least recently used goes first. */
  readonly capacity: number;
  /** Stores that know nothing of each other; requests go to them in turn. */
  readonly instances: number;
  /** Instants at which all answers are thrown away, ascending. */
  readonly voidAt: readonly Instant[];
  /** Whether an answer is void once the log shows another model answering. */
  readonly voidByModel: boolean;
}

const NAMES = ['ttl', 'capacity', 'instances', 'invalidate'];
export const RESPONSE_OPTIONS = 'ttl=1h,capacity=1000,instances=1,invalidate=model+INSTANT';

/** Options of other names are for `more` to read. */
export function responsePolicy(id: string, options: Options, more: readonly string[] = []): ResponsePolicy {
  const all = [...more.map((name) => `${name}=…`), RESPONSE_OPTIONS];
  refuseOther(id, options, [...NAMES, ...more], `It has ${all.join(',')}.`);
  const { named } = options;
  const ttl = parseDuration(named['ttl'] ?? '1h');
  if (ttl === undefined || ttl === 0) fail('bad_scenario', `${id}: ttl takes a time such as 5m, 1h or 24h.`);
  const voids = (named['invalidate'] ?? '').split('+').filter((each) => each !== '');
  return {
    ttl,
    capacity: named['capacity'] === undefined ? Infinity : countOf(id, 'capacity', named['capacity']),
    instances: named['instances'] === undefined ? 1 : countOf(id, 'instances', named['instances']),
    voidAt: voids
      .filter((each) => each !== 'model')
      .map((each) => instantOf(id, each))
      .sort((a, b) => a - b),
    voidByModel: voids.includes('model'),
  };
}

function countOf(id: string, name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) fail('bad_scenario', `${id}: ${name}=${text} is no whole number above 0.`);
  return Number(text);
}

function instantOf(id: string, text: string): Instant {
  const parsed = parseInstant(text);
  if (parsed.ok) return parsed.at;
  return fail('bad_scenario', `${id}: invalidate=${text} is neither "model" nor an instant.`, {
    hint: 'For example invalidate=model+2026-11-01T00:00:00Z',
  });
}

/** As it applies, defaults included. */
export function policyOptions(policy: ResponsePolicy): Record<string, string> {
  const { ttl, capacity, instances, voidAt, voidByModel } = policy;
  const voids = [...(voidByModel ? ['model'] : []), ...voidAt.map(formatInstant)];
  return {
    ttl: formatDuration(ttl),
    ...(capacity !== Infinity && { capacity: String(capacity) }),
    ...(instances !== 1 && { instances: String(instances) }),
    ...(voids.length > 0 && { invalidate: voids.join('+') }),
  };
}
