import { LOOKBACK, MOST_BREAKPOINTS } from '../../simulate/provider.ts';
import { MINUTES } from '../lifetimes.ts';
import { findingOf, type Rule } from '../rule.ts';
import { count, noBreakpoints, tokens } from '../words.ts';

/** A breakpoint each so many blocks leaves room for the few that the API puts in between. */
const EVERY = 15;

export const lookback: Rule = {
  code: 'PC007',
  title: 'Breakpoints stand too far behind what is cached',
  why: `From each breakpoint the API looks back over ${LOOKBACK} blocks, that of the breakpoint counted; what was written before those is not found, though it is there.`,
  find: findingOf(['lookback'], ({ cost, tokens: lost, rows }, _, client) => ({
    text: `${count(rows.length, 'request')} added ${LOOKBACK} blocks or more to what was cached, with no breakpoint in between, and paid for ${tokens(lost)} again.`,
    ...(client.can.breakpoints === false
      ? {
          saving: null,
          needs: ['habits'],
          fix: `${noBreakpoints(client)}: ask for smaller steps, so that a turn makes fewer tool calls.`,
        }
      : {
          // What stands behind the entry is written in any case: one more breakpoint only finds the entry.
          saving: cost,
          needs: ['breakpoints'],
          fix: `Set one more breakpoint at most ${LOOKBACK - 1} blocks behind the last one of the request before; in turns of many tool calls one every ${EVERY} blocks, up to ${MOST_BREAKPOINTS} in a request.`,
          setting: `${MINUTES} on that block`,
        }),
  })),
};
