/** All findings of a diagnosis, the dearest first. */
import { dearestFirst, type Pico } from '../core/money.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Found, Rule } from './rule.ts';
import { RULES } from './rules/index.ts';

export interface Finding extends Found {
  readonly rule: Rule;
  /** Of all that was spent. */
  readonly share: number;
  readonly level: Level;
}

export const LEVELS = ['high', 'medium', 'low'] as const;
export type Level = (typeof LEVELS)[number];

/** Below half a percent of what was spent a finding costs more attention than money. */
const LEAST_SHARE = 0.005;
/** Five percent is what negotiated discounts start at: somebody should look the same week. */
const HIGH_SHARE = 0.05;
const MEDIUM_SHARE = 0.01;
/** Fewer requests may be chance. */
const LEAST_REQUESTS = 3;

export function findingsOf(diagnosis: Diagnosis): Finding[] {
  const spent = diagnosis.money.spent.cost ?? 0n;
  return RULES.flatMap((rule): Finding[] => {
    const found = rule.find(diagnosis);
    if (found === undefined || found.evidence.requests < LEAST_REQUESTS) return [];
    const share = shareOf(found.cost, spent);
    return share < LEAST_SHARE ? [] : [{ ...found, rule, share, level: levelOf(share) }];
  }).sort((a, b) => dearestFirst(a.cost, b.cost));
}

function shareOf(cost: Pico, spent: bigint): number {
  return spent === 0n ? 0 : Number((cost * 1_000_000n) / spent) / 1_000_000;
}

function levelOf(share: number): Level {
  if (share >= HIGH_SHARE) return 'high';
  return share >= MEDIUM_SHARE ? 'medium' : 'low';
}
