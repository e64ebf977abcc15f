/**
 * The provider's cache as the generator of planted faults knows it: prefixes as lists, entries by model, speed and workspace,
 * lifetimes from the starts of requests. Nothing here knows of src/simulate or src/diagnose.
 */
import type { Instant } from '../../src/core/time.ts';
import { minimumCacheable } from '../../src/prices/list.ts';
import { matchModel } from '../../src/prices/match.ts';
import { book } from '../prices/shipped.ts';

export const MINUTE = 60_000;
export const TTL_5M: number = 5 * MINUTE;
export const TTL_1H: number = 60 * MINUTE;
const LOOKBACK = 20;

export interface Block {
  readonly level: 'tools' | 'system' | 'messages';
  readonly tokens: number;
}

/** A list of blocks: the same object is the same content. */
export interface Prefix {
  readonly block: Block;
  readonly before: Prefix | undefined;
  /** Tokens up to here. */
  readonly end: number;
  readonly longer: Map<Block, Prefix>;
}

const whole = new WeakMap<Block, Prefix>();

export function extended(before: Prefix | undefined, block: Block): Prefix {
  const known = before === undefined ? whole.get(block) : before.longer.get(block);
  if (known !== undefined) return known;
  const made: Prefix = { block, before, end: (before?.end ?? 0) + block.tokens, longer: new Map() };
  if (before === undefined) whole.set(block, made);
  else before.longer.set(block, made);
  return made;
}

export function prefixOf(blocks: readonly Block[]): Prefix {
  let prefix: Prefix | undefined;
  for (const block of blocks) prefix = extended(prefix, block);
  return prefix!;
}

/** What changed since the request before it, as it was planted. */
export type Change = 'tools' | 'system' | 'messages' | 'compacted';

export interface Asked {
  readonly session: string;
  readonly thread: string;
  readonly workspace: string;
  readonly version: string;
  readonly model: string;
  readonly speed: string;
  /** ms UTC: sent, first answered, last line. */
  readonly start: number;
  readonly at: number;
  readonly until: number;
  /** When it stands in the log: a log of requests has when they were sent, one of responses when they were answered. */
  readonly logged: number;
  readonly prompt: Prefix;
  /** Ascending. */
  readonly marks: readonly { readonly prefix: Prefix; readonly ttl: number }[];
  readonly output: number;
  /** The last request of its conversation that cached anything; undefined for the first of a conversation, and for a call on the side. */
  readonly before: Asked | undefined;
  /** The one that the API compares it with: the last of its conversation, whatever it cached. */
  readonly previous: Asked | undefined;
  readonly changes: readonly Change[];
  /** What the conversation had cached of messages goes before its time, just before this request. */
  readonly isGone: boolean;
}

export interface Entry {
  used: number;
  ttl: number;
  /** From when on it can be read: the first answer to whoever wrote it. */
  from: number;
}

export interface Served {
  readonly asked: Asked;
  readonly read: number;
  readonly cache_write_5m: number;
  readonly cache_write_1h: number;
  readonly input: number;
}

export class TrueCache {
  readonly #caches = new Map<string, Map<Prefix, Entry>>();

  /** Requests come in the order in which they were sent. */
  serve(asked: Asked): Served {
    const entries = this.entriesFor(asked);
    const least = minimumOf(asked.model);
    const hit = this.#hit(entries, asked, least);
    for (let inside = hit; inside !== undefined; inside = inside.before) {
      const entry = entries.get(inside);
      if (entry !== undefined && isAlive(entry, asked.start)) entry.used = asked.start;
    }
    const read = hit?.end ?? 0;
    let [hourEnd, end] = [read, read];
    for (const { prefix, ttl } of asked.marks) {
      if (prefix.end <= read || prefix.end < least) continue;
      end = prefix.end;
      if (ttl === TTL_1H) hourEnd = end;
      write(entries, prefix, asked, ttl);
    }
    return {
      asked,
      read,
      cache_write_1h: hourEnd - read,
      cache_write_5m: end - hourEnd,
      input: asked.prompt.end - end,
    };
  }

  entriesFor({ workspace, model, speed }: Asked): Map<Prefix, Entry> {
    const key = `${workspace} ${model} ${speed}`;
    let entries = this.#caches.get(key);
    if (entries === undefined) this.#caches.set(key, (entries = new Map<Prefix, Entry>()));
    return entries;
  }

  #hit(entries: ReadonlyMap<Prefix, Entry>, { marks, start }: Asked, least: number): Prefix | undefined {
    let best: Prefix | undefined;
    for (const { prefix } of marks) {
      let back: Prefix | undefined = prefix;
      for (let steps = 0; back !== undefined && steps < LOOKBACK && prefix.end >= least; steps++) {
        const entry = entries.get(back);
        if (entry !== undefined && isReadable(entry, start) && back.end > (best?.end ?? 0)) best = back;
        back = back.before;
      }
    }
    return best;
  }
}

function write(entries: Map<Prefix, Entry>, prefix: Prefix, { start, at }: Asked, ttl: number): void {
  const other = entries.get(prefix);
  const isWaiting = other !== undefined && isAlive(other, start);
  entries.set(prefix, {
    used: start,
    ttl: isWaiting ? Math.max(other.ttl, ttl) : ttl,
    from: isWaiting ? Math.min(other.from, at) : at,
  });
}

export function isAlive({ used, ttl }: Entry, at: number): boolean {
  return at - used <= ttl;
}

export function isReadable(entry: Entry, at: number): boolean {
  return isAlive(entry, at) && at >= entry.from;
}

const minimums = new Map<string, number>();

/** Tokens of the smallest prefix that a model caches. */
export function minimumOf(model: string): number {
  let minimum = minimums.get(model);
  if (minimum === undefined) {
    const name = matchModel(book.index, model) ?? model;
    minimum = minimumCacheable(book, name, Date.UTC(2026, 10, 10) as Instant) ?? 0;
    minimums.set(model, minimum);
  }
  return minimum;
}
