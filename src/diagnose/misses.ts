/** Each request that read less than was there for it, with the best known reason. */
import type { MissReason, ReportedMiss } from '../core/diagnosis.ts';
import type { PriceBook } from '../prices/book.ts';
import { minimumsOf } from '../prices/list.ts';
import { isOtherModel, isOtherSpeed } from './log.ts';
import { WHOLE, type Cause, type Miss, type Reason } from './cause.ts';
import { gapBefore, type Expected } from './expected.ts';
import { inferCause, isCutDown } from './infer.ts';
import { cachedBy, promptOf } from '../requests/log.ts';
import type { DiagnosisLog } from './log.ts';
import type { Observed } from './observed.ts';

/** By row. The API's own word counts most, then what the requests show, then what follows from usage and clocks. */
export function missesIn(
  log: DiagnosisLog,
  expected: Expected,
  observed: ReadonlyMap<string, Observed>,
  book: PriceBook,
): Map<number, Miss> {
  const { logged } = log;
  const minimums = minimumsOf(log.kinds, book);
  const known: KnownOf = {
    seen: new Map([...observed].flatMap(([id, each]) => rowOf(log, id, each))),
    asking: askingIn(log),
  };
  const misses = new Map<number, Miss>();
  for (let row = 0; row < logged.count; row++) {
    const [read, prompt] = [logged.cache_read[row] ?? 0, promptOf(logged, row)];
    const told = read + (log.reported.get(row)?.tokens ?? 0);
    const had = Math.min(
      prompt,
      Math.max(shownOf(log, expected, known, row)?.expected ?? expected.tokens[row] ?? 0, told),
    );
    if (read >= had * WHOLE) continue;
    const minimum = minimums[logged.kind[row] ?? 0] ?? 0;
    misses.set(row, {
      ...causeOf(log, expected, known, row, minimum),
      expected: had,
      lost: had - read,
      before: expected.before[row] ?? -1,
      gap: gapBefore(log, expected, row),
    });
  }
  return misses;
}

interface KnownOf {
  /** What requests show, by row. */
  readonly seen: ReadonlyMap<number, Observed>;
  /** Conversations that ask the API for its diagnosis: elsewhere it gave a reason. */
  readonly asking: ReadonlySet<number>;
}

function askingIn({ logged, reported }: DiagnosisLog): Set<number> {
  const rows = [...reported].filter(([, { reason }]) => reason !== 'none').map(([row]) => row);
  return new Set(rows.map((row) => logged.conversation[row] ?? -1).filter((place) => place >= 0));
}

function rowOf(log: DiagnosisLog, id: string, observed: Observed): [number, Observed][] {
  const row = log.rowsById.get(id);
  return row === undefined ? [] : [[row, observed]];
}

/** What requests show counts more than what usage lets expect, where the request before is known as well. */
function shownOf({ logged }: DiagnosisLog, expected: Expected, { seen }: KnownOf, row: number): Observed | undefined {
  const before = expected.before[row] ?? -1;
  const shown = seen.get(row);
  if (before >= 0) return seen.has(before) ? shown : undefined;
  // By usage a first one or a call on the side: what others share it may have read, but not what its conversation has.
  const isKnown = (logged.conversation[row] ?? -1) >= 0;
  return isKnown && shown?.isFirst !== true ? undefined : shown;
}

function causeOf(log: DiagnosisLog, expected: Expected, known: KnownOf, row: number, minimum: number): Reason {
  const before = expected.before[row] ?? -1;
  const said = log.reported.get(row);
  // What neither reads nor writes could not have read what is still the same either.
  const named = said && cachedBy(log.logged, row) > 0 ? NAMED[said.reason] : undefined;
  if (named !== undefined) return { cause: sharper(log, before, row, named), known: 'reported' };
  const shown = shownOf(log, expected, known, row);
  if (shown !== undefined) {
    // By the rules it should have read what it did not, unless they have a cause.
    return { cause: sharper(log, before, row, shown.cause ?? 'gone_early'), known: 'observed' };
  }
  const cause = inferCause(log, expected, row, minimum);
  return said?.reason === 'none' ? undiverged(log, known, row, cause) : { cause, known: 'inferred' };
}

const NAMED: Readonly<Partial<Record<ReportedMiss['reason'], MissReason & Cause>>> = {
  model_changed: 'model_changed',
  tools_changed: 'tools_changed',
  system_changed: 'system_changed',
  messages_changed: 'messages_changed',
};

/** The API calls a change of speed one of the model, the rules one of system; to both a summary is only another message. */
function sharper(log: DiagnosisLog, before: number, row: number, cause: Cause): Cause {
  if (before < 0) return cause;
  if ((cause === 'model_changed' || cause === 'system_changed') && !isOtherModel(log, before, row))
    return isOtherSpeed(log, before, row) ? 'speed_changed' : cause;
  return cause === 'messages_changed' && isCutDown(log, before, row) ? 'compacted' : cause;
}

/**
 * The API wrote no reason: nothing had diverged, or nobody asked. That it was not read although nothing diverged means that
 * it had expired (the provider's page on cache diagnostics), or was gone before. It bears out a pause, and where somebody
 * asked it rules out a change.
 */
function undiverged({ logged }: DiagnosisLog, { asking }: KnownOf, row: number, cause: Cause): Reason {
  if (cause === 'expired_5m' || cause === 'expired_1h') return { cause, known: 'reported' };
  const isAsking = asking.has(logged.conversation[row] ?? -1);
  return isAsking && CHANGES.has(cause) ? { cause: 'gone_early', known: 'reported' } : { cause, known: 'inferred' };
}

const CHANGES: ReadonlySet<Cause> = new Set(['tools_or_system_changed', 'system_changed', 'messages_changed']);
