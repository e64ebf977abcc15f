/** Whether writes are for an hour or for five minutes, day by day, and when that changed. */
import type { Instant } from '../core/time.ts';
import { daysOf } from './days.ts';
import type { DiagnosisLog } from './log.ts';

/** Of a day's written tokens: at least so many for an hour are the one regime, at most so many the other. */
const HOUR_SHARE = 0.8;
const BRIEF_SHARE = 0.2;
/** On fewer days it may be one odd session. */
const ENOUGH_DAYS = 3;
/** A day that wrote fewer tokens may be one short call on the side. */
const LEAST_WRITTEN = 10_000;

export type Regime = 'hour' | 'brief';

interface WrittenDay {
  readonly at: Instant;
  readonly hour: number;
  readonly written: number;
}

/** Days on which main threads (1) or sub-agents (0) wrote anything to speak of. */
export function writtenDays({ logged }: DiagnosisLog, main: number): WrittenDay[] {
  return daysOf(logged).flatMap(({ at, from, to }) => {
    let [hour, brief] = [0, 0];
    for (let row = from; row < to; row++) {
      if (logged.main[row] !== main) continue;
      hour += logged.cache_write_1h[row] ?? 0;
      brief += logged.cache_write_5m[row] ?? 0;
    }
    return hour + brief < LEAST_WRITTEN ? [] : [{ at, hour, written: hour + brief }];
  });
}

interface Change {
  /** The first day that is not of the old regime. */
  readonly at: Instant;
  readonly to: Regime;
  /** Shares of an hour. */
  readonly before: number;
  readonly after: number;
}

/**
 * The last one, undefined without. A day between the regimes, such as one on which not all had updated yet, belongs to none
 * of them.
 */
export function lastChange(days: readonly WrittenDay[]): Change | undefined {
  let found: { readonly index: number; readonly since: number; readonly to: Regime } | undefined;
  let old: { readonly regime: Regime; readonly first: number; readonly last: number } | undefined;
  let streak: { readonly regime: Regime; readonly first: number; days: number } | undefined;
  for (const [index, day] of days.entries()) {
    const regime = regimeOf(day);
    if (regime === undefined) continue;
    if (streak?.regime !== regime) streak = { regime, first: index, days: 0 };
    streak.days += 1;
    if (streak.days < ENOUGH_DAYS) continue;
    if (old !== undefined && old.regime !== regime) found = { index: old.last + 1, since: old.first, to: regime };
    old = { regime, first: old?.regime === regime ? old.first : streak.first, last: index };
  }
  const at = days[found?.index ?? -1]?.at;
  if (found === undefined || at === undefined) return undefined;
  return {
    at,
    to: found.to,
    before: shareOf(days.slice(found.since, found.index)),
    after: shareOf(days.slice(found.index)),
  };
}

function regimeOf({ hour, written }: WrittenDay): Regime | undefined {
  if (hour >= written * HOUR_SHARE) return 'hour';
  return hour <= written * BRIEF_SHARE ? 'brief' : undefined;
}

function shareOf(days: readonly WrittenDay[]): number {
  const written = days.reduce((sum, day) => sum + day.written, 0);
  return days.reduce((sum, { hour }) => sum + hour, 0) / written;
}

/** The first version that was new with the change and wrote in the new way; '' when none did. */
export function versionWith({ logged, kinds }: DiagnosisLog, main: number, { at, to }: Change): string {
  const old = new Set<string>();
  const written = new Map<string, { hour: number; written: number }>();
  for (let row = 0; row < logged.count; row++) {
    const version = kinds[logged.kind[row] ?? 0]?.values[0] ?? '';
    const [hour, brief] = [logged.cache_write_1h[row] ?? 0, logged.cache_write_5m[row] ?? 0];
    if (logged.main[row] !== main || version === '' || hour + brief === 0) continue;
    if ((logged.at[row] ?? 0) < at) old.add(version);
    const own = written.get(version) ?? { hour: 0, written: 0 };
    written.set(version, { hour: own.hour + hour, written: own.written + hour + brief });
  }
  const [found = ''] = [...written].find(([version, own]) => !old.has(version) && regimeOf({ at, ...own }) === to) ?? [
    '',
  ];
  return found;
}
