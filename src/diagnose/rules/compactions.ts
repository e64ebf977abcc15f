import { ZERO_PICO, type Pico } from '../../core/money.ts';
import { TTL_5M } from '../../requests/life.ts';
import type { Miss } from '../cause.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { moneyLedger } from '../waste.ts';
import { findingOf, type Rule } from '../rule.ts';
import { times, tokens } from '../words.ts';

const COMPACT =
  'Compact where a piece of work ends rather than where the limit cuts it off, so that less has to be carried over';

export const compactions: Rule = {
  code: 'PC010',
  title: 'Conversations that are cut down are written anew',
  why: 'A summary makes what follows shorter and cheaper, but it is new text: all of it is written, and the files that are read into it again.',
  find: findingOf(['compacted'], ({ tokens: lost, rows }, diagnosis, client) => {
    const saving = client.can.breakpoints === false ? ZERO_PICO : keptBySystem(diagnosis);
    return {
      saving: saving > 0n ? saving : null,
      text: `Conversations were cut down ${times(rows.length)}, and wrote ${tokens(Math.round(lost / rows.length))} each time on average.`,
      ...(client.can.breakpoints === false
        ? { needs: ['habits'], fix: `${COMPACT}, while the cache is still warm.` }
        : {
            needs: ['breakpoints'],
            fix: `${COMPACT}, and keep a breakpoint at the end of tools and system, so that only the summary is written.`,
          }),
    };
  }),
};

/** What conversations share at their start would have been read again, had a breakpoint kept it. */
function keptBySystem({ log, misses, expected, writes, book }: Diagnosis): Pico {
  const kept = [...misses].flatMap(([row, miss]): [number, Miss][] => {
    const lost = Math.min(miss.lost, (expected.shared[row] ?? 0) - (log.logged.cache_read[row] ?? 0));
    return miss.cause === 'compacted' && miss.gap <= TTL_5M && lost > 0 ? [[row, { ...miss, lost }]] : [];
  });
  const { waste } = moneyLedger(log, new Map(kept), writes, book);
  return waste.reduce((sum, each) => (each.cause === 'compacted' ? ((sum + each.cost) as Pico) : sum), ZERO_PICO);
}
