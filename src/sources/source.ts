/**
 * The axis "log shape": each shape is one file beside this one, listed in index.ts.
 *
 * A source turns parsed records into usage events. It is pure: it sees one record at a time, says what to
 * make of it, and never touches a file, the clock or the ledger.
 */
import type { EventPacker } from '../core/packed-events.ts';
import type { Flag } from '../core/flags.ts';
import type { Instant } from '../core/time.ts';
import type { JsonObject, NotUsage, Reading } from './reading.ts';

export interface Source {
  /** Stable; what `--source` takes and the ledger keeps. */
  readonly id: string;
  /** For people, a few words. */
  readonly title: string;
  /** What the records of this shape carry, and cannot: one sentence for the docs. */
  readonly tells: string;
  /** Text that every record with usage contains. */
  readonly needle?: string;
  /** Text of every call, also of one that lacks its usage or names it in another way, so that no log drops it unread. */
  readonly mark?: string;
  /** Lines that name no usage, and may stand between a call and the one around it. */
  readonly between?: Between;
  /** Lines that are known to hold no call without being parsed. */
  readonly noCall?: NoCall;
  /** Reads lines from their bytes, for shapes that are hot; the plain reader stays its oracle. */
  scan?(context: Omit<Context, 'line'>, packer: EventPacker): LineScanner;
  /** Whether a record is of this shape (also one without usage). */
  claims(record: JsonObject): boolean;
  /** Whether a CSV header is of this shape. */
  claimsHeader?(columns: readonly string[]): boolean;
  /**
   * One reader per file: shapes that spread a response over several records remember between them. What is nested in a trace
   * may be of several shapes, so the readers of a file share what they know of it.
   */
  open(nested?: NestedCalls): Reader;
  /** A response spans records, so a log that has grown is read from its beginning. */
  readonly spansRecords?: true;
}

/** Lines with `mark` are parsed for where their records stand in a trace, and for nothing else. */
export interface Between {
  readonly mark: RegExp;
  nodesIn(record: JsonObject): readonly TraceNode[];
}

/** Where a record stands in a trace: its own name and its parent's, as spans, observations and runs have them. */
export interface TraceNode {
  /** Unique in the log; '' where it has none. */
  readonly id: string;
  /** '' where it has none. */
  readonly parent: string;
}

/** What is remembered of the trace while a log is read; one for all its readers. */
export interface NestedCalls {
  /** The reading of the record at a node, as it counts. Also to be asked for records that are no calls, for their parents. */
  settle(node: TraceNode, reading: Reading): Reading;
  /** Records that tell one call were found, so that reading must not go on in the middle. */
  readonly found: boolean;
}

/** What a line is without the source's needle that begins with `opening`, by a text among its first bytes; the first that is there. */
export interface NoCall {
  readonly opening: string;
  readonly marks: readonly (readonly [text: string, what: NotUsage])[];
}

export interface LineScanner {
  /** Puts the events of the line in `bytes[start, end)` into the packer. False where it must be parsed whole; nothing was put in then. */
  scan(bytes: Uint8Array, start: number, end: number, line: number): boolean;
}

/** When a call was. */
export interface When {
  readonly at: Instant;
  /** Where it is known to have ended later. */
  readonly until?: Instant | undefined;
  /** What was assumed of the time. */
  readonly flags: readonly Flag[];
}

export interface Reader {
  read(record: JsonObject, context: Context): Reading;
  /** The input has ended. */
  end?(context: Context): Reading;
}

/** Where a record stands, and what the user said about it. */
export interface Context {
  readonly file: string;
  readonly line: number;
  /** The instant for records that carry none, when the user gave one. */
  readonly given: Instant | undefined;
  /** When what stands around a record says that it was logged, for records that carry no time. */
  readonly logged?: () => When | undefined;
  /** Labels for every event, from `--label`. */
  readonly labels: Readonly<Record<string, string>>;
  /**
   * 64 bits of a hash keyed by the ledger, in 16 hexadecimal digits: all that is left of content. Without it prompts are
   * not looked at.
   */
  readonly fingerprint?: (text: string) => string;
  /** A short checksum of what the log begins with, which stays when it is renamed. */
  readonly beginning?: () => number;
  /** Where a session began that has a call in `directory`, as far as the log tells. */
  readonly begun?: (session: string, directory: string) => string;
  readonly projects?: Projects | undefined;
  /** A reading carries the request as well, whose tokens are to be counted. Without it no content leaves a source. */
  readonly withRequest?: boolean;
}

/**
 * How directories come to projects, where the user says: the directory of each call, or names for the directories that
 * sessions begin in.
 */
export type Projects = 'directory' | Readonly<Record<string, string>>;
