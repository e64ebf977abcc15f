/**
 * The records in a record that holds a whole trace: spans of an export, observations of a trace, runs with their child runs;
 * children first, so that what adds them up is known by them.
 */
import { isObject } from './fields.ts';
import type { JsonObject } from './reading.ts';
import { signalsOf, singleSignals, withoutSignals } from './telemetry.ts';
import { childrenFirst, NO_NODE, observationNode } from './trace-node.ts';
import { holdsCounts } from './unknown-counts.ts';

/** Runs nested deeper are content. */
const DEEPEST = 64;

/** One of one record where it is no trace. */
export function recordsIn(record: JsonObject): readonly JsonObject[] {
  const { observations, ...trace } = record;
  if (Array.isArray(observations) && observations.length > 0 && observations.every(isObject)) {
    const inOrder = childrenFirst(observations, observationNode);
    return isMore(trace) ? [trace, ...inOrder] : inOrder;
  }
  if (Array.isArray(record['child_runs'])) return runsIn(record, 0);
  const found = singleSignals(record);
  if (found.length === 0 || found[0] === record) return [record];
  const signals = childrenFirst(found, (each) => signalsOf(each)[0]?.node ?? NO_NODE);
  const rest = withoutSignals(record);
  return isMore(rest) ? [rest, ...signals] : signals;
}

/** What holds a trace may be a call of its own, which only has a field of that name. */
function isMore(rest: JsonObject): boolean {
  return holdsCounts(rest) || ANSWERS.some((name) => name in rest);
}

const ANSWERS = ['usage', 'response', 'body', 'message', 'usageMetadata', 'usage_metadata', 'result', 'steps'];

function runsIn(run: JsonObject, depth: number): JsonObject[] {
  const { child_runs, ...own } = run;
  const children = Array.isArray(child_runs) && depth < DEEPEST ? child_runs.filter(isObject) : [];
  const parented = children.map((child) => ({ ...child, parent_run_id: child['parent_run_id'] ?? own['id'] }));
  return [...parented.flatMap((child) => runsIn(child, depth + 1)), own];
}
