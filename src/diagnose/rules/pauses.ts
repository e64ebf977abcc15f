import type { Client, Lever } from '../../core/controls.ts';
import { dearestFirst, type Pico } from '../../core/money.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { bestLifetime } from '../lifetimes.ts';
import { findingOf, type Found, type Rule } from '../rule.ts';
import { count, tokens } from '../words.ts';

interface Way extends Pick<Found, 'fix' | 'setting'> {
  readonly needs: Lever;
  /** Of all that was spent. */
  readonly saving: Pico | null;
}

/** How to outlive such pauses: by the best time to live, if that is an hour for some, or by reads in between. */
function waysOf(diagnosis: Diagnosis, client: Client): Way[] {
  const lifetime = bestLifetime(diagnosis, client);
  const hour: Way[] =
    lifetime === undefined || lifetime.scenario === 'ttl-5m'
      ? []
      : [
          {
            ...lifetime,
            fix:
              lifetime.scenario === 'ttl-1h'
                ? 'Write for one hour.'
                : 'Write for one hour in main conversations, and for five minutes in sub-agents.',
          },
        ];
  if (client.can.keep_alive === false) return hour;
  return [
    ...hour,
    {
      saving: diagnosis.savingOf('keep-alive'),
      needs: 'keep_alive',
      fix: 'Keep the prefix alive over pauses: repeat the last request with max_tokens 0 every 4m30s, up to 30 minutes.',
    },
  ];
}

export const pauses: Rule = {
  code: 'PC002',
  title: 'Prefixes expire in pauses that an hour would outlive',
  why: 'An entry for five minutes is gone after a pause of five; what comes next pays for writing it again instead of reading it.',
  find: findingOf(['expired_5m'], ({ cost, tokens: lost, rows }, diagnosis, client) => {
    const text = `${count(rows.length, 'request')} came after a pause of 5 to 60 minutes and wrote ${tokens(lost)} again.`;
    const [best] = waysOf(diagnosis, client).sort((a, b) => dearestFirst(a.saving, b.saving));
    const saved = best?.saving ?? 0n;
    if (best === undefined || saved <= 0n) return { saving: null, text, needs: ['habits'], fix: otherwise(client) };
    const { fix, setting, needs } = best;
    const saving = (saved < cost ? saved : cost) as Pico;
    // A scenario changes all writes, and may save elsewhere as well: that is not this finding's.
    return { saving, whole: saved as Pico, text, needs: [needs], fix, setting };
  }),
};

function otherwise({ kind, can }: Client): string {
  if (can.keep_alive !== false)
    return 'Neither an hour nor keeping it alive would be cheaper for all of it: do so only where pauses are the rule.';
  const compact = kind === 'claude-code' ? 'run /compact' : 'compact the conversation';
  return `An hour for everything would not be the cheapest: before you are idle for longer than five minutes, ${compact} while its cache is still warm, or begin a new conversation afterwards.`;
}
