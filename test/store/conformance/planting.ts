/** Ways in which a reader goes wrong: in what it asks itself, in what it says of groups, or in what it takes events for. */
import type { UsageEvent, UsagePart } from '../../../src/core/event.ts';
import { METERS, NO_SUMS, type MeterSums } from '../../../src/core/meters.ts';
import { periodOf, utcDate, type Instant, type Period } from '../../../src/core/time.ts';
import type { FileOutcome, LedgerReader, TracedInference, UsageGroup, UsageQuery } from '../../../src/store/ledger.ts';
import { naiveReader } from './naive-reader.ts';
import type { World } from './world.ts';

/** What a reader does instead of what is right. */
export type Plant = (right: LedgerReader, world: World) => Partial<LedgerReader>;

/** Usage is that of another query. */
export function asking(other: (query: UsageQuery) => UsageQuery): Plant {
  return (right) => ({ usage: (query) => right.usage(other(query)) });
}

/** Each group is another one, or left out. */
export function answering(other: (group: UsageGroup, query: UsageQuery) => UsageGroup | undefined): Plant {
  return (right) => ({
    *usage(query) {
      for (const group of right.usage(query)) {
        const changed = other(group, query);
        if (changed !== undefined) yield changed;
      }
    },
  });
}

/** Each file is listed as another one. */
export function listing(other: (file: FileOutcome, world: World) => FileOutcome): Plant {
  return (right, world) => ({ outcomes: () => right.outcomes().map((file) => other(file, world)) });
}

type Method = 'usage' | 'span' | 'inferences' | 'requests';

/** One method takes events for others; `number` tells records apart. */
export function taking(method: Method, other: (event: UsageEvent, number: number) => UsageEvent): Plant {
  return (_, { writes, ...world }) => {
    let number = 0;
    const changed = writes.map((files) =>
      files.map((file) => ({ ...file, events: file.events.map((event) => other(event, number++)) })),
    );
    return { [method]: naiveReader({ ...world, writes: changed })[method] };
  };
}

/** One method takes parts of events for others, or for none. */
export function takingParts(method: Method, other: (part: UsagePart) => UsagePart | undefined): Plant {
  return taking(method, ({ parts, ...event }) => ({
    ...event,
    parts: parts.map(other).filter((part) => part !== undefined),
  }));
}

/** A period whose ends are so many ms later. */
export function later({ since, until }: Period, by: { readonly since?: number; readonly until?: number }): Period {
  const end = (at: Instant | undefined, ms = 0): Instant | undefined =>
    at === undefined ? undefined : ((at + ms) as Instant);
  return periodOf(end(since, by.since), end(until, by.until));
}

/** A period whose ends are those of spans of so many ms, before them. */
export function inSpans({ since, until }: Period, spanMs: number): Period {
  return periodOf(since && beginning(since, spanMs), until && beginning(until, spanMs));
}

/** When the span of so many ms begins that an instant is in. */
export function beginning(at: Instant, spanMs: number): Instant {
  return (Math.floor(at / spanMs) * spanMs) as Instant;
}

/** Groups of UTC days, each the last of its pieces. */
export function lastPieces(groups: Iterable<UsageGroup>): Iterable<UsageGroup> {
  return new Map(Array.from(groups, (group) => [placeOf(group), group])).values();
}

/** Groups of UTC days, added up as numbers are. */
export function addedAsDoubles(groups: Iterable<UsageGroup>): UsageGroup[] {
  const byPlace = Map.groupBy(groups, placeOf);
  const added = (some: readonly UsageGroup[], of: (group: UsageGroup) => bigint): bigint =>
    BigInt(some.reduce((sum, group) => sum + Number(of(group)), 0));
  return [...byPlace.values()].map((some) => {
    const sums: Record<keyof MeterSums, bigint> = { ...NO_SUMS };
    for (const meter of METERS) sums[meter] = added(some, (group) => group.sums[meter]);
    return {
      ...some[0]!,
      requests: added(some, ({ requests }) => requests),
      hits: added(some, ({ hits }) => hits),
      sums,
    };
  });
}

function placeOf({ at, model, terms, values, above }: UsageGroup): string {
  return JSON.stringify([utcDate(at), model, terms, values, above]);
}

/** In the order of time, those of one instant by file and line. */
export function asLogged(a: TracedInference, b: TracedInference): number {
  return a.at - b.at || (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1);
}
