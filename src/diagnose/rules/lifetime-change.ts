import { dearestFirst, type Pico } from '../../core/money.ts';
import { utcDate, type Instant } from '../../core/time.ts';
import { growing } from '../../requests/columns.ts';
import { clientIn } from '../client.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { wastedIn } from '../groups.ts';
import { BUCKETS, HOUR, MINUTES } from '../lifetimes.ts';
import type { Logged } from '../log.ts';
import { lastChange, versionWith, writtenDays, type Regime } from '../regime.ts';
import { foundIn, type Found, type Rule } from '../rule.ts';
import { count, percent, tokens } from '../words.ts';

/** Scenarios of `whatif` by the regime they stand for. */
const SCENARIOS = { hour: ['ttl-1h', 'ttl-main-1h-sub-5m'], brief: ['ttl-5m'] } as const;

/** What each regime wastes, and how to have the other one again. */
const AFTER = {
  brief: {
    cause: 'expired_5m',
    from: 'an hour to five minutes',
    waste: 'came back after a pause that an hour would have outlived, and paid again for',
    back: 'hour',
    fix: 'Write for one hour again.',
    ttl: '1h',
    control: HOUR,
  },
  hour: {
    cause: 'hour_unneeded',
    from: 'five minutes to an hour',
    waste: 'needed no more than five minutes of what they wrote for an hour,',
    back: 'brief',
    fix: 'Write for five minutes again.',
    ttl: '5m',
    control: MINUTES,
  },
} as const;

export const lifetimeChange: Rule = {
  code: 'PC012',
  title: 'Writes changed to another time to live',
  why: 'A client or a plan that changes the time to live changes what pauses and writes cost, and nothing says so.',
  find(diagnosis) {
    const changes = [1, 0].flatMap((main) => changeOf(diagnosis, main));
    const [dearest] = changes.sort((a, b) => dearestFirst(a.cost, b.cost));
    return dearest;
  },
};

function changeOf(diagnosis: Diagnosis, main: number): Found[] {
  const { log } = diagnosis;
  const change = lastChange(writtenDays(log, main));
  if (change === undefined) return [];
  const after = AFTER[change.to];
  const rows = rowsSince(log.logged, main, change.at);
  const wasted = wastedIn(diagnosis, [after.cause], rows);
  const [back, stay] = [savingOf(diagnosis, after.back), savingOf(diagnosis, change.to)];
  // The new time to live is the better one, whatever else it wastes.
  if (wasted.rows.length === 0 || (back !== null && (back <= 0n || back < (stay ?? 0n)))) return [];
  const inClaudeCode = clientIn(log, wasted.rows.row).kind === 'claude-code';
  const who = main === 1 ? 'main conversations' : 'sub-agents';
  const version = versionWith(log, main, change);
  return [
    foundIn(diagnosis, wasted, {
      // What the way back saves of what was spent before the change is no part of it.
      saving: back !== null && back > wasted.cost ? wasted.cost : back,
      text: `On ${utcDate(change.at)} the writes of ${who} went from ${after.from} (${percent(change.before)} for an hour before, ${percent(change.after)} since)${version === '' ? '' : `, with version ${version}`}; since then ${count(wasted.rows.length, 'request')} ${after.waste} ${tokens(wasted.tokens)}.`,
      needs: ['ttl'],
      fix: after.fix,
      setting: inClaudeCode ? `"${main === 1 ? BUCKETS.main : BUCKETS.subagents}": "${after.ttl}"` : after.control,
    }),
  ];
}

/** Of all that was spent; null where it cannot be said. */
function savingOf(diagnosis: Diagnosis, regime: Regime): Pico | null {
  const known = SCENARIOS[regime].map((each) => diagnosis.savingOf(each)).filter((each) => each !== null);
  return known.length === 0 ? null : known.reduce((most, each) => (each > most ? each : most));
}

function rowsSince({ count: all, at, main }: Logged, role: number, since: Instant): Uint32Array {
  const rows = growing(Uint32Array);
  for (let row = 0; row < all; row++) if (main[row] === role && (at[row] ?? 0) >= since) rows.push(row);
  return rows.all();
}
