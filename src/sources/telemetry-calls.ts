/** The calls of a model among spans and log records, whichever convention each of them follows. */
import { claudeCodeSignals } from './claude-code-signals.ts';
import { codexSignals } from './codex-signals.ts';
import { genAiSpans } from './gen-ai-spans.ts';
import { openInferenceSpans } from './open-inference-spans.ts';
import { langfuseSpans, mlflowSpans } from './other-spans.ts';
import { notUsage, reading, refused, together, type JsonObject, type Reading } from './reading.ts';
import type { Context, NestedCalls, Reader } from './source.ts';
import { hasTokenMetrics, isExport, isTelemetry, signalsOf, type Convention, type Signal } from './telemetry.ts';
import { holdsCounts } from './unknown-counts.ts';

/** Spans of Claude Code name some of theirs the standard way as well, and spans of OpenInference all of it. */
const CONVENTIONS: readonly Convention[] = [
  ...[claudeCodeSignals, codexSignals, langfuseSpans, genAiSpans, openInferenceSpans, mlflowSpans],
];

export function conventionOf(signal: Signal): Convention | undefined {
  return CONVENTIONS.find((each) => each.speaks(signal));
}

export function callReader(nested: NestedCalls): Reader {
  return { read: (record, context) => readCalls(record, context, nested) };
}

function readCalls(record: JsonObject, context: Context, nested: NestedCalls): Reading {
  if (hasTokenMetrics(record)) return notUsage('sum of metrics');
  const readings = signalsOf(record).map((signal) =>
    nested.settle(
      signal.node,
      reading(() => conventionOf(signal)?.read(signal, context) ?? other(signal)),
    ),
  );
  if (isExport(record)) return together(readings);
  const isNone = readings.every(({ kind }) => kind !== 'events');
  return isNone && !isTelemetry(record) ? refused('not_this_shape') : together(readings);
}

/** Of no convention: if it names tokens all the same, a call would be lost. */
function other({ record }: Signal): Reading {
  return holdsCounts(record) ? refused('unknown_counts') : notUsage('other span');
}
