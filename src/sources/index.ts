/**
 * The log shapes that are read. Order matters where a record could be claimed twice: the narrower shape first. A
 * transcript is told by little, so that a recorder that notes a session beside a response must not pass for one.
 */
import { adminUsage } from './admin-usage.ts';
import { agentSdk } from './agent-sdk.ts';
import { analyticsUsage } from './analytics-usage.ts';
import { batchResults } from './batch-results.ts';
import { bedrockConverse } from './bedrock-converse.ts';
import { bedrockInvocation } from './bedrock-invocation.ts';
import { blockTrace } from './block-trace.ts';
import { claudeCodeAnalytics } from './claude-code-analytics.ts';
import { claudeCode } from './claude-code.ts';
import { codex } from './codex.ts';
import { consoleUsageCsv } from './console-usage-csv.ts';
import { eventStream } from './event-stream.ts';
import { gemini } from './gemini.ts';
import { langchain } from './langchain.ts';
import { helicone } from './helicone.ts';
import { langfuse } from './langfuse.ts';
import { litellm } from './litellm.ts';
import { messages } from './messages.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiResponses } from './openai-responses.ts';
import { opencode } from './opencode.ts';
import { openinference } from './openinference.ts';
import { otelGenai } from './otel-genai.ts';
import { openrouter } from './openrouter.ts';
import { plainTable } from './plain-table.ts';
import { requestLog } from './request-log.ts';
import { qwenCode } from './qwen-code.ts';
import type { JsonObject } from './reading.ts';
import type { Source } from './source.ts';
import { vercelAiSdk } from './vercel-ai-sdk.ts';
import { vertexRows } from './vertex-rows.ts';

export const SOURCES: readonly Source[] = [
  batchResults,
  openinference,
  otelGenai,
  vercelAiSdk,
  langchain,
  eventStream,
  litellm,
  langfuse,
  helicone,
  openrouter,
  bedrockInvocation,
  vertexRows,
  bedrockConverse,
  requestLog,
  messages,
  agentSdk,
  qwenCode,
  claudeCode,
  openaiChat,
  openaiResponses,
  gemini,
  codex,
  opencode,
  blockTrace,
  adminUsage,
  analyticsUsage,
  claudeCodeAnalytics,
  consoleUsageCsv,
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
