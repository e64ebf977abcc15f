import { dearestFirst, subtract } from '../../core/money.ts';
import type { Cause } from '../cause.ts';
import { wastedBy, type Diagnosis } from '../diagnosis.ts';
import { wastedIn } from '../groups.ts';
import { cachedBy, promptOf } from '../../requests/log.ts';
import { findingOf, type Rule } from '../rule.ts';
import { listed, times, tokens } from '../words.ts';

interface Place {
  readonly cause: Cause;
  readonly name: string;
  readonly fix: string;
  /** In Claude Code, which puts its requests together on its own. */
  readonly claudeCode: string;
}

const TOOLS = 'Send the same tools in the same order, their keys sorted, for the whole conversation.';
const SYSTEM = 'Take dates, random ids and all else that differs from request to request out of the system prompt.';
/** https://code.claude.com/docs/en/prompt-caching#actions-that-invalidate-the-cache */
const BEFORE =
  'In Claude Code, connect MCP servers, switch plugins, deny tools and upgrade before the first message of a conversation rather than in between.';
const MESSAGES = 'messages_changed';
const LEVELS: readonly Place[] = [
  { cause: 'tools_changed', name: 'in the tools', fix: TOOLS, claudeCode: BEFORE },
  { cause: 'system_changed', name: 'in the system prompt', fix: SYSTEM, claudeCode: BEFORE },
  {
    cause: 'tools_or_system_changed',
    name: 'in the tools or the system prompt',
    fix: `${TOOLS} ${SYSTEM}`,
    claudeCode: BEFORE,
  },
  {
    cause: MESSAGES,
    name: 'in the messages',
    fix: 'Only append messages: earlier ones that are edited, reordered or cut make all that follows new.',
    claudeCode: 'In Claude Code, prefer a new conversation to rewinding a long one.',
  },
];
const ALL = LEVELS.map(({ cause }) => cause);
export const changedPrefixes: Rule = {
  code: 'PC004',
  title: 'Prefixes change from one request to the next',
  why: 'A prefix is read up to the first block that differs; everything from there on is paid for again.',
  find: findingOf(ALL, ({ cost, tokens: lost }, diagnosis, client) => {
    const levels = LEVELS.map((level) => ({ ...level, ...wastedBy(diagnosis, [level.cause]) }))
      .filter(({ rows }) => rows.length > 0)
      .sort((a, b) => dearestFirst(a.cost, b.cost));
    const [worst] = levels;
    const inClaudeCode = client.kind === 'claude-code';
    const cut = wastedBy(diagnosis, [MESSAGES]).rows.row.filter((row) => isCut(diagnosis, row));
    const often = levels.map(({ cause, name, rows: own }) => {
      const shorter = cause === MESSAGES && cut.length > 0 ? ` (which were cut ${times(cut.length)})` : '';
      return `${times(own.length)} ${name}${shorter}`;
    });
    return {
      // A prefix that stays the same would have been read; who cuts messages wants what follows to be shorter.
      saving: subtract(cost, wastedIn(diagnosis, [MESSAGES], cut).cost),
      text: `What a request had cached differed in the next one ${listed(often)}, which paid for ${tokens(lost)} again.`,
      needs: [inClaudeCode ? 'habits' : 'breakpoints'],
      fix: (inClaudeCode ? worst?.claudeCode : worst?.fix) ?? '',
    };
  }),
};

/** Whether the prompt is shorter than what the request before had cached of it. */
function isCut({ log: { logged }, misses }: Diagnosis, row: number): boolean {
  const before = misses.get(row)?.before ?? -1;
  return before >= 0 && promptOf(logged, row) < cachedBy(logged, before);
}
