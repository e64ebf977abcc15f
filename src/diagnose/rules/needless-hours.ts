import type { Client } from '../../core/controls.ts';
import type { Pico } from '../../core/money.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { bestLifetime } from '../lifetimes.ts';
import { findingOf, type Found, type Rule } from '../rule.ts';
import { count, tokens } from '../words.ts';

export const needlessHours: Rule = {
  code: 'PC003',
  title: 'Prefixes are written for an hour where five minutes would do',
  why: 'Writing for an hour costs twice the input price instead of 1.25 times, which only pays where a pause outlasts five minutes.',
  find: findingOf(['hour_unneeded'], ({ cost, tokens: written, rows }, diagnosis, client) => {
    return {
      text: `${count(rows.length, 'request')} wrote ${tokens(written)} for one hour that five minutes would have served as well: no pause of 5 to 60 minutes followed.`,
      ...adviceFor(diagnosis, client, cost),
    };
  }),
};

/**
 * Five minutes for everything also loses the hours that were needed, so the scenarios say whether it pays, and whether
 * another time to live would not pay more: nobody can set both. What it saves beyond the hours that were not needed is
 * not claimed here: those were of use.
 */
function adviceFor(
  diagnosis: Diagnosis,
  client: Client,
  cost: Pico,
): Pick<Found, 'saving' | 'whole' | 'needs' | 'fix' | 'setting'> {
  const best = bestLifetime(diagnosis, client);
  const isApi = client.kind !== 'claude-code';
  if (best === undefined || best.scenario === 'ttl-1h')
    return {
      saving: null,
      needs: [isApi ? 'ttl' : 'habits'],
      fix: isApi
        ? 'Leave the ttl out where requests follow each other closely, such as in sub-agents and in jobs that nobody waits for, and keep the hour where people pause: five minutes for everything would not be the cheapest.'
        : 'Five minutes for everything would not be the cheapest: keep the hour for sessions in which you are idle for longer than five minutes, and start the others with FORCE_PROMPT_CACHING_5M=1.',
    };
  const minutes = isApi ? 'Leave the ttl out: five minutes are the default.' : 'Write for five minutes.';
  return {
    saving: best.saving < cost ? best.saving : cost,
    whole: best.saving,
    needs: [best.needs],
    fix:
      best.scenario === 'ttl-5m'
        ? minutes
        : 'Keep the hour for main conversations, and write for five minutes in sub-agents.',
    setting: best.setting,
  };
}
