/**
 * What the rest of the program knows of the ledger. Tokens go in and sums of tokens come out; money is made
 * elsewhere.
 */
import type { ReportedMiss } from '../core/diagnosis.ts';
import { TERM_NAMES, type Scope, type Terms, type UsageEvent } from '../core/event.ts';
import type { Flag } from '../core/flags.ts';
import type { PackedEvents } from '../core/packed-columns.ts';
import type { Prompt, PromptBlock } from '../core/prompt.ts';
import type { Meters, MeterSums } from '../core/meters.ts';
import type { Bucket, Instant, Period } from '../core/time.ts';
import type { PulledReader, PulledTable } from './pulled.ts';
import type { Upkeep } from './upkeep.ts';

/** Prompt sizes at which a published price band starts; the rollup keeps them apart. */
export const BAND_EDGES: readonly number[] = [100_000, 200_000, 272_000];

/** The largest edge that a prompt exceeds; 0 when it exceeds none. */
export function edgeBelow(prompt: number, edges: readonly number[]): number {
  return edges.reduce((best, edge) => (prompt > edge && edge > best ? edge : best), 0);
}

/**
 * What questions need of a ledger. Another engine that passes test/store/conformance answers every command alike: the same rows,
 * in the same order. Reading is synchronous; what is remote answers from a worker.
 */
export interface LedgerReader {
  /** Sums of the events in a period, by the dimensions asked for and all that decides their price. */
  usage(query: UsageQuery): Iterable<UsageGroup>;
  /** The first and the last event of a selection; undefined without any. */
  span(query: Pick<UsageQuery, 'period' | 'where'>): UsageSpan | undefined;
  /** Every inference of a selection, in the order of time: what sums cannot tell. Aggregates are none. */
  inferences(query: InferenceQuery): Iterable<Inference>;
  /** The same in the same order, with where they were logged and what the provider says of what it did not read. */
  requests(query: InferenceQuery): Iterable<LoggedInference>;
  /** Requests of a selection whose prompts are known, in the order of time; those of one instant as they were logged. */
  prompts(query: InferenceQuery): Iterable<PromptedInference>;
  /** The runs of blocks that prompts are made of; a run comes after the one it goes on from. */
  runs(): Iterable<Run>;
  /** The key (as given to {@link UsageEvent}) of an event is stored hashed: whether it is this inference's. */
  isOf(inference: Pick<TracedInference, 'id'>, key: string): boolean;
  /** Every value of a dimension that usage has or had before a better record came, sorted; '' where some usage has none. */
  values(dimension: Dimension): readonly string[];
  /** Every name of a label that usage has or had before, sorted. */
  labels(): readonly string[];
  /** What the records of each file came to, by path. */
  outcomes(): readonly FileOutcome[];
  /** When the last run began, also one that found nothing new; undefined where there was none. */
  lastRun(): Instant | undefined;
  /** Whether it has events of an earlier version, which knew calls without an id of the provider's by other keys. */
  hasEarlierKeys(): boolean;
  /** What was first seen before this instant was removed; undefined where nothing was. */
  prunedBefore(): Instant | undefined;
  /** What was pulled from the provider's reports. */
  readonly pulled: PulledReader;
  close(): void;
}

/** What writing needs as well. */
export interface Ledger extends LedgerReader, Upkeep {
  /** Registers a run of ingest; the number goes with what it writes. Throws a Failure where {@link hasEarlierKeys}. */
  startRun(at: Instant, version: string): number;
  /** How far a file has been read; undefined when it never was. */
  file(path: string): FileState | undefined;
  /** Stores events and how far their files have been read, all or nothing; what came of each batch, in order. */
  write(batches: readonly Batch[]): readonly Written[];
  /** Tokens of a prefix as the API counted them; undefined where it was not asked. */
  countOf(prefix: CountedPrefix): number | undefined;
  keepCount(prefix: CountedPrefix, tokens: number): void;
  /** 64 bits of a hash under the ledger's own key, which nobody else knows, in 16 hexadecimal digits. */
  fingerprint(text: string): string;
  readonly pulled: PulledTable;
  /** Runs `work` and takes everything it wrote back. */
  rehearse<T>(work: () => Promise<T>): Promise<T>;
}

export interface FileState {
  readonly options: string;
  /** Bytes when it was last read to its end (-1: never), and when it had been modified (ms UTC). */
  readonly size: number;
  readonly modified: number;
  /** When anything of it had been, as the file system counts: microseconds, UTC; 0 is unknown. */
  readonly changed: number;
  /** Byte offset after what was read, and the number of the next line; 0 when reading cannot go on from there. */
  readonly readTo: number;
  readonly line: number;
  /** Of the file's head and of the bytes before `readTo`. */
  readonly fingerprint: string;
  readonly source: string;
  /** The version of the program that read it; empty where an older one did, which did not say. */
  readonly reader: string;
  /** It was also read with other options or another content, so that reading it again does not tell all that it showed. */
  readonly otherwise: boolean;
  readonly outcome: Outcome;
}

/** The records of a log, whatever they are. Those that are neither rejected nor `not_usage` are events or copies of one. */
export interface Account {
  readonly records: number;
  readonly rejected: number;
  readonly not_usage: Readonly<Record<string, number>>;
  /** How many records have counts under a key that nobody knows, by source and key. */
  readonly unknown_keys?: Readonly<Record<string, number>>;
}

/** What the records of one file came to. */
export interface Outcome {
  /** Those with usage, copies too, by the file's own account: whatever other files show, and whichever run read them. */
  readonly records: number;
  /** Responses that its runs counted. Which of two files a response counts in depends on what was read in one run. */
  readonly responses: number;
  readonly refused: Readonly<Record<string, number>>;
  /** The first refusals, by line. */
  readonly first: readonly { readonly line: number; readonly reason: string }[];
  /** A last line that was still being written: looked at again next time, refused until then. */
  readonly tail?: { readonly line: number; readonly reason: string };
  readonly flags: Readonly<Partial<Record<Flag, number>>>;
  /** Of all its records but a `tail`; absent where an older version read the file. */
  readonly account?: Account;
}

export interface FileOutcome extends Outcome {
  readonly file: string;
  /** When the last run that read it began; undefined where an unreleased version read it. */
  readonly readAt: Instant | undefined;
  /** The version of the program that read it last; '' is unknown. */
  readonly reader: string;
  /** Whether it was read to its end; undefined for what has no position: a pipe, a report. */
  readonly complete: boolean | undefined;
  /** Bytes when it was last read to its end, and when it had been modified (ms UTC); undefined for what has no end, or was left in the middle. */
  readonly asRead: { readonly size: number; readonly modified: Instant } | undefined;
}

export const NO_ACCOUNT: Account = { records: 0, rejected: 0, not_usage: {} };
export const NO_OUTCOME: Outcome = { records: 0, responses: 0, refused: {}, first: [], flags: {}, account: NO_ACCOUNT };

/** Events of one file, in the order they came in, which was read by one run. */
export interface Batch {
  readonly run: number;
  readonly path: string;
  /** First line of the file that this run reads: what stands before has been counted. */
  readonly firstLine: number;
  /** As a thread packed them, or as they are. Their origin is this file. */
  readonly events: readonly (PackedEvents | readonly UsageEvent[])[];
  /** The state to store; its outcome is what was known before this batch, which `write` adds to. */
  readonly state: FileState;
}

export interface Written {
  readonly counts: Counts;
  /** The file's outcome with this batch in it, as stored. */
  readonly outcome: Outcome;
}

/** What storing events came to. `seen` responses had already been counted in this run. */
export interface Counts {
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly seen: number;
  /** Of the updated ones: those their file had counted in an earlier run. */
  readonly recounted: number;
  /** Log records that gave or completed a response, which nothing had said before. */
  readonly news: number;
  /** Flags of the responses that were counted. */
  readonly flags: Readonly<Partial<Record<Flag, number>>>;
}

/** Dimensions the ledger can group by. A label is "label:NAME". */
type NamedDimension = 'model' | Exclude<keyof Scope, 'labels'> | (typeof TERM_NAMES)[number];
export const DIMENSIONS: readonly NamedDimension[] = [
  'model',
  'project',
  'session',
  'thread',
  ...TERM_NAMES,
  'workspace',
  'api_key',
  'user',
];

export type Dimension = NamedDimension | `label:${string}`;

export function isTerm(dimension: Dimension): dimension is (typeof TERM_NAMES)[number] {
  return (TERM_NAMES as readonly Dimension[]).includes(dimension);
}

export interface UsageQuery {
  readonly period: Period;
  readonly by: readonly Dimension[];
  /** Calendar bucket to keep apart; `zone` is canonical. */
  readonly bucket?: { readonly size: Bucket; readonly zone: string };
  /** Dimension to the values it may have; all must match. */
  readonly where: ReadonlyMap<Dimension, readonly string[]>;
  /** Band thresholds of the price book in use. */
  readonly edges: readonly number[];
  /**
   * Without a bucket: instants, at UTC midnights, at which any price of a model (as logged) changes. Days between two of them
   * are then not kept apart. Absent, every UTC day is.
   */
  readonly priceChanges?: (model: string) => readonly Instant[];
}

export interface UsageSpan {
  readonly first: Instant;
  readonly last: Instant;
}

export interface UsageGroup {
  /**
   * An instant of a span of time that lies in one bucket and one UTC day; where the query tells the price changes and asks for
   * no bucket, of one between two of them.
   */
  readonly at: Instant;
  readonly model: string;
  readonly terms: Terms;
  /** Values of `by`, in its order. '' is unknown. */
  readonly values: readonly string[];
  /** The largest edge that every prompt of the group exceeds; none reaches the next, as far as aggregates tell. */
  readonly above: number;
  readonly requests: bigint;
  /** Requests that read from the cache; of aggregates it is not known which do. */
  readonly hits: bigint;
  readonly sums: MeterSums;
}

export type InferenceQuery = Pick<UsageQuery, 'period' | 'by' | 'where'>;

export interface Inference {
  readonly at: Instant;
  /** When its last record was logged. */
  readonly until: Instant;
  /** As logged. */
  readonly model: string;
  /** '' is unknown. */
  readonly workspace: string;
  readonly session: string;
  readonly thread: string;
  /** Of the ledger: those of one number have one workspace, session and thread. */
  readonly scope?: number;
  /** Values of `by`, in its order. '' is unknown. */
  readonly values: readonly string[];
  readonly terms: Terms;
  readonly requests: number;
  readonly meters: Meters;
}

/** An inference that can be found again, in the ledger and in its log. */
export interface TracedInference extends Inference {
  /** The event's key, hashed, in hexadecimal digits. */
  readonly id: string;
  /** Where it was logged. */
  readonly file: string;
  readonly line: number;
}

/** An inference with what the provider says of it. */
export interface LoggedInference extends TracedInference {
  /** Which inference of its response it is, counted from 0. */
  readonly part: number;
  /** Of the whole response, so that its parts have the same; undefined where the log has none. */
  readonly reported: ReportedMiss | undefined;
}

/** An inference with what it was sent; its blocks are those of its run and of all runs before that. */
export interface PromptedInference extends TracedInference, Omit<Prompt, 'blocks'> {
  readonly run: number;
}

/** Blocks that follow those of another run; 0 is before every prompt. */
export interface Run {
  readonly id: number;
  readonly after: number;
  readonly blocks: readonly PromptBlock[];
  /** Tokens of all up to its end, where the API was asked for them. */
  readonly counted?: readonly RunCount[];
}

export interface RunCount extends Omit<CountedPrefix, 'chain'> {
  readonly tokens: number;
}

/** A prefix as the API counts it. */
export interface CountedPrefix {
  /** Of its blocks, as src/store/runs.ts makes them; '' is the least request there can be, without any of them. */
  readonly chain: string;
  /** What it depends on beside them (see besideOf). */
  readonly parameters: string;
  /** As logged. */
  readonly model: string;
}
