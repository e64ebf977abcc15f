/** All findings of a diagnosis, the dearest first. */
import { ratioOf } from '../core/fraction.ts';
import { dearestFirst, type Pico } from '../core/money.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Found, Rule } from './rule.ts';
import { RULES } from './rules/index.ts';

export interface Finding extends Omit<Found, 'cost'> {
  readonly rule: Rule;
  /** What it cost; null where nothing has a price. */
  readonly cost: Pico | null;
  /** Of all that was spent; of all prompt tokens where nothing has a price. */
  readonly share: number;
  readonly level: Level;
  /** Whether those whose requests they are can do it; null where that depends on their client. */
  readonly achievable: boolean | null;
}

export const LEVELS = ['high', 'medium', 'low'] as const;
type Level = (typeof LEVELS)[number];

/** Below half a percent of what was spent a finding costs more attention than money. */
const LEAST_SHARE = 0.005;
/** Five percent is what negotiated discounts start at: somebody should look the same week. */
const HIGH_SHARE = 0.05;
const MEDIUM_SHARE = 0.01;
/** Fewer requests may be chance. */
const LEAST_REQUESTS = 3;

export function findingsOf(diagnosis: Diagnosis): Finding[] {
  const { cost: spent, sums } = diagnosis.money.spent;
  const prompts = sums.input + sums.cache_write_5m + sums.cache_write_1h + sums.cache_read;
  return RULES.flatMap((rule): Finding[] => {
    const raw = rule.find(diagnosis);
    if (raw === undefined || raw.evidence.requests < LEAST_REQUESTS) return [];
    const found = judged(raw);
    if (spent === null) {
      const share = ratioOf(BigInt(Math.round(found.evidence.tokens)), prompts) ?? 0;
      return share < LEAST_SHARE ? [] : [{ ...found, cost: null, saving: null, rule, share, level: levelOf(share) }];
    }
    const share = ratioOf(found.cost, spent) ?? 0;
    return share < LEAST_SHARE ? [] : [{ ...found, rule, share, level: levelOf(share) }];
  }).sort((a, b) => dearestFirst(a.cost, b.cost) || b.evidence.tokens - a.evidence.tokens);
}

function judged(found: Found): Found & Pick<Finding, 'achievable'> {
  const { client, needs, fix } = found;
  const controls = needs.map((need) => client.can[need]);
  if (controls.includes(false)) return { ...found, achievable: false };
  if (!controls.includes(null)) return { ...found, achievable: true };
  return {
    ...found,
    achievable: null,
    fix: `${fix} Whether ${client.name} has a setting for that, this log does not say.`,
  };
}

function levelOf(share: number): Level {
  if (share >= HIGH_SHARE) return 'high';
  return share >= MEDIUM_SHARE ? 'medium' : 'low';
}
