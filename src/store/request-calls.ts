/**
 * Calls that one log knows by the response and another, as telemetry does, only by the request: whichever comes first, they
 * become one event, under the key of the response.
 */
import type Database from 'better-sqlite3';
import { putKey } from '../core/event-key.ts';
import { numberAt, partsFrom, PACKED } from '../core/packed-columns.ts';
import { keyAt, type BatchEvents } from './packed-rows.ts';

/** An event that is known by its request alone, as it stands in the ledger. */
interface RequestCall {
  readonly key: Buffer;
  readonly at: number;
}

interface NamedCall {
  readonly print: number;
  readonly call: RequestCall;
  readonly own: BatchEvents;
  readonly row: number;
}

export interface RequestCalls {
  /** Gives the events that are known by their request alone the keys of those that tell the response too, here or in the ledger. */
  nameThose(all: readonly BatchEvents[]): void;
  /** Events of the ledger that are known by the request alone, by the first row that now tells the response as well. */
  namedBy(all: readonly BatchEvents[]): readonly NamedCall[];
  add(print: number, call: RequestCall): void;
  remove(print: number): void;
}

/** Ms between what two logs say of one request, at most. */
const WINDOW = 3_600_000;

export function requestCalls(database: Database.Database): RequestCalls {
  const isAny = database.prepare('SELECT EXISTS (SELECT 1 FROM request_call)').pluck();
  const ofPrint = database.prepare('SELECT key, at FROM request_call WHERE request = ?');
  const insert = database.prepare('INSERT OR REPLACE INTO request_call (request, key, at) VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM request_call WHERE request = ?');
  const named = database.prepare(
    'SELECT request, key FROM event WHERE at BETWEEN ? AND ? AND part = 0 AND request > 0',
  );

  /** The keys by print of the responses near the alone ones: of several of one request, the first by its key. */
  function keysFor(
    all: readonly BatchEvents[],
    alone: ReadonlySet<number>,
    span: readonly [number, number],
  ): Map<number, Buffer> {
    const keys = new Map<number, Buffer>();
    const take = (print: number, key: Buffer): void => {
      const known = keys.get(print);
      if (alone.has(print) && (known === undefined || key.compare(known) < 0)) keys.set(print, Buffer.from(key));
    };
    for (const [own, row, print] of requestsIn(all)) if (print > 0) take(print, keyAt(own, row));
    const [from, to] = span;
    for (const row of named.iterate(from - WINDOW, to + WINDOW) as Iterable<{ request: number; key: Buffer }>)
      take(row.request, row.key);
    return keys;
  }

  return {
    nameThose(all) {
      const alone = new Set<number>();
      let [from, to] = [Infinity, -Infinity];
      for (const [own, row, print] of requestsIn(all)) {
        if (print > 0) continue;
        const at = numberAt(own.events, row, PACKED.at);
        alone.add(-print);
        [from, to] = [Math.min(from, at), Math.max(to, at)];
      }
      if (alone.size === 0) return;
      const keys = keysFor(all, alone, [from, to]);
      if (keys.size === 0) return;
      for (const [own, row, print] of requestsIn(all)) {
        const key = keys.get(-print);
        if (print > 0 || key === undefined) continue;
        for (let part = 0; part < partsFrom(own.events, row); part++) putKey(keyAt(own, row + part), key, 0);
      }
    },
    namedBy(all) {
      if (isAny.get() !== 1) return [];
      const found = new Map<number, NamedCall>();
      for (const [own, row, print] of requestsIn(all)) {
        if (print < 0 || found.has(print)) continue;
        const call = ofPrint.get(print) as RequestCall | undefined;
        const isNear = call !== undefined && Math.abs(call.at - numberAt(own.events, row, PACKED.at)) <= WINDOW;
        if (isNear) found.set(print, { print, call, own, row });
      }
      return [...found.values()];
    },
    add: (print, { key, at }) => void insert.run(print, key, at),
    remove: (print) => void remove.run(print),
  };
}

/** The first rows of events whose request is known, and its number. */
function* requestsIn(all: readonly BatchEvents[]): Iterable<readonly [own: BatchEvents, row: number, number: number]> {
  for (const own of all) {
    for (let row = 0; row < own.events.rows; row++) {
      const print = numberAt(own.events, row, PACKED.request);
      if (print !== 0 && numberAt(own.events, row, PACKED.part) === 0) yield [own, row, print];
    }
  }
}
