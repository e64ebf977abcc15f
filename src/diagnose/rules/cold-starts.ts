import { add, dearestFirst, ZERO_PICO } from '../../core/money.ts';
import type { Cause } from '../cause.ts';
import { isClaudeCode } from '../client.ts';
import { wastedBy, type Diagnosis } from '../diagnosis.ts';
import { wastedIn } from '../groups.ts';
import type { DiagnosisLog } from '../log.ts';
import { foundIn, type Rule } from '../rule.ts';
import { joined, type Wasted } from '../wasted-rows.ts';
import { count, listed, tokens } from '../words.ts';

/**
 * Writing a prefix costs 12.5 times a read of it, and more with the newer models: a start that fewer requests than this
 * follow costs more than all the reads that it makes possible.
 */
const ENOUGH_WORK = 12;

const STARTS: readonly { readonly cause: Cause; readonly one: string; readonly many: string; readonly fix: string }[] =
  [
    {
      cause: 'cold_start',
      one: 'conversation began cold',
      many: 'conversations began cold',
      fix: 'Go on in a conversation rather than begin one for each small task; write the tools and system that all begin with for one hour, or warm them up before a run with a request of max_tokens 0.',
    },
    {
      cause: 'subagent_start',
      one: 'sub-agent began cold',
      many: 'sub-agents began cold',
      fix: 'Give a sub-agent more to do before you start another, and do small tasks in the conversation itself; where sub-agents follow each other within an hour, write what they begin with for one hour.',
    },
    {
      cause: 'expired_1h',
      one: 'conversation went on after more than an hour',
      many: 'conversations went on after more than an hour',
      fix: 'Do not take up a long conversation for a question or two after more than an hour: ask in a new one, or compact it before you leave.',
    },
  ];
const SHARED_HOUR = '"cache_control": {"type": "ephemeral", "ttl": "1h"} on the last block of tools and system';
/** Of Claude Code, whose sub-agents have a setting of their own. */
const MAIN_HOUR = 'ENABLE_PROMPT_CACHING_1H=1';
const SUBAGENT_HOUR = '"subagentPromptCacheTtl": "1h"';

export const coldStarts: Rule = {
  code: 'PC014',
  title: 'Cold starts are followed by too little work',
  why: 'A start without a cache writes the whole prefix; it takes a dozen requests or more that read it until that is the smaller part.',
  find(diagnosis) {
    const work = workAfter(diagnosis.log, diagnosis);
    const starts = STARTS.map((start) => ({ ...start, ...shortOf(diagnosis, start.cause, work) }))
      .filter(({ rows }) => rows.length > 0)
      .sort((a, b) => dearestFirst(a.cost, b.cost));
    const [worst] = starts;
    if (worst === undefined) return undefined;
    const rows = joined(starts.map((start) => start.rows));
    const written = starts.reduce((sum, start) => sum + start.tokens, 0);
    const requests = rows.row.reduce((sum, row) => sum + (work.get(row) ?? 0), 0);
    const kinds = listed(starts.map(({ rows: own, one, many }) => count(own.length, one, many)));
    const cost = starts.reduce((sum, start) => add(sum, start.cost), ZERO_PICO);
    return foundIn(
      diagnosis,
      { cost, tokens: written, rows },
      {
        // Which of them could have been spared, or kept warm, the log does not tell.
        saving: null,
        text: `${kinds}, wrote ${tokens(written)} again, and sent ${count(Math.round((requests / rows.length) * 10) / 10, 'request')} on average from then on.`,
        fix: worst.fix,
        setting: settingOf(worst.cause, isClaudeCode(diagnosis.log, rows.row)),
      },
    );
  },
};

function settingOf(cause: Cause, inClaudeCode: boolean): string | undefined {
  if (cause === 'expired_1h') return undefined;
  if (!inClaudeCode) return SHARED_HOUR;
  return cause === 'subagent_start' ? SUBAGENT_HOUR : MAIN_HOUR;
}

/** Of each cold start: its requests up to the next one of the conversation, itself counted. */
function workAfter({ logged }: DiagnosisLog, { misses }: Diagnosis): Map<number, number> {
  const starts = new Set<Cause | undefined>(STARTS.map(({ cause }) => cause));
  const current = new Map<number, number>();
  const work = new Map<number, number>();
  for (let row = 0; row < logged.count; row++) {
    const conversation = logged.conversation[row] ?? -1;
    if (conversation < 0) continue;
    if (starts.has(misses.get(row)?.cause)) current.set(conversation, row);
    const start = current.get(conversation);
    if (start !== undefined) work.set(start, (work.get(start) ?? 0) + 1);
  }
  return work;
}

function shortOf(diagnosis: Diagnosis, cause: Cause, work: ReadonlyMap<number, number>): Wasted {
  const { row: rows } = wastedBy(diagnosis, [cause]).rows;
  return wastedIn(
    diagnosis,
    [cause],
    rows.filter((row) => (work.get(row) ?? Infinity) < ENOUGH_WORK),
  );
}
