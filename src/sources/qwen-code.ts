/**
 * Sessions of Qwen Code: `~/.qwen/projects/<slug>/chats/<session>.jsonl`, lines like Claude Code's whose answers carry
 * Gemini's usage (`usageMetadata`, in which the prompt holds what was cached). An answer is one line, known by its uuid:
 * unlike Claude Code, Qwen Code does not write a line for each block of it.
 */
import { callReading } from './call-event.ts';
import { idText, instantOf, isObject, nameText, requiredModel } from './fields.ts';
import { readGeminiUsage } from './gemini.ts';
import { placeOfLine } from './project.ts';
import { notUsage, reading, refuse, UNKNOWN, type JsonObject, type Reading } from './reading.ts';
import type { Context, Source } from './source.ts';

const id = 'qwen-code';

export const qwenCode: Source = {
  id,
  title: 'Qwen Code sessions',
  tells: 'Session, project, instant and model; reads and thoughts; branch, version and directory as labels; no tier.',
  needle: '"usageMetadata"',
  mark: '"parts"',
  claims: (record) => isLine(record) && ('usageMetadata' in record || isGeminis(record['message'])),
  open: () => ({ read: (record, context) => reading(() => read(record, context)) }),
};

function isLine({ type, sessionId }: JsonObject): boolean {
  return typeof type === 'string' && typeof sessionId === 'string';
}

/** What was said is in parts, and the model's role is "model". */
function isGeminis(message: unknown): boolean {
  return isObject(message) && (Array.isArray(message['parts']) || message['role'] === 'model');
}

function read(record: JsonObject, context: Context): Reading {
  const { type, usageMetadata: usage } = record;
  if (type === 'user' || type === 'tool_result') return notUsage('user message');
  if (type === 'system') return notUsage('session event');
  if (type !== 'assistant') return UNKNOWN;
  if (!isObject(usage)) return refuse('missing_count');
  const uuid = idText(record['uuid']);
  const session = nameText(record['sessionId']);
  return callReading(context, {
    source: id,
    id: '',
    key: uuid === '' ? undefined : `uuid:${uuid}`,
    model: requiredModel(record['model']),
    ...instantOf(record['timestamp'], context),
    counts: readGeminiUsage(usage),
    scope: { session, thread: 'main', ...placeOfLine(record, session, context) },
  });
}
