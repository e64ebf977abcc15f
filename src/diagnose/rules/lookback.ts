import { LOOKBACK, MOST_BREAKPOINTS } from '../../simulate/provider.ts';
import { findingOf, type Rule } from '../rule.ts';
import { count, tokens } from '../words.ts';

/** A breakpoint each so many blocks leaves room for the few that the API puts in between. */
const EVERY = 15;

export const lookback: Rule = {
  code: 'PC007',
  title: 'Breakpoints stand too far behind what is cached',
  why: `From each breakpoint the API looks back over ${LOOKBACK} blocks, that of the breakpoint counted; what was written before those is not found, though it is there.`,
  find: findingOf(['lookback'], ({ cost, tokens: lost, rows }) => ({
    // What stands behind the entry is written in any case: one more breakpoint only finds the entry.
    saving: cost,
    text: `${count(rows.length, 'request')} added ${LOOKBACK} blocks or more to what was cached, with no breakpoint in between, and paid for ${tokens(lost)} again.`,
    fix: `Set one more breakpoint at most ${LOOKBACK - 1} blocks behind the last one of the request before; in turns of many tool calls one every ${EVERY} blocks, up to ${MOST_BREAKPOINTS} in a request.`,
    setting: '"cache_control": {"type": "ephemeral"} on that block',
  })),
};
