/**
 * OpenTelemetry's spans and log records of calls: exports of OTLP, whatever is in them, and single ones that name
 * usage the standard way or a program's own (log shapes 17).
 */
import { openInferenceSpans } from './open-inference-spans.ts';
import { nestedCalls } from './nested-calls.ts';
import type { Source } from './source.ts';
import { callReader, conventionOf } from './telemetry-calls.ts';
import { isExport, signalsOf, SPANS_BETWEEN, type Signal } from './telemetry.ts';

export const otelGenai: Source = {
  id: 'otel-genai',
  title: 'OpenTelemetry GenAI spans, telemetry of Claude Code and Codex',
  tells:
    "Instant, ids, session, user and service; the TTL of writes and the tier only in spans of the provider's own SDK. Agent and tool spans are passed over, as they repeat their calls; Claude Code's meet its transcripts by the id of the request, where both have it.",
  // "tokens" as well as the AI SDK's "inputTokens".
  needle: 'oken',
  mark: 'gen_ai|langfuse.observation',
  between: SPANS_BETWEEN,
  claims: (record) => isExport(record) || signalsOf(record).some(isOurs),
  open: (nested = nestedCalls()) => callReader(nested),
};

function isOurs(signal: Signal): boolean {
  const convention = conventionOf(signal);
  return convention !== undefined && convention !== openInferenceSpans;
}
