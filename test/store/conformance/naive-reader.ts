/**
 * The plainest reader there can be, which says what is right: loops over all events, without tables, sums or an index. Each
 * inference is a usage group of its own, and each block a run.
 */
import { boundBits } from '../../../src/core/bounds.ts';
import { addByName } from '../../../src/core/counts.ts';
import { keyOf } from '../../../src/core/event-key.ts';
import type { Terms, UsageEvent, UsagePart } from '../../../src/core/event.ts';
import { flagsOf } from '../../../src/core/flags.ts';
import { merge } from '../../../src/core/merge.ts';
import { METERS, NO_SUMS, promptTokens, type MeterSums } from '../../../src/core/meters.ts';
import { MS_PER_DAY, type Instant, type Period } from '../../../src/core/time.ts';
import { edgeBelow, NO_OUTCOME, type Dimension, type FileOutcome, type Inference } from '../../../src/store/ledger.ts';
import type {
  InferenceQuery,
  LedgerReader,
  LoggedInference,
  Run,
  TracedInference,
  UsageGroup,
  UsageQuery,
} from '../../../src/store/ledger.ts';
import type { BilledRow, PulledDay, PulledReader, PulledReport } from '../../../src/store/pulled.ts';
import { chainsOf } from '../../../src/store/runs.ts';
import { state } from '../events.ts';
import { FIRST_RUN, type FileRead, type World } from './world.ts';

/** A part of a stored event, with all that is asked of it. */
interface Fact {
  readonly event: UsageEvent;
  readonly part: UsagePart;
  readonly index: number;
  readonly id: string;
  readonly terms: Terms;
}

export function naiveReader(world: World): LedgerReader {
  const facts = factsOf(world);
  const runs = runsOf(world);
  const inferences = facts.filter(({ part }) => part.above === undefined).toSorted(inOrder);

  function* requests(query: InferenceQuery): Iterable<LoggedInference> {
    for (const fact of inferences)
      if (isOf(fact, query)) yield { ...traced(fact, query), part: fact.index, reported: fact.event.reported };
  }

  return {
    *usage(query) {
      for (const fact of facts) if (isOf(fact, query)) yield groupOf(fact, query);
    },
    // Nothing is ever pruned from a world.
    prunedBefore: () => undefined,
    span(query) {
      let span: { first: Instant; last: Instant } | undefined;
      for (const fact of facts) {
        const { at } = fact.event;
        if (!isOf(fact, query)) continue;
        const { first, last } = span ?? { first: at, last: at };
        span = { first: at < first ? at : first, last: at > last ? at : last };
      }
      return span;
    },
    *inferences(query) {
      for (const fact of inferences) if (isOf(fact, query)) yield inferenceOf(fact, query);
    },
    requests,
    *prompts(query) {
      for (const fact of inferences.toSorted(asLogged)) {
        const { prompt } = fact.event;
        if (prompt === undefined || fact.index > 0 || fact.part.kind !== 'message' || !isOf(fact, query)) continue;
        const { blocks, ...told } = prompt;
        yield { ...traced(fact, query), ...told, run: runs.get(chainsOf(blocks).at(-1) ?? '')?.id ?? 0 };
      }
    },
    runs: () => runs.values(),
    isOf: ({ id }, key) => idOf(key) === id,
    values: (dimension) => [...new Set(facts.map((fact) => valueOf(fact, dimension)))].toSorted(byBytes),
    labels: () => [...new Set(facts.flatMap(({ event }) => Object.keys(event.scope.labels)))].toSorted(byBytes),
    outcomes: () => outcomesOf(world),
    lastRun: () => Math.max(...(world.runs ?? [FIRST_RUN]).map(({ at }) => at)) as Instant,
    hasEarlierKeys: () => world.earlierKeys ?? false,
    pulled: pulledOf(world),
    close: () => undefined,
  };
}

/** Each response once, whatever its records. */
function factsOf({ writes }: World): Fact[] {
  const kept = new Map<string, UsageEvent>();
  for (const event of writes.flat().flatMap(({ events }) => events)) {
    const known = kept.get(event.key);
    kept.set(event.key, known === undefined ? event : merge(known, event));
  }
  return [...kept.values()].flatMap((event) =>
    event.parts.map((part, index) => {
      const terms = { ...event.terms, kind: part.kind, bounds: boundBits(event.flags) };
      return { event, part, index, id: idOf(event.key), terms };
    }),
  );
}

function idOf(key: string): string {
  return Buffer.from(keyOf(key)).toString('hex');
}

function isOf(fact: Fact, { period, where }: Pick<UsageQuery, 'period' | 'where'>): boolean {
  return isIn(fact.event.at, period) && [...where].every(([name, values]) => values.includes(valueOf(fact, name)));
}

function isIn(at: number, period: Period): boolean {
  const { since = -Infinity, until = Infinity } = period;
  return since <= at && at < until;
}

function valueOf({ event: { scope }, part, terms }: Fact, dimension: Dimension): string {
  if (dimension === 'model') return part.model;
  const { labels, ...names } = scope;
  const label = dimension.startsWith('label:') ? labels[dimension.slice('label:'.length)] : undefined;
  const facts: Readonly<Record<string, string | number | undefined>> = { ...names, ...terms };
  return String(label ?? facts[dimension] ?? '');
}

function groupOf(fact: Fact, { by, edges }: UsageQuery): UsageGroup {
  const { event, part, terms } = fact;
  const isAggregate = part.above !== undefined;
  const sums: Record<keyof MeterSums, bigint> = { ...NO_SUMS };
  for (const meter of METERS) sums[meter] = BigInt(part.meters[meter]);
  return {
    at: event.at,
    model: part.model,
    terms,
    values: by.map((name) => valueOf(fact, name)),
    above: edgeBelow(part.above === undefined ? promptTokens(part.meters) : part.above + 1, edges),
    requests: BigInt(part.requests),
    hits: !isAggregate && part.requests > 0 && part.meters.cache_read > 0 ? 1n : 0n,
    sums,
  };
}

function inferenceOf(fact: Fact, { by }: InferenceQuery): Inference {
  const { event, part, terms } = fact;
  const { workspace, session, thread } = event.scope;
  return {
    ...{ at: event.at, until: event.until, model: part.model, workspace, session, thread, terms },
    ...{ values: by.map((name) => valueOf(fact, name)), requests: part.requests, meters: part.meters },
  };
}

function traced(fact: Fact, query: InferenceQuery): TracedInference {
  return { ...inferenceOf(fact, query), id: fact.id, ...fact.event.origin };
}

function inOrder(a: Fact, b: Fact): number {
  return a.event.at - b.event.at || byBytes(a.id, b.id) || a.index - b.index;
}

function asLogged(a: Fact, b: Fact): number {
  const [own, other] = [a.event.origin, b.event.origin];
  return a.event.at - b.event.at || byBytes(own.file, other.file) || own.line - other.line || byBytes(a.id, b.id);
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Runs of one block, by the hash of all up to it. */
function runsOf({ writes, counted = [] }: World): ReadonlyMap<string, Run> {
  const runs = new Map<string, Run>();
  for (const { prompt } of writes.flat().flatMap(({ events }) => events)) {
    const { blocks = [] } = prompt ?? {};
    const chains = chainsOf(blocks);
    for (const [index, block] of blocks.entries()) {
      const [chain = '', before = ''] = [chains[index], chains[index - 1]];
      if (runs.has(chain)) continue;
      const own = counted.filter((count) => count.chain === chain).map(({ chain: _chain, ...count }) => count);
      runs.set(chain, { id: runs.size + 1, after: runs.get(before)?.id ?? 0, blocks: [block], counted: own });
    }
  }
  return runs;
}

/** Of files that one run reads, each response counts in the first that shows it. No response is in files of several runs. */
function outcomesOf({ writes, runs = [FIRST_RUN] }: World): FileOutcome[] {
  const outcomes = new Map<string, Omit<FileOutcome, 'file'>>();
  const seen = new Set<string>();
  const reads = writes.flatMap((files, index) => files.map((file) => ({ ...file, run: runs[index] ?? runs.at(-1)! })));
  for (const { path, events, outcome, position, run } of reads) {
    const read = { readAt: run.at, reader: run.version, complete: isComplete(position), asRead: asReadOf(position) };
    let after = { ...NO_OUTCOME, ...outcomes.get(path), ...outcome, ...read };
    for (const { key, flags: bits } of events) {
      if (seen.has(key)) continue;
      seen.add(key);
      const flags = Object.fromEntries(flagsOf(bits).map((flag) => [flag, 1]));
      after = { ...after, responses: after.responses + 1, flags: addByName(after.flags, flags) };
    }
    outcomes.set(path, after);
  }
  return [...outcomes].toSorted(([a], [b]) => byBytes(a, b)).map(([file, outcome]) => ({ file, ...outcome }));
}

/** A file has a size and a time once its end was reached, and what has no place in it to go on from is no file. */
function isComplete(position: FileRead['position']): boolean | undefined {
  const { size, modified, changed, readTo } = { ...state(), ...position };
  if (size === -1) return readTo === 0 ? undefined : false;
  return modified > 0 || changed > 0;
}

function asReadOf(position: FileRead['position']): FileOutcome['asRead'] {
  const { size, modified } = { ...state(), ...position };
  return isComplete(position) === true ? { size, modified: modified as Instant } : undefined;
}

function pulledOf({ pulls = [] }: World): PulledReader {
  const days: Record<PulledReport, Map<number, PulledDay>> = { usage: new Map(), cost: new Map() };
  let bill: readonly BilledRow[] = [];
  for (const { report, days: pulled, rows } of pulls) {
    for (const day of pulled) days[report].set(day.day, day);
    if (rows === undefined) continue;
    const isReplaced = ({ since }: BilledRow): boolean =>
      pulled.some(({ day }) => since >= day && since < day + MS_PER_DAY);
    bill = [...bill.filter((row) => !isReplaced(row)), ...rows];
  }
  return {
    days: (report, period) =>
      [...days[report].values()].filter(({ day }) => isIn(day, period)).toSorted((a, b) => a.day - b.day),
    bill: (period) => bill.filter(({ since }) => isIn(since, period)).toSorted(asBilled),
  };
}

function asBilled(a: BilledRow, b: BilledRow): number {
  return a.since - b.since || byBytes(a.model, b.model) || byBytes(a.tokenType, b.tokenType);
}
