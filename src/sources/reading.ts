/** What a record comes to: events, a part of one, nothing that is billed, or why it is refused. */
import type { UsageEvent } from '../core/event.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** What became of a record. A record may both end one response and begin another, hence several events. */
export type Reading =
  | {
      readonly kind: 'events';
      readonly events: readonly UsageEvent[];
      /** The events are of records before, and this one is held. */
      readonly holds?: true;
      /** What was sent, where the record has it and the context asks for it. It is never stored. */
      readonly request?: JsonObject;
      /** Keys of its usage that nobody knows, so that what they count is in no total. */
      readonly unknownKeys?: readonly string[];
      /** Why other calls of a record of several cannot be counted, one reason each. */
      readonly refused?: readonly Refusal[];
    }
  /** A part of a response that a later record completes. */
  | { readonly kind: 'held' }
  /** Not a billable response: nothing to count. */
  | { readonly kind: 'not_usage'; readonly what: NotUsage }
  /** Nothing this format knows. Another may; if none does, a record with token counts is rejected. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly reason: Refusal };

export const HELD: Reading = { kind: 'held' };
export const UNKNOWN: Reading = { kind: 'unknown' };

/** What a record is that is no call of a model: names in the account that `ingest --format json` prints. */
export type NotUsage =
  | 'no usage in the line'
  | 'text line'
  | 'part of a line'
  | 'user message'
  | 'session event'
  | 'stream event'
  | 'part of another record'
  | 'agent or tool span'
  | 'other span'
  | 'sum of metrics'
  | 'repeated count'
  | 'error'
  | 'stored answer'
  | 'call that is not billed'
  | 'call without text'
  | 'empty response'
  | 'empty bucket'
  | 'header again'
  | 'end of stream';

/** Those that repeat what calls elsewhere used. A log of nothing else has usage that is not counted. */
export const REPEATS_USAGE: ReadonlySet<string> = new Set<NotUsage>([
  'agent or tool span',
  'sum of metrics',
  'part of another record',
]);

export function notUsage(what: NotUsage): Reading {
  return { kind: 'not_usage', what };
}

/** Why a record that should count cannot. The texts are what the user reads. */
export const REFUSALS = {
  malformed: 'is not valid JSON',
  truncated: 'ends in the middle of a record',
  too_long: 'is longer than 64 MiB',
  not_an_object: 'is not a JSON object',
  not_this_shape: 'is not a record of this log shape',
  malformed_row: 'has more or fewer cells than the header, or an open quote',
  no_instant: 'has no time of its own (give one: --at now, --at 2026-11-30, or --at-file-date for files)',
  bad_instant: 'has a time that is not an ISO 8601 instant',
  instant_out_of_range: 'has a time before 2020 or after 2099',
  no_model: 'has no model id',
  not_by_model: 'is usage that is not broken out by model (group_by[]=model), so that it has no price',
  counted_per_team: 'is usage broken out by team (rbac_group_id): who is in several teams counts several times',
  opaque_model: 'names a resource of an AWS account, such as an application inference profile, and no model',
  bad_count: 'has a token count that is not a whole number >= 0',
  count_too_large: 'has a token count above 100,000,000,000',
  missing_count: 'lacks a token count that this shape must have',
  no_response: 'is a request without its response or its usage',
  no_message: 'is a step of a message that is not in this log, which has its model: read both in one log',
  bad_request: 'has a request that is not one of the Messages API',
  too_many_markers: 'has more than 4 breakpoints (cache_control), which the API refuses',
  ttl_order: 'has a 5-minute breakpoint before a one-hour one, which the API refuses',
  bad_ttl: 'has a breakpoint for another time than 5m or 1h',
  unknown_level: 'has a block of another level than tools, system and messages',
  clock_backwards: 'has a time before one that it must follow',
  not_tokens: 'counts in another unit than tokens',
  unknown_counts: 'has token counts under names that no log format has here',
  more_pages: 'is a report page that says there are more (has_more), and none follows',
  bad_blocks: 'has blocks that are no list of whole numbers, or do not fit its number of tokens',
} as const;

export type Refusal = keyof typeof REFUSALS;

export function refused(reason: Refusal): Reading {
  return { kind: 'refused', reason };
}

/** Carries a refusal from however deep in a record to where its reading began, as a {@link Failure} goes to the edge of a command. */
class Refused extends Error {
  readonly reason: Refusal;

  constructor(reason: Refusal) {
    super(REFUSALS[reason]);
    this.name = 'Refused';
    this.reason = reason;
  }
}

/**
 * Ends the reading of a record, or of one of several calls in it: the first thing that is amiss is the reason. Only below
 * {@link reading}.
 */
export function refuse(reason: Refusal): never {
  throw new Refused(reason);
}

/** What reading comes to, also where something in it refuses. */
export function reading(read: () => Reading): Reading {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refused) return refused(error.reason);
    throw error;
  }
}

/** What was read; undefined where that refuses. */
export function readable<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

export function one(event: UsageEvent): Reading {
  return { kind: 'events', events: [event] };
}

/** Without responses that have no token: calls that were given up, and clients that log zeros. */
export function withoutEmpty(reading: Reading): Reading {
  if (reading.kind !== 'events') return reading;
  const events = reading.events.filter(({ parts }) => parts.some(({ meters }) => Object.values(meters).some(Boolean)));
  if (events.length === reading.events.length) return reading;
  return events.length === 0 && reading.refused === undefined ? notUsage('empty response') : { ...reading, events };
}

/** Each of several calls read by itself. */
export function eachOf<Item>(items: readonly Item[], read: (item: Item) => Reading): Reading {
  return together(items.map((item) => reading(() => read(item))));
}

export function eventsIn(reading: Reading): readonly UsageEvent[] {
  return reading.kind === 'events' ? reading.events : [];
}

/** Why calls of it cannot be counted. */
export function reasonsIn(reading: Reading): readonly Refusal[] {
  if (reading.kind === 'refused') return [reading.reason];
  return reading.kind === 'events' ? (reading.refused ?? []) : [];
}

/** What a record of several calls comes to: the good ones count, also beside bad ones. */
export function together(readings: readonly Reading[]): Reading {
  const events = readings.flatMap(eventsIn);
  const reasons = readings.flatMap(reasonsIn);
  const keys = readings.flatMap((reading) => (reading.kind === 'events' ? (reading.unknownKeys ?? []) : []));
  const unknownKeys = keys.length === 0 ? {} : { unknownKeys: keys };
  const [reason] = reasons;
  if (reason === undefined && events.length === 0)
    return readings.find(({ kind }) => kind === 'unknown') ?? readings[0] ?? notUsage('no usage in the line');
  if (reason === undefined) return { kind: 'events', events, ...unknownKeys };
  return events.length === 0 && reasons.length === 1
    ? refused(reason)
    : { kind: 'events', events, ...unknownKeys, refused: reasons };
}
