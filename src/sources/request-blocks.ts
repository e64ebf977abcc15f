/** The blocks of a Messages API request, in the order in which the provider reads them: tools, system, messages. */
import type { BlockKind, Level, Mark, PromptBlock } from '../core/prompt.ts';
import { isAttribution } from './attribution.ts';
import { controlsOf, longest } from './breakpoints.ts';
import { canonical } from './canonical.ts';
import { isObject } from './fields.ts';
import type { JsonObject } from './reading.ts';

export interface Blocks {
  readonly blocks: readonly PromptBlock[];
  readonly marks: readonly Mark[];
  /** Breakpoints as they were sent: several may stand in one block. */
  readonly sent: number;
}

/** A block as it was sent, and where. */
export interface Sent {
  readonly level: Level;
  readonly role: PromptBlock['role'];
  readonly ends: boolean;
  readonly content: JsonObject;
}

export function blocksOf(sent: readonly Sent[], fingerprint: (text: string) => string): Blocks {
  const blocks: PromptBlock[] = [];
  const marks: Mark[] = [];
  let count = 0;
  for (const { level, role, ends, content } of sent) {
    const controls = controlsOf(content);
    count += controls.length;
    const ttl = longest(controls);
    if (ttl !== undefined) marks.push({ block: blocks.length, ttl });
    // What an SDK fills in as null is the same as left out.
    const said = Object.fromEntries(Object.entries(content).filter(([, value]) => value !== null));
    const hash = fingerprint(`${level}\n${role}\n${canonical(said)}`);
    const kind = kindOf(level, content);
    blocks.push({ level, kind, role, ends, hash, size: sizeOf(kind, content), tokens: undefined });
  }
  return { blocks, marks, sent: count };
}

/** Every block of a request, or undefined when it is not one. */
export function sentBlocks(request: JsonObject): Sent[] | undefined {
  const tools = request['tools'] ?? [];
  const system = systemOf(request);
  const { messages } = request;
  if (!Array.isArray(tools) || !tools.every(isObject) || !Array.isArray(messages) || system === undefined) return;
  const ahead = { role: '', ends: false } as const;
  const sent: Sent[] = [
    ...tools.map((content): Sent => ({ ...ahead, level: 'tools', content })),
    ...system.map((content): Sent => ({ ...ahead, level: 'system', content })),
  ];
  for (const message of messages as unknown[]) {
    const said = isObject(message) ? contentOf(message['content']) : undefined;
    const role = isObject(message) ? ROLES.get(message['role']) : undefined;
    if (said === undefined || role === undefined) return;
    said.forEach((content, at) => sent.push({ level: 'messages', role, ends: at === said.length - 1, content }));
  }
  return sent;
}

/** Its blocks as they are part of the prompt: without the client's attribution header. */
export function systemOf({ system }: JsonObject): JsonObject[] | undefined {
  return contentOf(system ?? [])?.filter((block) => !isAttribution(block));
}

/** Newer models take system messages within a conversation. */
const ROLES: ReadonlyMap<unknown, PromptBlock['role']> = new Map([
  ['user', 'user'],
  ['assistant', 'assistant'],
  ['system', ''],
]);

/** A text alone is one block of text. */
export function contentOf(content: unknown): JsonObject[] | undefined {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return Array.isArray(content) && content.every(isBlock) ? content : undefined;
}

function isBlock(value: unknown): value is JsonObject {
  if (!isObject(value) || typeof value['type'] !== 'string') return false;
  return value['type'] !== 'text' || typeof value['text'] === 'string';
}

const KINDS: ReadonlyMap<unknown, BlockKind> = new Map<unknown, BlockKind>([
  ['text', 'text'],
  ['image', 'image'],
  ['document', 'document'],
  ['tool_use', 'tool_use'],
  ['tool_result', 'tool_result'],
  ['thinking', 'thinking'],
  ['redacted_thinking', 'thinking'],
  ['server_tool_use', 'server_tool_use'],
  ['mcp_tool_use', 'server_tool_use'],
]);

function kindOf(level: Level, { type, text }: JsonObject): BlockKind {
  if (level === 'tools') return 'tool';
  if (type === 'text' && text === '') return 'empty';
  // web_search_tool_result, mcp_tool_result and their like: tools that the provider runs.
  return (
    KINDS.get(type) ?? (typeof type === 'string' && type.endsWith('_tool_result') ? 'server_tool_result' : 'other')
  );
}

function sizeOf(kind: BlockKind, content: JsonObject): number {
  const text = kind === 'tool' ? undefined : (content['text'] ?? content['thinking'] ?? content['content']);
  if (typeof text === 'string') return bytesOf(text);
  if (kind === 'tool_result') return Array.isArray(text) ? innerSize(text) : 0;
  const source = content['source'];
  if (!isObject(source)) return bytesOf(canonical(kind === 'tool_use' ? (content['input'] ?? {}) : content));
  if (typeof source['data'] === 'string') return bytesOf(source['data']);
  const inner = source['content'];
  if (typeof inner === 'string') return bytesOf(inner);
  // By address or file id: how large it is, nobody has told.
  return Array.isArray(inner) ? innerSize(inner) : 0;
}

function innerSize(list: readonly unknown[]): number {
  return list.filter(isObject).reduce((sum, each) => sum + sizeOf(kindOf('messages', each), each), 0);
}

/** Without Buffer, which is not the same everywhere: UTF-16 code units by what they become in UTF-8. */
function bytesOf(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    // Each half of a surrogate pair makes two of its four bytes.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}
