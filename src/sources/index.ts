/**
 * The log shapes that are read. Order matters where a record could be claimed twice: the narrower shape first. A
 * transcript is told by little, so that a recorder that notes a session beside a response must not pass for one.
 */
import { batchResults } from './batch-results.ts';
import { blockTrace } from './block-trace.ts';
import { claudeCode } from './claude-code.ts';
import { eventStream } from './event-stream.ts';
import { messages } from './messages.ts';
import { plainTable } from './plain-table.ts';
import { requestLog } from './request-log.ts';
import type { JsonObject, Source } from './source.ts';

export const SOURCES: readonly Source[] = [
  batchResults,
  eventStream,
  requestLog,
  messages,
  claudeCode,
  blockTrace,
  plainTable,
];

export function sourceById(id: string): Source | undefined {
  return SOURCES.find((source) => source.id === id);
}

/** The source whose shape a record has. */
export function sourceOf(record: JsonObject): Source | undefined {
  return SOURCES.find((source) => source.claims(record));
}

/** The source whose shape a CSV header has. */
export function sourceOfHeader(columns: readonly string[]): Source | undefined {
  return SOURCES.find((source) => source.claimsHeader?.(columns));
}
