/**
 * The one shape every log is read into.
 */
import type { ReportedMiss } from './diagnosis.ts';
import type { Count, Meters } from './meters.ts';
import type { Prompt } from './prompt.ts';
import type { Instant } from './time.ts';

/** What is known to decide the price beside the model and the date. '' means that the log does not say. */
export interface Terms {
  /** Which source read it ("claude-code"). */
  readonly source: string;
  /** "api", "bedrock", "vertex", …; decides whether a regional premium can apply. */
  readonly platform: string;
  /** As billed: "standard", "batch", "priority", "flex". '' is standard. */
  readonly tier: string;
  /** As billed: "standard" or "fast". '' is standard. */
  readonly speed: string;
  /** "us", "global", "regional", "not_available" or whatever else the response says. */
  readonly geo: string;
  /** What kind of inference this was, or that it was many. */
  readonly kind: Kind;
  /** What makes it a bound: bits of src/core/bounds.ts; left out where they are not asked for. */
  readonly bounds?: number;
}

/** The terms by name, in the order of the ledger's columns. */
export const TERM_NAMES: readonly Exclude<keyof Terms, 'bounds'>[] = [
  'source',
  'platform',
  'tier',
  'speed',
  'geo',
  'kind',
];

/**
 * One inference: a message, or what else `usage.iterations` tells of. An aggregate is a bucket of many requests, as the
 * provider's own reports have them: no turn of a session, and its tokens are no prompt.
 */
export type Kind = 'message' | 'compaction' | 'advisor' | 'fallback' | 'aggregate';

/** What people group by. '' means unknown. */
export interface Scope {
  readonly session: string;
  /** "main", or the sub-agent's id. */
  readonly thread: string;
  readonly project: string;
  readonly workspace: string;
  readonly api_key: string;
  readonly user: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Where a record was found. */
export interface Origin {
  readonly file: string;
  /** 1-based line of the record's first byte. */
  readonly line: number;
}

/** One inference of a response, priced on its own: its own model, its own prompt, its own band. Or an aggregate. */
export interface UsagePart {
  readonly model: string;
  readonly kind: Kind;
  readonly meters: Meters;
  /**
   * 1 for the parts that count as a request, 0 for further inferences of the same request. Of an aggregate as many as it
   * says; 0 where it does not.
   */
  readonly requests: Count;
  /**
   * Of an aggregate, and of nothing else: the size in tokens that each of its prompts is known to exceed, 0 where none is.
   * It decides the band, as its own size does for a prompt.
   */
  readonly above?: Count;
}

/**
 * One billed model response, or one bucket of a report, as one log record shows it. Several records may show the same response
 * (`key`); {@link merge} says what they come to.
 */
export interface UsageEvent {
  /** What makes it unique, in the namespace of its kind ("message:msg_01…"). */
  readonly key: string;
  /** First time a record shows it; the beginning of an aggregate. */
  readonly at: Instant;
  /**
   * Last time a record shows it; `at` where there is one record, and the end of an aggregate. A cache entry's age counts
   * from the request, and the next request's gap from here: what a what-if will need, and cannot be had later.
   */
  readonly until: Instant;
  readonly parts: readonly UsagePart[];
  readonly terms: Omit<Terms, 'kind' | 'bounds'>;
  readonly scope: Scope;
  /** What the scope rests on; left out where that is a record from `at`, and no copy. */
  readonly claim?: Claim;
  /** Its request, where the record tells: another log may know the call by that alone. */
  readonly request?: RequestId;
  readonly flags: number;
  /** Between records of equal output, the more complete one wins; higher is more complete. */
  readonly completeness: number;
  readonly origin: Origin;
  /** What was sent, where the record has it. */
  readonly prompt?: Prompt;
  /** What the provider says of what it did not read from the cache, where the record has it. */
  readonly reported?: ReportedMiss;
}

export interface RequestId {
  /** Of the id: src/core/request-print.ts. */
  readonly print: number;
  /** The record has no id of the response, so that the event's key is of the request. */
  readonly alone: boolean;
}

/** Which of several records says whose call it is: the earliest that is no copy. */
export interface Claim {
  /** When that record shows the response. */
  readonly at: Instant;
  /** A fork's copy of its parent's line, or what a sub-agent's file replays of the main thread. */
  readonly copied: boolean;
}

/**
 * What makes a record of a response more complete than another with the same output; the points of what applies are
 * added up. The one that was seen whole (or in the main thread, which a sub-agent's file may replay) comes first.
 */
export const COMPLETENESS = { original: 8, stop_reason: 4, speed: 2, iterations: 1 } as const;

export const NO_SCOPE: Scope = {
  session: '',
  thread: '',
  project: '',
  workspace: '',
  api_key: '',
  user: '',
  labels: {},
};

/** Labels as stored: JSON with sorted keys, '' when there are none. */
export function labelsText(labels: Readonly<Record<string, string>>): string {
  const entries = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? '' : JSON.stringify(Object.fromEntries(entries));
}
