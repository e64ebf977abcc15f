/** Requests with prompts in few words: blocks are letters, and equal letters at equal places are equal blocks. */
import type { FirstCall, PromptBlock, Ttl } from '../../src/core/prompt.ts';
import { promptLogOf, type PromptLog } from '../../src/simulate/prompts.ts';
import type { PromptedInference, Run } from '../../src/store/ledger.ts';
import { inference, type Given } from './inference.ts';

export interface Sent extends Given {
  /** Seconds until the first answer. */
  readonly answers?: number;
  /**
   * "T" a tool, "S" a block of system, all else messages; of 1,000 tokens each. The result of a server tool is "!" where the
   * user sends it back, "?" in an answer.
   */
  readonly blocks: string;
  /** Place and time to live of each breakpoint. */
  readonly marks?: readonly (readonly [place: number, ttl: Ttl])[];
  readonly automatic?: Ttl;
  readonly parameters?: { readonly system: string; readonly messages: string };
  /** The blocks where absent. */
  readonly digest?: string;
  /** The last user message: none where absent. */
  readonly question?: string;
  readonly sketch?: readonly number[];
  readonly logsCache?: boolean;
  readonly firstCall?: FirstCall;
  readonly attribution?: string;
}

export const TOKENS = 1000;

export function blockOf(letter: string): PromptBlock {
  const level = letter === 'T' || letter === 't' ? 'tools' : letter === 'S' || letter === 's' ? 'system' : 'messages';
  const kind =
    letter === '*' ? 'thinking' : '!?'.includes(letter) ? 'server_tool_result' : level === 'tools' ? 'tool' : 'text';
  const isUsers = letter === letter.toUpperCase() && letter !== '?';
  const role = level === 'messages' ? (isUsers ? 'user' : 'assistant') : '';
  const hash = letter.charCodeAt(0).toString(16).padStart(16, '0');
  return { level, kind, role, ends: true, hash, size: TOKENS * 4, tokens: TOKENS };
}

export function promptLog(sent: readonly Sent[], block: (letter: string) => PromptBlock = blockOf): PromptLog {
  const runs: Run[] = sent.map(({ blocks }, index) => ({ id: index + 1, after: 0, blocks: [...blocks].map(block) }));
  const requests = sent.map((given, index): PromptedInference => {
    const { blocks, marks = [], automatic, answers, parameters = { system: '', messages: '' } } = given;
    const own = inference({ input: blocks.length * TOKENS, session: `${index}`, ...given });
    return {
      ...own,
      ...{
        run: index + 1,
        id: `${index}`,
        ...{ file: 'sent.ndjson', line: index + 1 },
        marks: marks.map(([block, ttl]) => ({ block, ttl })),
        automatic,
        parameters,
      },
      answered: answers === undefined ? undefined : ((own.at + answers * 1000) as typeof own.at),
      ...{ digest: given.digest ?? blocks, question: given.question ?? '', sketch: given.sketch ?? [] },
      logsCache: given.logsCache ?? false,
      ...{ firstCall: given.firstCall, attribution: given.attribution ?? '' },
    };
  });
  return promptLogOf(requests, runs);
}
