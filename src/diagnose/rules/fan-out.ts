import { groupThousands } from '../../core/money.ts';
import { cacheOf, type DiagnosisLog } from '../log.ts';
import { findingOf, type Rule } from '../rule.ts';
import { count, tokens } from '../words.ts';

/** ms. An answer seldom takes longer to begin: what is sent so soon behind another one was sent at once with it. */
const AT_ONCE = 60_000;

/** What a group cost above one write is all that can be saved: its first request, or a pre-warming one, pays for that. */
export const fanOut: Rule = {
  code: 'PC008',
  title: 'Requests sent at once each write the prefix that they share',
  why: 'What a request writes can be read only once its answer has begun; all that are sent before pay for the same write again.',
  find: findingOf(['parallel'], ({ cost, tokens: written, rows }, { log }, client) => {
    const sizes = groupSizes(log, rows.row);
    const [least = 0, most = 0] = [sizes[0], sizes.at(-1)];
    const groups =
      sizes.length === 1
        ? `One group of ${most} requests was sent at once`
        : `${count(sizes.length, 'group')} of ${least === most ? '' : 'up to '}${most} requests were sent at once`;
    return {
      saving: cost,
      text: `${groups}; ${groupThousands(rows.length.toString())} of them wrote ${tokens(written)} that another one of their group was just writing.`,
      ...(client.can.breakpoints === false
        ? {
            needs: ['habits'],
            fix: 'Have one sub-agent started first, and the others once it has begun to answer.',
          }
        : {
            needs: ['breakpoints'],
            fix: 'Send one request first and the others once its answer has begun, or warm the prefix with a request of max_tokens 0 that has its breakpoint behind the last block they share.',
          }),
    };
  }),
};

/**
 * The smallest first, each with the request that was right to write. Requests of one cache that follow each other closely
 * are a group.
 */
function groupSizes(log: DiagnosisLog, rows: Uint32Array): number[] {
  const sizes: number[] = [];
  const groups = new Map<number, { readonly index: number; readonly at: number }>();
  for (const row of rows.toSorted()) {
    const cache = cacheOf(log, row);
    const at = log.logged.at[row] ?? 0;
    const last = groups.get(cache);
    const index = last !== undefined && at - last.at <= AT_ONCE ? last.index : sizes.push(1) - 1;
    sizes[index] = (sizes[index] ?? 1) + 1;
    groups.set(cache, { index, at });
  }
  return sizes.sort((a, b) => a - b);
}
