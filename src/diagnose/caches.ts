/** Which cache a request reads from and writes to: entries are separate by workspace, model and speed. */
import type { PriceKind } from '../simulate/workload.ts';
import type { DiagnosisLog } from './log.ts';

/** Names of caches, by kind. */
export function cacheNames({ kinds }: DiagnosisLog): string[] {
  return kinds.map((kind) => JSON.stringify([kind.workspace, kind.model, speedOf(kind)]));
}

/** Logs that do not say are of the standard speed: the same conversation has both, and reads on. */
export function speedOf({ terms }: PriceKind): string {
  return terms.speed === '' ? 'standard' : terms.speed;
}

/** Of the program that asked, where the log tells: it is the first of the values that a diagnosis asks for. */
export function versionOf({ values }: PriceKind): string {
  return values[0] ?? '';
}
