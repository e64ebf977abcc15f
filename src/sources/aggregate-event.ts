/** A bucket of many requests, as the provider's own reports have them, as a usage event. */
import { NO_SCOPE, type Scope, type UsageEvent } from '../core/event.ts';
import { flagBits, type Flag } from '../core/flags.ts';
import type { Count, Meters } from '../core/meters.ts';
import { parseModelId, stripContext } from '../core/model-id.ts';
import { MS_PER_DAY, parseDate, type Instant } from '../core/time.ts';
import { contentKey } from './call-key.ts';
import { bandOf } from './context-window.ts';
import { instantOf } from './fields.ts';
import type { Refusal } from './reading.ts';
import type { Context } from './source.ts';

interface Bucket {
  readonly source: string;
  readonly span: Span;
  /** As logged. */
  readonly model: string;
  readonly meters: Meters;
  /** As many as it says; 0 where it does not. */
  readonly requests: Count;
  /** As the report writes it ("0-200k"). */
  readonly window: unknown;
  /** All that tells it from another of the same time, by name; its model among them. */
  readonly dimensions: ReadonlyMap<string, string>;
  readonly tier: string;
  readonly speed: string;
  readonly geo: string;
  readonly scope: Partial<Scope>;
  readonly flags: readonly Flag[];
}

interface Span {
  readonly ok: true;
  readonly start: Instant;
  /** Exclusive; `start` where it is not known. */
  readonly end: Instant;
  readonly flags: readonly Flag[];
}

/** How many buckets of this key there have been, this one included. */
export type Alike = (key: string) => number;

/**
 * Known by its time and all of its dimensions, so that a bucket that is pulled or exported again is the same event, of which
 * the larger figures count. Of several that are alike in one report (two keys of one name) each is one of its own.
 */
export function aggregateEvent(bucket: Bucket, context: Context, alike: Alike): UsageEvent {
  const { source, span, model, meters } = bucket;
  const { start, end } = span;
  const place = parseModelId(model);
  const speed = bucket.speed || (place.speed ?? '');
  const band = bandOf({ model, at: start, speed, meters, window: bucket.window });
  const untimed = span.flags.includes('instant_given');
  const flags: Flag[] = [...bucket.flags, ...span.flags];
  if (untimed) flags.push('no_id');
  if (band.unknown) flags.push('band_unknown');
  if (end - start > MS_PER_DAY) flags.push('long_bucket');
  const dimensions = [...bucket.dimensions].sort(([a], [b]) => (a < b ? -1 : 1));
  const key = untimed
    ? contentKey({ source, content: [dimensions, meters], at: undefined }, context)
    : `aggregate:${source}:${JSON.stringify([start, end, dimensions])}`;
  const nth = alike(key);
  return {
    key: nth === 1 ? key : `${key}:${nth}`,
    at: start,
    until: end,
    parts: [{ model: stripContext(model), kind: 'aggregate', meters, requests: bucket.requests, above: band.above }],
    terms: {
      source,
      platform: place.platform ?? 'api',
      tier: bucket.tier || (place.tier ?? ''),
      speed,
      geo: bucket.geo === '' ? (place.reach ?? '') : bucket.geo,
    },
    scope: { ...NO_SCOPE, ...bucket.scope, labels: { ...bucket.scope.labels, ...context.labels } },
    flags: flagBits(flags),
    completeness: 0,
    origin: { file: context.file, line: context.line },
  };
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

type SpanResult = Span | { readonly ok: false; readonly reason: Refusal };

/** From one instant to another; a report may leave the second out. */
export function spanBetween(from: unknown, to: unknown, context: Context): SpanResult {
  const start = instantOf(from, context);
  if (!start.ok) return start;
  const end = to === undefined || to === null ? start : instantOf(to, context);
  if (!end.ok) return end;
  if (end.at < start.at) return { ok: false, reason: 'clock_backwards' };
  return { ok: true, start: start.at, end: end.at, flags: start.flags };
}

/** A calendar day in UTC, or `length` from an instant on. */
export function spanFrom(from: unknown, length: number, context: Context): SpanResult {
  const day = typeof from === 'string' ? parseDate(from) : undefined;
  const start = instantOf(day ?? from, context);
  if (!start.ok) return start;
  const end = (start.at + (day === undefined ? length : MS_PER_DAY)) as Instant;
  return { ok: true, start: start.at, end, flags: start.flags };
}
