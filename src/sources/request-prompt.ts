/**
 * A Messages API request as a prompt: what a cache can tell apart, by keyed hashes. Rules: facts 3.2 to 3.4.
 */
import type { FirstCall, Prompt } from '../core/prompt.ts';
import type { Instant } from '../core/time.ts';
import { isAttribution } from './attribution.ts';
import { checkPlaces, ttlOf } from './breakpoints.ts';
import { canonical, tooDeep } from './canonical.ts';
import { isObject, nameText } from './fields.ts';
import { blocksOf, contentOf, sentBlocks, type Blocks, type Sent } from './request-blocks.ts';
import { sketchOf } from './sketch.ts';
import { refuse, type JsonObject } from './reading.ts';
import type { Context } from './source.ts';

type Fingerprint = (text: string) => string;

/** What is known of the call beside what it sent. */
interface Call {
  /** When the first answer came. */
  readonly answered: Instant | undefined;
  readonly firstCall: FirstCall | undefined;
  /** Whether the answer's id and model are the provider's, which leaves the client's attribution header out. */
  readonly isProviders: boolean;
}

/** There is no prompt where the context has no fingerprint. */
export function promptOf(
  request: JsonObject,
  { fingerprint }: Pick<Context, 'fingerprint'>,
  { answered, firstCall, isProviders }: Call,
): Prompt | undefined {
  if (fingerprint === undefined) return undefined;
  const sent = (tooDeep(request) ? undefined : sentBlocks(request)) ?? refuse('bad_request');
  const found = blocksOf(sent, fingerprint);
  const automatic = ttlOf(request['cache_control']);
  checkPlaces(found.blocks, found.marks, found.sent, automatic);

  const question = lastQuestion(request);
  const attribution = attributionOf(request);
  return {
    blocks: found.blocks,
    marks: found.marks,
    automatic,
    parameters: {
      system: hashOf('system', systemParameters(request, sent), fingerprint),
      messages: hashOf('messages', messageParameters(request, sent), fingerprint),
    },
    answered,
    digest: digestOf(request, found, fingerprint),
    question: question === '' ? '' : fingerprint(`question\n${question}`),
    sketch: sketchOf(question, fingerprint),
    logsCache: true,
    firstCall,
    attribution: attribution === '' ? '' : `${isProviders ? '' : '!'}${fingerprint(`attribution\n${attribution}`)}`,
  };
}

/** The client's attribution header; '' without. */
function attributionOf({ system }: JsonObject): string {
  const texts = (contentOf(system ?? []) ?? []).filter(isAttribution).map(({ text }) => String(text));
  return texts.join('\n');
}

/** Of the parameters that are set; '' when none is, so that a request without them equals any other. */
function hashOf(level: string, parameters: JsonObject, fingerprint: Fingerprint): string {
  const text = canonical(parameters);
  return text === '{}' ? '' : fingerprint(`parameters of ${level}\n${text}`);
}

/** On which everything but the tools depends. undefined is left out. */
function systemParameters(request: JsonObject, sent: readonly Sent[]): JsonObject {
  const tools = sent.filter(({ level }) => level === 'tools').map(({ content }) => nameText(content['type']));
  const has = (name: string): true | undefined => tools.some((type) => type.startsWith(name)) || undefined;
  const { speed } = request;
  return {
    web_search: has('web_search_'),
    web_fetch: has('web_fetch_'),
    citations: sent.some(({ content }) => isCited(content)) || undefined,
    speed: speed === null || speed === 'standard' ? undefined : speed,
  };
}

/** Citations are turned on per document or search result, also within the result of a tool. */
function isCited(block: JsonObject): boolean {
  const { citations, content } = block;
  if (isObject(citations) && citations['enabled'] === true) return true;
  return Array.isArray(content) && content.filter(isObject).some(isCited);
}

/** On which only the messages depend. */
function messageParameters(request: JsonObject, sent: readonly Sent[]): JsonObject {
  const { tool_choice, thinking, output_config } = request;
  return {
    tool_choice: isObject(tool_choice) && !isDefault(tool_choice) ? tool_choice : undefined,
    images: sent.some(({ content }) => hasImage(content)) || undefined,
    thinking: thinking ?? undefined,
    effort: (isObject(output_config) ? output_config['effort'] : undefined) ?? undefined,
  };
}

/** What the API takes when the choice is left out. */
function isDefault(choice: JsonObject): boolean {
  return choice['type'] === 'auto' && choice['disable_parallel_tool_use'] !== true;
}

function hasImage({ type, content }: JsonObject): boolean {
  return type === 'image' || (Array.isArray(content) && content.filter(isObject).some(hasImage));
}

/** What does not change the answer, or is part of the digest as blocks. */
const ASIDE = new Set(['tools', 'system', 'messages', 'cache_control', 'stream', 'diagnostics']);

/** From the blocks' hashes, so that a text alone and a list of one text are the same, as they are to the API. */
function digestOf(request: JsonObject, { blocks }: Blocks, fingerprint: Fingerprint): string {
  const rest = Object.fromEntries(Object.entries(request).filter(([key]) => !ASIDE.has(key)));
  const said = blocks.map(({ level, hash, ends }) => `${level} ${hash} ${ends ? 1 : 0}`);
  return fingerprint(`request\n${canonical(rest)}\n${said.join('\n')}`);
}

/** The texts of the last message that a user sent. */
function lastQuestion({ messages }: JsonObject): string {
  const last = (messages as JsonObject[]).findLast(({ role }) => role === 'user');
  const texts = (contentOf(last?.['content']) ?? []).filter(({ type }) => type === 'text');
  return texts.map(({ text }) => String(text)).join('\n');
}
