/** Causes from usage counts and clocks alone. */
import { LATENCY, TTL_1H } from '../requests/life.ts';
import { isOtherModel, isOtherSpeed, versionOf } from './log.ts';
import { WHOLE, type Cause } from './cause.ts';
import { gapBefore, type Expected } from './expected.ts';
import { cachedBy, promptOf, untilOf } from '../requests/log.ts';
import type { DiagnosisLog } from './log.ts';

/** Of what was cached before: a prompt no longer than this was cut down. */
const CUT_DOWN = 0.5;

/** `minimum`: tokens from which its model caches. Only for a request that read less than it could expect. */
export function inferCause(log: DiagnosisLog, expected: Expected, row: number, minimum: number): Cause {
  const { logged } = log;
  const before = expected.before[row] ?? -1;
  if (cachedBy(logged, row) === 0) return promptOf(logged, row) < minimum ? 'too_short' : 'no_breakpoint';
  if (before < 0) return startCause(log, expected, row);
  const age = ageOf(log, before, row);
  // By then nothing of it was left, whatever else had changed.
  if (age > TTL_1H + LATENCY) return 'expired_1h';
  if (isOtherModel(log, before, row)) return 'model_changed';
  if (isOtherSpeed(log, before, row)) return 'speed_changed';
  if (isCutDown(log, before, row)) return 'compacted';
  if (isParallel(log, expected, before, row)) return 'parallel';
  const [had, alive, read] = [expected.tokens[row] ?? 0, expected.alive[row] ?? 0, logged.cache_read[row] ?? 0];
  if (alive < had * WHOLE && read >= alive * WHOLE) return expiredAfter(age);
  return changedLevel(log, expected, before, row, minimum);
}

function startCause({ logged }: DiagnosisLog, { together }: Expected, row: number): Cause {
  if (together[row] === 1) return 'parallel';
  return logged.main[row] === 1 ? 'cold_start' : 'subagent_start';
}

/** ms from one request to the next: a lifetime is counted from the start of a request, not from the end of its answer. */
function ageOf({ logged }: DiagnosisLog, before: number, row: number): number {
  return before < 0 ? Infinity : (logged.at[row] ?? 0) - (logged.at[before] ?? 0);
}

export function expiredAfter(age: number): Cause {
  return age <= TTL_1H ? 'expired_5m' : 'expired_1h';
}

export function isCutDown({ logged }: DiagnosisLog, before: number, row: number): boolean {
  return promptOf(logged, row) <= cachedBy(logged, before) * CUT_DOWN;
}

/**
 * Asked before the one before it had answered. Logs have the first answer and not the start: within seconds of the other's
 * last line, a prompt of the same length does not hold its answer, and was sent beside it.
 */
function isParallel(log: DiagnosisLog, expected: Expected, before: number, row: number): boolean {
  const { logged } = log;
  if ((logged.at[row] ?? 0) < untilOf(logged, before)) return true;
  return gapBefore(log, expected, row) <= LATENCY && promptOf(logged, row) === promptOf(logged, before);
}

/** What all conversations begin with are tools and system: a read of less lost part of those. */
function changedLevel(
  { logged, kinds }: DiagnosisLog,
  expected: Expected,
  before: number,
  row: number,
  minimum: number,
): Cause {
  const [read, shared] = [logged.cache_read[row] ?? 0, expected.shared[row] ?? 0];
  // Too short for an entry of its own, what is shared is not read when messages change either.
  if (read === 0) return shared > 0 && shared < minimum ? 'messages_changed' : 'tools_or_system_changed';
  const [own, other] = [kinds[logged.kind[row] ?? 0], kinds[logged.kind[before] ?? 0]];
  // Another version of the program has tools and system of its own, which other conversations may have kept warm.
  const isOtherVersion = own !== undefined && other !== undefined && versionOf(own) !== versionOf(other);
  if (isOtherVersion && read !== shared) return 'tools_or_system_changed';
  return read < shared * WHOLE ? 'system_changed' : 'messages_changed';
}
