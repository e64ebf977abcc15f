/** The lines of a Claude Code transcript: JSON with holes, and the texts for the holes. */
import type { Chain, World } from './chain.ts';
import { word } from './filler.ts';
import type { Random } from './random.ts';
import { usageOf } from './usage.ts';
import { HOLE } from './writer.ts';

type Line = [json: string, texts: readonly Buffer[]];
type PromptLine = [...line: Line, tokens: number];
type Texts = Pick<World, 'random' | 'filler'>;

const BYTES_PER_TOKEN = 4;

export function userPrompt({ random, filler }: Texts, chain: Chain): PromptLine {
  const text = filler.text(random.magnitude(5, 10));
  const message = { role: 'user', content: HOLE };
  const json = enveloped(random, chain, { type: 'user', message, permissionMode: 'default' });
  return [json, [text], Math.ceil(text.length / BYTES_PER_TOKEN)];
}

/** What a tool answered, twice: for the model, and again for the screen. This is most of a transcript. */
export function toolResult({ random, filler }: Texts, chain: Chain): PromptLine {
  const image = random.chance(1);
  const text = image ? filler.blob(random.magnitude(15, 17)) : filler.text(random.magnitude(6, 15));
  const source = { type: 'base64', media_type: 'image/png', data: HOLE };
  const content = image ? [{ type: 'image', source }] : HOLE;
  const result = { tool_use_id: `toolu_01${random.base62(22)}`, type: 'tool_result', content };
  const message = { role: 'user', content: [result] };
  const shown = random.chance(8) ? agentResult(random) : { stdout: HOLE, stderr: '', interrupted: false };
  const json = enveloped(random, chain, { type: 'user', message, toolUseResult: shown });
  return [json, [text, text], image ? 1500 : Math.ceil(text.length / BYTES_PER_TOKEN)];
}

/** A sub-agent's totals, reported to its parent: usage in a line that is not a response. */
function agentResult(random: Random): object {
  const none = { cache_write_5m: 0, cache_write_1h: 0, web_search: 0 };
  const tokens = { ...none, input: 4, cache_read: random.magnitude(13, 16), output: random.magnitude(5, 10) };
  const content = [{ type: 'text', text: HOLE }];
  return { status: 'completed', agentId: `a${random.hex(16)}`, content, usage: usageOf(tokens, tokens.output, false) };
}

interface Block {
  readonly ids: { readonly message: string; readonly request: string };
  readonly block: number;
  readonly last: boolean;
  readonly usage: object;
}

export function respondedLine({ random, filler }: Texts, chain: Chain, { ids, block, last, usage }: Block): Line {
  const [content, texts] = last ? finalBlock({ random, filler }) : earlyBlock({ random, filler }, block);
  const head = { model: chain.model, id: ids.message, type: 'message', role: 'assistant', content: [content] };
  const message = { ...head, stop_reason: last ? 'tool_use' : null, stop_sequence: null, usage };
  return [enveloped(random, chain, { message, requestId: ids.request, type: 'assistant' }), texts];
}

function finalBlock({ random, filler }: Texts): [block: object, texts: Buffer[]] {
  const id = `toolu_01${random.base62(22)}`;
  const input = { command: HOLE, description: HOLE };
  const texts = [filler.text(random.magnitude(4, 10)), filler.text(40)];
  return [{ type: 'tool_use', id, name: random.pick(['Bash', 'Read', 'Edit', 'Grep', 'Task']), input }, texts];
}

function earlyBlock({ random, filler }: Texts, block: number): [block: object, texts: Buffer[]] {
  if (block > 1) return [{ type: 'text', text: HOLE }, [filler.text(random.magnitude(5, 10))]];
  const thought = filler.text(random.magnitude(5, 9));
  return [{ type: 'thinking', thinking: HOLE, signature: HOLE }, [thought, filler.blob(random.magnitude(7, 9))]];
}

/** Every line has its place in the chain and a little later instant. */
function enveloped(random: Random, chain: Chain, rest: object): string {
  const { session, cwd, version, branch, agent, parent } = chain;
  chain.parent = random.uuid();
  chain.at += random.between(20, 900);
  return JSON.stringify({
    parentUuid: parent,
    isSidechain: agent !== '',
    userType: 'external',
    cwd,
    sessionId: session,
    version,
    gitBranch: branch,
    ...(agent === '' ? {} : { agentId: agent }),
    ...rest,
    uuid: chain.parent,
    timestamp: new Date(chain.at).toISOString(),
  });
}

export function summary({ random, filler }: Texts): Line {
  return [JSON.stringify({ type: 'summary', summary: HOLE, leafUuid: random.uuid() }), [filler.text(60)]];
}

/** Lines that cost nothing: per cent of responses they follow, and what they say. */
export const afterResponse: readonly [percent: number, line: (texts: Texts, chain: Chain) => Line][] = [
  [
    5,
    ({ random }, chain) => [enveloped(random, chain, { type: 'system', subtype: 'turn_duration', durationMs: 9 }), []],
  ],
  [
    60,
    ({ random, filler }, chain) => {
      const data = { type: 'bash_progress', output: HOLE, elapsedTimeSeconds: random.between(2, 90) };
      return [enveloped(random, chain, { type: 'progress', data }), [filler.text(random.magnitude(5, 9))]];
    },
  ],
  [
    4,
    ({ random }, chain) => {
      const at = new Date(chain.at).toISOString();
      const backup = { backupFileName: `${random.hex(16)}@v1`, version: 1, backupTime: at };
      const files = Array.from({ length: random.between(1, 12) }, () => [`src/${word(random)}.ts`, backup]);
      const snapshot = { messageId: random.uuid(), trackedFileBackups: Object.fromEntries(files), timestamp: at };
      return [JSON.stringify({ type: 'file-history-snapshot', messageId: snapshot.messageId, snapshot }), []];
    },
  ],
  [
    1,
    // The client's own stand-in for a response that never came: no model, nothing billed.
    ({ random }, chain) => {
      const none = { input: 0, cache_write_5m: 0, cache_write_1h: 0, cache_read: 0, output: 0, web_search: 0 };
      const content = [{ type: 'text', text: 'API Error: Overloaded' }];
      const head = { id: random.uuid(), model: '<synthetic>', role: 'assistant', type: 'message', content };
      const message = { ...head, usage: usageOf(none, 0, false) };
      return [enveloped(random, chain, { type: 'assistant', isApiErrorMessage: true, message }), []];
    },
  ],
];

export function compactBoundary({ random }: Texts, chain: Chain): string {
  const compactMetadata = { trigger: 'auto', preTokens: 160_000 };
  return enveloped(random, chain, { type: 'system', subtype: 'compact_boundary', compactMetadata });
}
