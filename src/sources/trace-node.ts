/** Where a record stands in its trace: its own name and its parent's, as spans, observations and runs have them. */
import { cellValue } from './cells.ts';
import { idText } from './fields.ts';
import type { JsonObject } from './reading.ts';
import type { TraceNode } from './source.ts';

export const NO_NODE: TraceNode = { id: '', parent: '' };

/** Parents further up are not looked for: they may go round in circles. */
export const MOST_LEVELS = 64;

/** An id of one trace; '' stays ''. */
export function nodeId(kind: string, trace: string, id: string): string {
  return id === '' ? '' : `${kind}:${trace}:${id}`;
}

/** An observation of Langfuse, in either spelling. */
export function observationNode(record: JsonObject): TraceNode {
  const text = (...names: readonly string[]): string =>
    names.map((name) => idText(cellValue(record[name]))).find((id) => id !== '') ?? '';
  const trace = text('traceId', 'trace_id');
  return {
    id: nodeId('observation', trace, text('id')),
    parent: nodeId('observation', trace, text('parentObservationId', 'parent_observation_id')),
  };
}

/** A run of LangSmith, whose id is unique by itself. */
export function runNode(record: JsonObject): TraceNode {
  if (typeof record['run_type'] !== 'string') return NO_NODE;
  return {
    id: nodeId('run', '', idText(record['id'])),
    parent: nodeId('run', '', idText(record['parent_run_id'])),
  };
}

/** Each after all that are below it, and else in their order. */
export function childrenFirst<T>(records: readonly T[], nodeOf: (record: T) => TraceNode): readonly T[] {
  const nodes = records.map(nodeOf);
  const parents = new Map(nodes.map(({ id, parent }) => [id, parent]));
  const levelOf = ({ parent }: TraceNode): number => {
    let level = 0;
    for (let id = parent; id !== '' && level < MOST_LEVELS; id = parents.get(id) ?? '')
      level += parents.has(id) ? 1 : 0;
    return level;
  };
  const levels = nodes.map(levelOf);
  const order = records.map((record, index) => ({ record, level: levels[index] ?? 0 }));
  return order.toSorted((a, b) => b.level - a.level).map(({ record }) => record);
}
