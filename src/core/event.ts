/**
 * The one shape every log is read into.
 */
import { FLAGS } from './flags.ts';
import { mergeReported, type ReportedMiss } from './diagnosis.ts';
import { promptTokens, type Count, type Meters } from './meters.ts';
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
}

/** The terms by name, in the order of the ledger's columns. */
export const TERM_NAMES: readonly (keyof Terms)[] = ['source', 'platform', 'tier', 'speed', 'geo', 'kind'];

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
  readonly terms: Omit<Terms, 'kind'>;
  readonly scope: Scope;
  readonly flags: number;
  /** Between records of equal output, the more complete one wins; higher is more complete. */
  readonly completeness: number;
  readonly origin: Origin;
  /** What was sent, where the record has it. */
  readonly prompt?: Prompt;
  /** What the provider says of what it did not read from the cache, where the record has it. */
  readonly reported?: ReportedMiss;
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

/**
 * Two records of one response become one: the larger output wins, then the more complete record, then the
 * larger prompt, then whatever sorts first, so that the outcome does not depend on the order of reading.
 * The span of time is that of both. What was sent, what the provider says of a miss and where it was served are merged by
 * themselves: a transcript that wins over a cloud's own log does not know the endpoint, which decides the price.
 */
export function merge(a: UsageEvent, b: UsageEvent): UsageEvent {
  const winner = compare(a, b) <= 0 ? a : b;
  const { at, until, given } = span(a, b);
  const flags = given ? winner.flags | GIVEN : winner.flags & ~GIVEN;
  const prompt = sentOf(a, b);
  const reported = mergeReported(a.reported, b.reported);
  const geo = mergeGeo(a.terms.geo, b.terms.geo);
  const same =
    winner.terms.geo === geo &&
    winner.at === at &&
    winner.until === until &&
    winner.flags === flags &&
    winner.prompt === prompt &&
    winner.reported === reported;
  if (same) return winner;
  const told = { ...(prompt && { prompt }), ...(reported && { reported }) };
  return { ...winner, terms: { ...winner.terms, geo }, at, until, flags, ...told };
}

/** In the order of what they say; the endpoint's word counts most, then what a response says that is none of these. */
const REACHES: readonly string[] = ['', 'not_available', 'global'];

/** Of two geographies the one that says more. Total, so the order of reading does not matter. */
function mergeGeo(a: string, b: string): string {
  const rank = (geo: string): number =>
    geo === 'regional' ? REACHES.length + 1 : REACHES.includes(geo) ? REACHES.indexOf(geo) : REACHES.length;
  return (rank(a) - rank(b) || order(a, b)) >= 0 ? a : b;
}

/** Of two the one with more blocks, or whose digest sorts last; one record of a response may have it and another not. */
function sentOf({ prompt: a }: UsageEvent, { prompt: b }: UsageEvent): Prompt | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return (a.blocks.length - b.blocks.length || order(a.digest, b.digest)) >= 0 ? a : b;
}

const GIVEN = FLAGS.instant_given.bit;

/** The span of the records that tell their own time, if either does: a time given by flag is only a stand-in. */
function span(a: UsageEvent, b: UsageEvent): Pick<UsageEvent, 'at' | 'until'> & { readonly given: boolean } {
  const [aGiven, bGiven] = [(a.flags & GIVEN) !== 0, (b.flags & GIVEN) !== 0];
  if (aGiven !== bGiven) {
    const { at, until } = aGiven ? b : a;
    return { at, until, given: false };
  }
  return { at: a.at < b.at ? a.at : b.at, until: a.until > b.until ? a.until : b.until, given: aGiven };
}

/** Negative when `a` is the better record of the two. Total: 0 only for records with the same content. */
export function compare(a: UsageEvent, b: UsageEvent): number {
  return (
    outputOf(b) - outputOf(a) ||
    b.completeness - a.completeness ||
    promptOf(b) - promptOf(a) ||
    namesOf(b) - namesOf(a) ||
    order(a.scope.session, b.scope.session) ||
    order(a.origin.file, b.origin.file) ||
    a.origin.line - b.origin.line ||
    order(canonical(a), canonical(b)) ||
    order(a.terms.geo, b.terms.geo)
  );
}

function outputOf(event: UsageEvent): number {
  return event.parts.reduce((sum, part) => sum + part.meters.output, 0);
}

function promptOf(event: UsageEvent): number {
  return event.parts.reduce((sum, part) => sum + promptTokens(part.meters), 0);
}

/** How much it says of where it belongs: a transcript knows more than a gateway's log of the same response. */
function namesOf({ scope: { labels, ...names } }: UsageEvent): number {
  return Object.keys(labels).length + Object.values(names).filter((name) => name !== '').length;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Everything that can still differ but where it was served, in one comparable text; values only, since objects may list
 * them in any order.
 */
function canonical({ parts, terms, scope, flags }: UsageEvent): string {
  const { source, platform, tier, speed } = terms;
  const { session, thread, project, workspace, api_key, user, labels } = scope;
  const inferences = parts.map(({ model, kind, requests, above = null, meters }) => {
    const { input, cache_write_5m, cache_write_1h, cache_read, output, web_search } = meters;
    return [model, kind, requests, above, input, cache_write_5m, cache_write_1h, cache_read, output, web_search];
  });
  const place = [session, thread, project, workspace, api_key, user, labelsText(labels)];
  return JSON.stringify([inferences, source, platform, tier, speed, place, flags & ~GIVEN]);
}

/** Whether two records say the same of what was billed; where and how often they stand does not matter. */
export function saysTheSame(a: UsageEvent, b: UsageEvent): boolean {
  return a.at === b.at && a.terms.geo === b.terms.geo && canonical(a) === canonical(b);
}

/** Labels as stored: JSON with sorted keys, '' when there are none. */
export function labelsText(labels: Readonly<Record<string, string>>): string {
  const entries = Object.entries(labels).sort(([a], [b]) => order(a, b));
  return entries.length === 0 ? '' : JSON.stringify(Object.fromEntries(entries));
}
