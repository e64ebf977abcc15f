/** Which cache a request reads from and writes to: entries are separate by workspace, model and speed. */
import type { PriceKind } from '../simulate/workload.ts';
import type { DiagnosisLog } from './log.ts';

/** Names of caches, by kind. */
export function cacheNames({ kinds }: DiagnosisLog): string[] {
  return kinds.map((kind) => JSON.stringify([kind.workspace, kind.model, speedOf(kind)]));
}

/** Logs that do not say are of the standard speed: the same conversation has both, and reads on. */
function speedOf({ terms }: PriceKind): string {
  return terms.speed === '' ? 'standard' : terms.speed;
}

/** Of the program that asked, where the log tells: it is the first of the values that a diagnosis asks for. */
export function versionOf({ values }: PriceKind): string {
  return values[0] ?? '';
}

export function isOtherModel({ logged, kinds }: DiagnosisLog, before: number, row: number): boolean {
  return kinds[logged.kind[row] ?? 0]?.model !== kinds[logged.kind[before] ?? 0]?.model;
}

export function isOtherSpeed({ logged, kinds }: DiagnosisLog, before: number, row: number): boolean {
  const [own, other] = [kinds[logged.kind[row] ?? 0], kinds[logged.kind[before] ?? 0]];
  return own !== undefined && other !== undefined && speedOf(own) !== speedOf(other);
}
