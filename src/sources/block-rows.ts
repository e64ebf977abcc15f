/**
 * Logs of prompts as blocks that are hashed already, one request a line:
 * `{at|timestamp, model, blocks: [{level, hash, tokens, kind?, role?, ttl?}], usage?, first_token_at?, id?, session?, …}`.
 */
import { BLOCK_KINDS, LEVELS, type Mark, type Prompt, type PromptBlock } from '../core/prompt.ts';
import { misplaced, ttlOf } from './breakpoints.ts';
import { instantOf, isObject, modelOf, requiredCount } from './fields.ts';
import { messageEvent } from './message-event.ts';
import { answeredAt, scopeOf } from './request-log.ts';
import { refused, type JsonObject, type Reading, type Refusal } from './reading.ts';
import type { Context } from './source.ts';
import { NO_PROMPT } from './trace-prompt.ts';

export function isBlockRow({ model, blocks }: JsonObject): boolean {
  if (typeof model !== 'string' || !Array.isArray(blocks)) return false;
  const first: unknown = blocks[0];
  return isObject(first) && 'level' in first && 'hash' in first;
}

export function readBlockRow(record: JsonObject, context: Context): Reading {
  const instant = instantOf(record['at'] ?? record['timestamp'], context);
  if (!instant.ok) return refused(instant.reason);
  const answered = answeredAt(record['first_token_at'], instant);
  if (!answered.ok) return refused(answered.reason);
  const found = blocksOf(record['blocks'], context.fingerprint ?? (() => ''));
  if (typeof found === 'string') return refused(found);

  if (modelOf(record['model']) === undefined) return refused('no_model');
  const logsCache = isObject(record['usage']);
  const tokens = found.blocks.reduce((sum, block) => sum + (block.tokens ?? 0), 0);
  const usage = logsCache ? record['usage'] : { input_tokens: tokens, output_tokens: 0 };
  const digest = JSON.stringify([record['model'], found.blocks.map(({ level, hash }) => [level, hash])]);
  const prompt: Prompt | undefined = context.fingerprint && {
    ...{ ...NO_PROMPT, ...found, answered: answered.at, logsCache },
    digest: context.fingerprint(digest),
  };
  return messageEvent({ id: record['id'], model: record['model'], usage }, context, {
    source: 'block-trace',
    at: instant.at,
    flags: [...instant.flags, ...(logsCache ? [] : (['cache_not_logged'] as const))],
    scope: scopeOf(record),
    ...(prompt && { prompt }),
  });
}

type Found = Pick<Prompt, 'blocks' | 'marks'>;

function blocksOf(list: unknown, fingerprint: (text: string) => string): Found | Refusal {
  if (!Array.isArray(list) || !list.every(isObject)) return 'bad_blocks';
  const blocks: PromptBlock[] = [];
  const marks: Mark[] = [];
  for (const [index, sent] of list.entries()) {
    const block = blockOf(sent, list[index + 1], fingerprint);
    if (typeof block === 'string') return block;
    if (LEVELS.indexOf(block.level) < LEVELS.indexOf(blocks.at(-1)?.level ?? 'tools')) return 'bad_blocks';
    blocks.push(block);
    const control = ttlOf((sent['ttl'] ?? undefined) && { type: 'ephemeral', ttl: sent['ttl'] });
    if (!control.ok) return control.reason;
    if (control.ttl !== undefined) marks.push({ block: index, ttl: control.ttl });
  }
  return misplaced(blocks, marks, marks.length, undefined) ?? { blocks, marks };
}

/** `next` tells whether a message ends: where another one speaks, or nobody is named. */
function blockOf(
  sent: JsonObject,
  next: JsonObject | undefined,
  fingerprint: (text: string) => string,
): PromptBlock | Refusal {
  const level = LEVELS.find((each) => each === sent['level']);
  if (level === undefined) return 'unknown_level';
  const { hash } = sent;
  if ((typeof hash !== 'string' && !Number.isSafeInteger(hash)) || hash === '') return 'bad_blocks';
  const tokens = requiredCount(sent['tokens']);
  if (!tokens.ok) return tokens.reason;
  const role = level === 'messages' ? roleOf(sent) : '';
  const ends = level === 'messages' && (next === undefined || role === '' || role !== roleOf(next));
  const kind = BLOCK_KINDS.find((each) => each === (sent['kind'] ?? 'opaque')) ?? 'other';
  return { level, kind, role, ends, hash: fingerprint(`block\n${String(hash)}`), size: 0, tokens: tokens.count };
}

function roleOf({ role }: JsonObject): PromptBlock['role'] {
  return role === 'user' || role === 'assistant' ? role : '';
}
