/** A bucket of many requests, as the provider's own reports have them, as a usage event. */
import type { Scope, UsageEvent } from '../core/event.ts';
import type { Flag } from '../core/flags.ts';
import type { Count, Meters } from '../core/meters.ts';
import { parseModelId, stripContext } from '../core/model-id.ts';
import { MS_PER_DAY, parseDate, type Instant } from '../core/time.ts';
import { callEvent } from './call-event.ts';
import { contentKey } from './call-key.ts';
import { bandOf } from './context-window.ts';
import { instantOf, isGiven, type When } from './fields.ts';
import { refuse } from './reading.ts';
import type { Context } from './source.ts';

interface Bucket {
  readonly source: string;
  readonly span: Span;
  /** As logged. */
  readonly model: string;
  readonly meters: Meters;
  /** As many as it says; left out where it does not. */
  readonly requests?: Count;
  /** As the report writes it ("0-200k"). */
  readonly window?: unknown;
  /** All that tells it from another of the same time, by name; its model among them. */
  readonly dimensions: ReadonlyMap<string, string>;
  readonly tier?: string;
  readonly speed?: string;
  readonly geo?: string;
  readonly scope: Partial<Scope>;
  readonly flags: readonly Flag[];
}

interface Span extends When {
  /** Exclusive; `at` where it is not known. */
  readonly until: Instant;
}

/** How many buckets of this key there have been, this one included. */
export type Alike = (key: string) => number;

/**
 * Known by its time and all of its dimensions, so that a bucket that is pulled or exported again is the same event, of which
 * the larger figures count. Of several that are alike in one report (two keys of one name) each is one of its own.
 */
export function aggregateEvent(bucket: Bucket, context: Context, alike: Alike): UsageEvent {
  const { source, span, model, meters } = bucket;
  const { at, until } = span;
  const speed = bucket.speed || (parseModelId(model).speed ?? '');
  const band = bandOf({ model, at, speed, meters, window: bucket.window });
  const untimed = isGiven(span);
  const flags: Flag[] = [...bucket.flags];
  if (untimed) flags.push('no_id');
  if (band.unknown) flags.push('band_unknown');
  if (until - at > MS_PER_DAY) flags.push('long_bucket');
  const dimensions = [...bucket.dimensions].sort(([a], [b]) => (a < b ? -1 : 1));
  const key = untimed
    ? contentKey({ source, content: [dimensions, meters], at: undefined }, context)
    : `aggregate:${source}:${JSON.stringify([at, until, dimensions])}`;
  const nth = alike(key);
  const own = { id: '', key: nth === 1 ? key : `${key}:${nth}`, counts: { meters, flags } };
  const event = callEvent(context, { ...bucket, ...span, ...own, speed });
  const part = { model: stripContext(model), meters, requests: bucket.requests ?? 0, above: band.above };
  return { ...event, parts: [{ ...part, kind: 'aggregate' }] };
}

/** Beyond so many different ones those of before are forgotten: a table is sorted by time, so what is alike stands close. */
const REMEMBERED = 20_000;

export function alikeCounter(): Alike {
  const seen = new Map<string, number>();
  return (key) => {
    const count = (seen.get(key) ?? 0) + 1;
    if (seen.size >= REMEMBERED) seen.clear();
    seen.set(key, count);
    return count;
  };
}

/** From one instant to another; a report may leave the second out. */
export function spanBetween(from: unknown, to: unknown, context: Context): Span {
  const start = instantOf(from, context);
  const end = to === undefined || to === null ? start : instantOf(to, context);
  return end.at < start.at ? refuse('clock_backwards') : { ...start, until: end.at };
}

/** A calendar day in UTC, or `length` from an instant on. */
export function spanFrom(from: unknown, length: number, context: Context): Span {
  const day = typeof from === 'string' ? parseDate(from) : undefined;
  const start = instantOf(day ?? from, context);
  return { ...start, until: (start.at + (day === undefined ? length : MS_PER_DAY)) as Instant };
}
