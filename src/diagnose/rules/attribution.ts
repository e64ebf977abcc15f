import { findingOf, type Rule } from '../rule.ts';
import { count, tokens } from '../words.ts';

export const attribution: Rule = {
  code: 'PC016',
  title: "The client's attribution header breaks the cache",
  why: 'Claude Code puts a header that differs from call to call before the system prompt. The API leaves it out; other endpoints take it for a part of the prompt, and lose all that stands behind it.',
  find: findingOf(['attribution_changed'], ({ cost, tokens: lost, rows }) => ({
    // Without the header the prompt is the same as before.
    saving: cost,
    // It is Claude Code's own, whatever logged its requests.
    needs: [],
    text: `${count(rows.length, 'request')} began with another attribution header than the one before, read nothing behind it, and paid for ${tokens(lost)} again.`,
    fix: 'Have Claude Code leave the header out where it does not talk to the API itself, or the gateway drop that block.',
    setting: 'CLAUDE_CODE_ATTRIBUTION_HEADER=0',
  })),
};
