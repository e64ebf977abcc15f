/** Traces of calls in calls, as spans, observations and runs; and random ones with the calls that they are known to hold. */
import type { JsonObject } from '../../src/sources/reading.ts';

export type Counts = readonly [input: number, read: number, output: number];

/** What one record says. Without `uses` it is no call: a chain, an agent, a request over HTTP. */
export interface TraceRecord {
  readonly id: string;
  /** '' is none. */
  readonly parent: string;
  readonly uses?: Counts;
}

export interface TraceFormat {
  record(node: TraceRecord): JsonObject;
  /** The whole trace in one record. */
  document(nodes: readonly TraceRecord[]): JsonObject;
}

const MODEL = 'claude-opus-5-5';
const START = '2026-11-10T12:00:00Z';
const END = '2026-11-10T12:00:05Z';

function span({ id, parent }: TraceRecord, attributes: JsonObject): JsonObject {
  const list = Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }));
  const nanoseconds = (time: string): string => `${Date.parse(time)}000000`;
  return {
    ...{ traceId: 'trace', spanId: id, ...(parent !== '' && { parentSpanId: parent }), name: 'x' },
    ...{ startTimeUnixNano: nanoseconds(START), endTimeUnixNano: nanoseconds(END), attributes: list },
  };
}

function exportOf(spans: readonly JsonObject[]): JsonObject {
  return { resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ spans }] }] };
}

function spansOf(attributesOf: (counts: Counts) => JsonObject): TraceFormat {
  const one = (node: TraceRecord): JsonObject =>
    span(node, node.uses ? attributesOf(node.uses) : { 'http.route': '/' });
  return { record: (node) => exportOf([one(node)]), document: (nodes) => exportOf(nodes.map(one)) };
}

function observation({ id, parent, uses }: TraceRecord): JsonObject {
  const [input = 0, read = 0, output = 0] = uses ?? [];
  const usage = { input, output, input_cached_tokens: read, total: input + read + output };
  return {
    ...{ id, traceId: 'trace', parentObservationId: parent === '' ? null : parent, type: uses ? 'GENERATION' : 'SPAN' },
    ...{ name: 'x', startTime: START, endTime: END, model: MODEL, usageDetails: uses ? usage : {} },
  };
}

function run({ id, parent, uses }: TraceRecord): JsonObject {
  const [input = 0, read = 0, output = 0] = uses ?? [];
  const kwargs = {
    ...{ type: 'ai', id: `run--${id}`, content: '', additional_kwargs: {}, response_metadata: { model_name: MODEL } },
    usage_metadata: {
      ...{ input_tokens: input + read, output_tokens: output, total_tokens: input + read + output },
      input_token_details: { cache_read: read, cache_creation: 0 },
    },
  };
  return {
    ...{ id, run_type: uses ? 'llm' : 'chain', start_time: START, end_time: END },
    ...(parent !== '' && { parent_run_id: parent }),
    outputs: uses ? { generations: [[{ message: { kwargs } }]] } : {},
  };
}

/** A child without the name of its parent, which is around it. */
function runWithin(node: TraceRecord, nodes: readonly TraceRecord[]): JsonObject {
  const child_runs = nodes.filter(({ parent }) => parent === node.id).map((child) => runWithin(child, nodes));
  return { ...run({ ...node, parent: '' }), child_runs };
}

export const TRACE_FORMATS: Readonly<Record<string, TraceFormat>> = {
  'Langfuse observations': {
    record: observation,
    document: (nodes) => ({ id: 'trace', observations: nodes.map(observation) }),
  },
  'spans of OpenInference': spansOf(([input, read, output]) => ({
    ...{ 'openinference.span.kind': 'LLM', 'llm.model_name': MODEL, 'llm.token_count.prompt': input + read },
    ...{ 'llm.token_count.completion': output, 'llm.token_count.prompt_details.cache_read': read },
  })),
  'spans of the GenAI conventions': spansOf(([input, read, output]) => ({
    ...{ 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': MODEL, 'gen_ai.usage.input_tokens': input + read },
    ...{ 'gen_ai.usage.output_tokens': output, 'gen_ai.usage.cache_read.input_tokens': read },
  })),
  'LangSmith runs': {
    record: run,
    document: (nodes) => {
      const roots = nodes.filter(({ parent }) => parent === '');
      return runWithin({ id: 'root', parent: '' }, [
        ...nodes.filter(({ parent }) => parent !== ''),
        ...roots.map((root) => ({ ...root, parent: 'root' })),
      ]);
    },
  },
};

export type Random = (limit: number) => number;

/** Mulberry32: whole numbers below a limit. */
export function randomOf(seed: number): Random {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

interface Known {
  /** Parents first. */
  readonly nodes: readonly TraceRecord[];
  /** Of every call, once. */
  readonly calls: readonly Counts[];
}

interface Subtree {
  /** What its highest call says; undefined where it has none, or several. */
  readonly top: Counts | undefined;
  readonly calls: readonly Counts[];
}

/**
 * A trace of chains, calls alone, calls with others in them, equal calls side by side, and wrappers around one call that
 * repeat it, in half of all cases without what was cached; with `sums` also records that add up all calls in them.
 */
export function randomTrace(random: Random, sums: boolean): Known {
  const nodes: TraceRecord[] = [];

  const fresh = (): Counts => [1 + random(50_000), random(2) * (1 + random(50_000)), 1 + random(1_000_000)];
  const put = (parent: string, uses?: Counts): string => {
    const id = `a${nodes.length + 1}`;
    nodes.push({ id, parent, ...(uses && { uses }) });
    return id;
  };
  const retold = ([input, read, output]: Counts): Counts => {
    const kind = random(4);
    return kind < 2 ? [input, read, output] : [kind === 2 ? input + read : input, 0, output];
  };
  /** A parent stands before what it repeats, which is known after it. */
  const around = (parent: string, inside: (id: string) => Subtree, told: (below: Subtree) => Counts): Subtree => {
    const at = nodes.length;
    const id = put(parent);
    const below = inside(id);
    const uses = told(below);
    nodes[at] = { id, parent, uses };
    return { ...below, top: uses };
  };

  function several(parent: string, depth: number, least: number): Subtree {
    const trees = Array.from({ length: least + random(2) }, () => tree(parent, depth - 1));
    return { top: undefined, calls: trees.flatMap(({ calls }) => calls) };
  }

  function tree(parent: string, depth: number): Subtree {
    const kind = depth === 0 ? 0 : random(sums ? 6 : 5);
    if (kind === 1) return tree(put(parent), depth - 1);
    if (kind === 2) {
      const uses = fresh();
      return { top: uses, calls: [uses, ...several(put(parent, uses), depth, 1).calls] };
    }
    if (kind === 3) {
      const other = fresh();
      const inside = (id: string): Subtree => tree(random(2) === 0 ? id : put(id), depth - 1);
      const below = around(parent, inside, ({ top }) => (top === undefined ? other : retold(top)));
      return below.top === other ? { ...below, calls: [other, ...below.calls] } : below;
    }
    if (kind === 4) {
      const uses = fresh();
      const twins = (id: string): Subtree => {
        for (let twin = 0; twin < 2; twin++) put(id, uses);
        return { top: undefined, calls: [uses, uses] };
      };
      return random(2) === 0 ? twins(put(parent)) : around(parent, twins, () => retold(uses));
    }
    if (kind === 5)
      return around(
        parent,
        (id) => several(id, depth, 2),
        ({ calls }) => retold(calls.reduce(([a, b, c], [d, e, f]) => [a + d, b + e, c + f])),
      );
    const uses = fresh();
    put(parent, uses);
    return { top: uses, calls: [uses] };
  }

  const { calls } = tree('', 4);
  return { nodes, calls };
}

/** Any order in which each comes after its parent, or before it. */
export function anyOrder(nodes: readonly TraceRecord[], first: 'parents' | 'children', random: Random): TraceRecord[] {
  const waiting = [...nodes];
  const ordered: TraceRecord[] = [];
  while (waiting.length > 0) {
    const ready = waiting.filter(({ parent }) => !waiting.some(({ id }) => id === parent));
    const next = ready[random(ready.length)];
    if (next === undefined) break;
    waiting.splice(waiting.indexOf(next), 1);
    ordered.push(next);
  }
  return first === 'parents' ? ordered : ordered.toReversed();
}
