/**
 * What several records of one response come to. Each thing is taken from the record that knows it best, by an order of
 * its own, so that neither the order of reading nor what is merged first decides anything. Only the split of writes by TTL takes
 * that records of one response tell one prompt: among some that contradict each other, it may depend on what is merged first.
 */
import { mergeReported } from './diagnosis.ts';
import { labelsText, type Claim, type RequestId, type Scope, type UsageEvent, type UsagePart } from './event.ts';
import { FLAGS, mergeOutputFlags, OPEN_OUTPUT, withoutOutputFlags } from './flags.ts';
import { METERS, promptTokens, type Meters } from './meters.ts';
import type { Prompt } from './prompt.ts';

/**
 * Two records of one response become one. What was billed is that of the better record ({@link compare}): a later line of a
 * response has the larger output. The span of time is that of both. Whose call it is and which log says so, what was sent, what the provider says of
 * a miss and where it was served are merged by themselves: a transcript that wins over a cloud's own log does not know
 * the endpoint, which decides the price.
 */
export function merge(a: UsageEvent, b: UsageEvent): UsageEvent {
  const winner = compare(a, b) <= 0 ? a : b;
  const { at, until, given } = span(a, b);
  const output = mergeOutputFlags(a.flags, b.flags, outputOf(a) - outputOf(b));
  const flags = withoutOutputFlags(winner.flags & ~GIVEN) | output | (given ? GIVEN : 0);
  const owner = compareClaims(a, b) <= 0 ? a : b;
  const own = claimOf(owner);
  const claim = own.at === at && !own.copied ? undefined : own;
  const request = mergeRequest(a.request, b.request);
  const parts = withSplit(winner, winner === a ? b : a);
  const prompt = sentOf(a, b);
  const reported = mergeReported(a.reported, b.reported);
  const geo = mergeGeo(a.terms.geo, b.terms.geo);
  const same =
    winner.terms.geo === geo &&
    winner.at === at &&
    winner.until === until &&
    winner.flags === flags &&
    winner.parts === parts &&
    (winner === owner || (winner.terms.source === owner.terms.source && sameScope(winner.scope, owner.scope))) &&
    sameClaim(winner.claim, claim) &&
    winner.request?.print === request?.print &&
    winner.request?.alone === request?.alone &&
    winner.prompt === prompt &&
    winner.reported === reported;
  if (same) return winner;
  const { claim: _claim, request: _request, ...rest } = winner;
  const known = { ...(claim && { claim }), ...(request !== undefined && { request }) };
  const told = { ...(prompt && { prompt }), ...(reported && { reported }) };
  const { source } = owner.terms;
  const isServed = winner.terms.source === source && winner.terms.geo === geo;
  return {
    ...rest,
    terms: isServed ? winner.terms : { ...winner.terms, source, geo },
    scope: owner.scope,
    ...known,
    at,
    until,
    parts,
    flags: parts === winner.parts ? flags : flags & ~TTL_ASSUMED,
    ...told,
  };
}

const TTL_ASSUMED = FLAGS.ttl_assumed.bit;

/**
 * The parts of the better record, with the writes split by their TTL as the other one tells where it does not. It takes that
 * both tell one prompt, as all records of a response do that are whole.
 */
function withSplit({ parts, flags }: UsageEvent, other: UsageEvent): readonly UsagePart[] {
  const [own, told] = [parts[0], other.parts[0]];
  if ((flags & TTL_ASSUMED) === 0 || (other.flags & TTL_ASSUMED) !== 0) return parts;
  if (own === undefined || told === undefined || parts.length > 1 || other.parts.length > 1) return parts;
  const [a, b] = [own.meters, told.meters];
  const isOne = a.input === b.input && a.cache_read === b.cache_read && own.model === told.model;
  const { cache_write_5m, cache_write_1h } = b;
  if (!isOne || cache_write_5m + cache_write_1h !== a.cache_write_5m + a.cache_write_1h) return parts;
  return [{ ...own, meters: { ...a, cache_write_5m, cache_write_1h } }];
}

/** One that has the response's id as well tells more; of those that differ, the larger. */
function mergeRequest(a: RequestId | undefined, b: RequestId | undefined): RequestId | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return (Number(b.alone) - Number(a.alone) || a.print - b.print) >= 0 ? a : b;
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

/** What decides whose call it is. */
function claimOf({ claim, at }: UsageEvent): Claim {
  return claim ?? { at, copied: false };
}

/**
 * Negative when `a` says better whose call it is: it says more of the place, is no copy, or shows the response earlier, as
 * the session does that made it. Of copies alone, what sorts first.
 */
function compareClaims(a: UsageEvent, b: UsageEvent): number {
  const [own, other] = [claimOf(a), claimOf(b)];
  return (
    placesOf(b.scope) - placesOf(a.scope) ||
    Number(own.copied) - Number(other.copied) ||
    own.at - other.at ||
    namesOf(b.scope) - namesOf(a.scope) ||
    (sameScope(a.scope, b.scope) ? 0 : order(scopeText(a.scope), scopeText(b.scope))) ||
    order(a.terms.source, b.terms.source)
  );
}

/** A transcript tells the place of a call; telemetry of the same call only its session and user. */
function placesOf({ session, thread, project }: Scope): number {
  return Number(session !== '') + Number(thread !== '') + Number(project !== '');
}

function namesOf({ labels, ...names }: Scope): number {
  return Object.keys(labels).length + Object.values(names).filter((name) => name !== '').length;
}

function scopeText({ session, thread, project, workspace, api_key, user, labels }: Scope): string {
  return JSON.stringify([session, thread, project, workspace, api_key, user, labelsText(labels)]);
}

function sameScope(a: Scope, b: Scope): boolean {
  return a === b || scopeText(a) === scopeText(b);
}

function sameClaim(a: Claim | undefined, b: Claim | undefined): boolean {
  return a?.at === b?.at && a?.copied === b?.copied;
}

/**
 * Negative when `a` is the better record of what was billed: the larger output, then the more complete record, then the
 * larger prompt, then whatever sorts first. Where it stands decides nothing but which of two records that say the same is
 * named as the origin.
 */
export function compare(a: UsageEvent, b: UsageEvent): number {
  return (
    outputOf(b) - outputOf(a) ||
    b.completeness - a.completeness ||
    promptOf(b) - promptOf(a) ||
    compareBilled(a, b) ||
    order(a.origin.file, b.origin.file) ||
    a.origin.line - b.origin.line
  );
}

function outputOf(event: UsageEvent): number {
  return event.parts.reduce((sum, part) => sum + part.meters.output, 0);
}

function promptOf(event: UsageEvent): number {
  return event.parts.reduce((sum, part) => sum + promptTokens(part.meters), 0);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** 0 where two records say the same of all that is billed, but for where it was served. By numbers, as rows are compared too. */
function compareBilled(a: UsageEvent, b: UsageEvent): number {
  let found = a.parts.length - b.parts.length;
  for (let index = 0; found === 0 && index < a.parts.length; index++)
    found = compareParts(a.parts[index], b.parts[index]);
  if (found !== 0) return found;
  const [own, other] = [a.terms, b.terms];
  return (
    order(own.platform, other.platform) ||
    order(own.tier, other.tier) ||
    order(own.speed, other.speed) ||
    withoutOutputFlags(a.flags & ~GIVEN) - withoutOutputFlags(b.flags & ~GIVEN)
  );
}

function compareParts(a: UsagePart | undefined, b: UsagePart | undefined): number {
  if (a === undefined || b === undefined) return 0;
  return (
    order(a.model, b.model) ||
    order(a.kind, b.kind) ||
    (a.above ?? -1) - (b.above ?? -1) ||
    a.requests - b.requests ||
    compareMeters(a.meters, b.meters)
  );
}

function compareMeters(a: Meters, b: Meters): number {
  for (const meter of METERS) if (a[meter] !== b[meter]) return a[meter] - b[meter];
  return 0;
}

/** Whether two records say the same of what was billed, and to whom; where and how often they stand does not matter. */
export function saysTheSame(a: UsageEvent, b: UsageEvent): boolean {
  const [{ source, geo }, other] = [a.terms, b.terms];
  return (
    a.at === b.at &&
    geo === other.geo &&
    source === other.source &&
    sameScope(a.scope, b.scope) &&
    compareBilled(a, b) === 0 &&
    (a.flags & OPEN_OUTPUT) === (b.flags & OPEN_OUTPUT)
  );
}
