/** The records in a record that holds a whole trace: spans of an export, observations of a trace, runs with their child runs. */
import { isObject } from './fields.ts';
import type { JsonObject } from './source.ts';
import { singleSignals } from './telemetry.ts';

/** Runs nested deeper are content. */
const DEEPEST = 64;

/** One of one record where it is no trace. */
export function recordsIn(record: JsonObject): readonly JsonObject[] {
  const { observations } = record;
  if (Array.isArray(observations) && observations.length > 0 && observations.every(isObject)) return observations;
  if (Array.isArray(record['child_runs'])) return runsIn(record, 0);
  const signals = singleSignals(record);
  return signals.length === 0 ? [record] : signals;
}

function runsIn(run: JsonObject, depth: number): JsonObject[] {
  const { child_runs, ...own } = run;
  const children = Array.isArray(child_runs) && depth < DEEPEST ? child_runs.filter(isObject) : [];
  return [own, ...children.flatMap((child) => runsIn(child, depth + 1))];
}
