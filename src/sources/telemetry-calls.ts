/** The calls of a model among spans and log records, whichever convention each of them follows. */
import { claudeCodeSignals } from './claude-code-signals.ts';
import { genAiSpans } from './gen-ai-spans.ts';
import { openInferenceSpans } from './open-inference-spans.ts';
import { refused, SKIPPED, together, type Context, type JsonObject, type Reading } from './source.ts';
import { isTelemetry, signalsOf, type Signal } from './telemetry.ts';

/** A way to name what a call used. */
export interface Convention {
  /** Whether a signal names usage this way. */
  speaks(signal: Signal): boolean;
  read(signal: Signal, context: Context): Reading;
}

/** Spans of Claude Code name some of theirs the standard way as well, and spans of OpenInference all of it. */
const CONVENTIONS: readonly Convention[] = [claudeCodeSignals, genAiSpans, openInferenceSpans];

export function conventionOf(signal: Signal): Convention | undefined {
  return CONVENTIONS.find((each) => each.speaks(signal));
}

export function readCalls(record: JsonObject, context: Context): Reading {
  const readings = signalsOf(record).map((signal) => conventionOf(signal)?.read(signal, context));
  if (readings.every((reading) => reading === undefined) && !isTelemetry(record)) return refused('not_this_shape');
  return together(readings.map((reading) => reading ?? SKIPPED));
}
