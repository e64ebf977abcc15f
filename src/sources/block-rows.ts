/**
 * Logs of prompts as blocks that are hashed already, one request a line:
 * `{at|timestamp, model, blocks: [{level, hash, tokens, kind?, role?, ttl?}], usage?, first_token_at?, id?, session?, …}`.
 */
import { BLOCK_KINDS, LEVELS, type Mark, type Prompt, type PromptBlock } from '../core/prompt.ts';
import { checkPlaces, ttlOf } from './breakpoints.ts';
import { instantOf, isObject, requiredCount, requiredModel } from './fields.ts';
import { messageEvent } from './message-event.ts';
import { answeredAt, scopeOf } from './request-log.ts';
import { refuse, type JsonObject, type Reading } from './reading.ts';
import type { Context } from './source.ts';
import { NO_PROMPT } from './trace-prompt.ts';

export function isBlockRow({ model, blocks }: JsonObject): boolean {
  if (typeof model !== 'string' || !Array.isArray(blocks)) return false;
  const first: unknown = blocks[0];
  return isObject(first) && 'level' in first && 'hash' in first;
}

export function readBlockRow(record: JsonObject, context: Context): Reading {
  const when = instantOf(record['at'] ?? record['timestamp'], context);
  const answered = answeredAt(record['first_token_at'], when);
  const found = blocksOf(record['blocks'], context.fingerprint ?? (() => ''));
  requiredModel(record['model']);
  const logsCache = isObject(record['usage']);
  const tokens = found.blocks.reduce((sum, block) => sum + (block.tokens ?? 0), 0);
  const usage = logsCache ? record['usage'] : { input_tokens: tokens, output_tokens: 0 };
  const digest = JSON.stringify([record['model'], found.blocks.map(({ level, hash }) => [level, hash])]);
  const prompt = context.fingerprint && {
    ...NO_PROMPT,
    ...found,
    answered,
    logsCache,
    digest: context.fingerprint(digest),
  };
  return messageEvent({ id: record['id'], model: record['model'], usage }, context, {
    source: 'block-trace',
    at: when.at,
    flags: [...when.flags, ...(logsCache ? [] : (['cache_not_logged'] as const))],
    scope: scopeOf(record),
    prompt,
  });
}

type Found = Pick<Prompt, 'blocks' | 'marks'>;

function blocksOf(list: unknown, fingerprint: (text: string) => string): Found {
  if (!Array.isArray(list) || !list.every(isObject)) return refuse('bad_blocks');
  const blocks: PromptBlock[] = [];
  const marks: Mark[] = [];
  for (const [index, sent] of list.entries()) {
    const block = blockOf(sent, list[index + 1], fingerprint);
    if (LEVELS.indexOf(block.level) < LEVELS.indexOf(blocks.at(-1)?.level ?? 'tools')) refuse('bad_blocks');
    blocks.push(block);
    const ttl = ttlOf((sent['ttl'] ?? undefined) && { type: 'ephemeral', ttl: sent['ttl'] });
    if (ttl !== undefined) marks.push({ block: index, ttl });
  }
  checkPlaces(blocks, marks, marks.length, undefined);
  return { blocks, marks };
}

/** `next` tells whether a message ends: where another one speaks, or nobody is named. */
function blockOf(sent: JsonObject, next: JsonObject | undefined, fingerprint: (text: string) => string): PromptBlock {
  const level = LEVELS.find((each) => each === sent['level']) ?? refuse('unknown_level');
  const { hash } = sent;
  if ((typeof hash !== 'string' && !Number.isSafeInteger(hash)) || hash === '') return refuse('bad_blocks');
  const tokens = requiredCount(sent['tokens']);
  const role = level === 'messages' ? roleOf(sent) : '';
  const ends = level === 'messages' && (next === undefined || role === '' || role !== roleOf(next));
  const kind = BLOCK_KINDS.find((each) => each === (sent['kind'] ?? 'opaque')) ?? 'other';
  return { level, kind, role, ends, hash: fingerprint(`block\n${String(hash)}`), size: 0, tokens };
}

function roleOf({ role }: JsonObject): PromptBlock['role'] {
  return role === 'user' || role === 'assistant' ? role : '';
}
