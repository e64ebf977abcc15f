import type { Pico } from '../../core/money.ts';
import { isClaudeCode } from '../client.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { findingOf, type Rule } from '../rule.ts';
import { count, tokens } from '../words.ts';

export const needlessHours: Rule = {
  code: 'PC003',
  title: 'Prefixes are written for an hour where five minutes would do',
  why: 'Writing for an hour costs twice the input price instead of 1.25 times, which only pays where a pause outlasts five minutes.',
  find: findingOf(['hour_unneeded'], ({ cost, tokens: written, rows }, diagnosis) => {
    const saving = savingOf(diagnosis, cost);
    const setting = isClaudeCode(diagnosis.log, rows.row)
      ? 'FORCE_PROMPT_CACHING_5M=1'
      : '"cache_control": {"type": "ephemeral"}';
    return {
      saving,
      text: `${count(rows.length, 'request')} wrote ${tokens(written)} for one hour that five minutes would have served as well: no pause of 5 to 60 minutes followed.`,
      fix:
        saving === null
          ? 'Leave the ttl out where requests follow each other closely, such as in sub-agents and in jobs that nobody waits for, and keep the hour where people pause: five minutes for everything would not be the cheapest.'
          : 'Leave the ttl out: five minutes are the default.',
      setting: saving === null ? undefined : setting,
    };
  }),
};

/**
 * Five minutes for everything also loses the hours that were needed, so the scenario says whether it pays, and whether an
 * hour for everything would not pay more: nobody can do both. What it saves beyond the hours that were not needed is not
 * claimed here: those were of use.
 */
function savingOf({ savingOf: scenario }: Diagnosis, cost: Pico): Pico | null {
  const [minutes, hour] = [scenario('ttl-5m') ?? 0n, scenario('ttl-1h') ?? 0n];
  if (minutes <= 0n || minutes < hour) return null;
  return minutes < cost ? (minutes as Pico) : cost;
}
