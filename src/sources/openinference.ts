/** Spans of OpenInference, single ones and exports of OTLP with some in them (log shapes 17). */
import { openInferenceSpans } from './open-inference-spans.ts';
import { nestedCalls } from './nested-calls.ts';
import type { Source } from './source.ts';
import { callReader, conventionOf } from './telemetry-calls.ts';
import { signalsOf, SPANS_BETWEEN } from './telemetry.ts';

export const openinference: Source = {
  id: 'openinference',
  title: 'OpenInference spans (Phoenix, Arize)',
  tells:
    'Instant, session, user and service; the id of the response and the TTL of writes only where the span has the whole answer; no tier.',
  // As of otel-genai, whose spans an export may have as well.
  needle: 'oken',
  mark: 'openinference',
  between: SPANS_BETWEEN,
  claims: (record) => signalsOf(record).some((signal) => conventionOf(signal) === openInferenceSpans),
  open: (nested = nestedCalls()) => callReader(nested),
};
