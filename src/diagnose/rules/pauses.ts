import { dearestFirst, type Pico } from '../../core/money.ts';
import { isClaudeCode } from '../client.ts';
import { findingOf, type Rule } from '../rule.ts';
import { count, tokens } from '../words.ts';

/** Scenarios of `whatif` that outlive such pauses, and how to have them. */
const WAYS = [
  {
    scenario: 'ttl-1h',
    fix: 'Write for one hour',
    setting: '"cache_control": {"type": "ephemeral", "ttl": "1h"}',
    claudeCode: 'ENABLE_PROMPT_CACHING_1H=1',
  },
  {
    scenario: 'keep-alive',
    fix: 'Keep the prefix alive over pauses: repeat the last request with max_tokens 0 every 4m30s, up to 30 minutes',
    setting: undefined,
    claudeCode: undefined,
  },
] as const;

export const pauses: Rule = {
  code: 'PC002',
  title: 'Prefixes expire in pauses that an hour would outlive',
  why: 'An entry for five minutes is gone after a pause of five; what comes next pays for writing it again instead of reading it.',
  find: findingOf(['expired_5m'], ({ cost, tokens: lost, rows }, diagnosis) => {
    const [best] = WAYS.map((way) => ({ ...way, saving: diagnosis.savingOf(way.scenario) })).sort((a, b) =>
      dearestFirst(a.saving, b.saving),
    );
    const saved = best?.saving ?? 0n;
    const pays = best !== undefined && saved > 0n;
    const setting = isClaudeCode(diagnosis.log, rows.row) ? best?.claudeCode : best?.setting;
    return {
      // A scenario changes all writes, and may save elsewhere as well: that is not this finding's.
      saving: pays ? ((saved < cost ? saved : cost) as Pico) : null,
      text: `${count(rows.length, 'request')} came after a pause of 5 to 60 minutes and wrote ${tokens(lost)} again.`,
      fix: pays
        ? `${best.fix}.`
        : 'Neither an hour nor keeping it alive would be cheaper for all of it: do so only where pauses are the rule.',
      setting: pays ? setting : undefined,
    };
  }),
};
