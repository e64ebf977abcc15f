/** The rows of `event`, one a part. */
import type Database from 'better-sqlite3';
import { KEY_BYTES, putKey } from '../core/event-key.ts';
import { PACKED } from '../core/packed-columns.ts';

/** How many numbers of a row are those of a packed one, in its order. */
export const STORED: number = PACKED.setting;

type Column = Exclude<keyof typeof PACKED, 'setting' | 'records'> | 'model' | 'terms' | 'scope' | 'file' | 'run';

const PACKED_COLUMNS = Object.keys(PACKED).slice(0, STORED);
const COLUMNS = [...PACKED_COLUMNS, 'model', 'terms', 'scope', 'file', 'run'] as readonly Column[];

/** The numbers of a row: those of a packed one, then ids of what is text there. */
export const ROW: Readonly<Record<Column, number>> = Object.fromEntries(
  COLUMNS.map((column, place) => [column, place]),
) as Record<Column, number>;
const ROW_NUMBERS = COLUMNS.length;

/** What nearly every row says is written into the statement, which saves handing it over each time. */
const USUAL: Readonly<Record<number, number>> = { [ROW.part]: 0, [ROW.requests]: 1, [ROW.above]: -1 };
const VARYING = Uint8Array.from(COLUMNS.keys()).filter((column) => !(column in USUAL));
/** Those of a usual row, then its key. */
const USUAL_VALUES = VARYING.length + 1;

export interface EventRow {
  readonly key: Buffer;
  /** By {@link ROW}: ms, tokens, bits; `above` is -1 where it is no aggregate, and NULL in the ledger. */
  readonly numbers: Float64Array;
}

/** A row that may be filled again and again: millions of them would be only garbage. */
export function blankRow(): EventRow {
  return { key: Buffer.alloc(KEY_BYTES), numbers: new Float64Array(ROW_NUMBERS) };
}

function isUsual(numbers: Float64Array): boolean {
  return numbers[ROW.part] === 0 && numbers[ROW.requests] === 1 && numbers[ROW.above] === -1;
}

export interface EventTable {
  /** The parts of the event with this key, if it stands at this instant. */
  find(key: Buffer, at: number): EventRow[];
  insert(row: EventRow): void;
  /** For rows of which none is known, in the order of time if they are to be quick. */
  bulk(): BulkInsert;
  /** All rows whose keys are in a table of keys, a page at a time. */
  pagesOf(table: string): Iterable<readonly EventRow[]>;
  remove(key: Buffer, at: number): void;
  /** Marks the response as counted in this run. */
  count(key: Buffer, at: number, run: number): void;
}

interface BulkInsert {
  /** It may be put where the one before was: nothing of it is kept. */
  put(row: EventRow): void;
  /** Writes what is left to write. */
  end(): void;
}

/** Rows one statement inserts: with more it is no faster. */
const AT_ONCE = 50;
const PAGE_ROWS = 10_000;

export function eventTable(database: Database.Database): EventTable {
  const read = COLUMNS.map((column) => (column === 'above' ? 'coalesce(above, -1)' : column)).join(', ');
  const find = database.prepare(`SELECT ${read}, key FROM event WHERE at = ? AND key = ? ORDER BY part`).raw();
  const valueOf = (column: number): string => (USUAL[column] === -1 ? 'NULL' : String(USUAL[column] ?? '?'));
  const usual = `(${[...COLUMNS.keys()].map(valueOf).join(', ')}, ?)`;
  const inserting = (rows: number, marks: string): Database.Statement =>
    database.prepare(`INSERT INTO event (${COLUMNS.join(', ')}, key) VALUES ${Array(rows).fill(marks).join(', ')}`);
  const insert = inserting(1, `(${COLUMNS.map(() => '?').join(', ')}, ?)`);
  const [insertUsual, insertUsuals] = [inserting(1, usual), inserting(AT_ONCE, usual)];
  const remove = database.prepare('DELETE FROM event WHERE at = ? AND key = ?');
  const count = database.prepare('UPDATE event SET run = ? WHERE at = ? AND key = ?');
  const keys = Array.from({ length: AT_ONCE }, () => Buffer.alloc(KEY_BYTES));
  const values = new Array<unknown>(AT_ONCE * USUAL_VALUES);

  function one({ numbers, key }: EventRow): void {
    insert.run(...Array.from(numbers, (number, column) => (column === ROW.above && number < 0 ? null : number)), key);
  }

  function bulk(): BulkInsert {
    let rows = 0;
    return {
      put(row) {
        const { numbers } = row;
        if (!isUsual(numbers)) {
          one(row);
          return;
        }
        const key = keys[rows] ?? row.key;
        putKey(key, row.key, 0);
        const start = rows * USUAL_VALUES;
        for (let place = 0; place < VARYING.length; place++) values[start + place] = numbers[VARYING[place] ?? 0];
        values[start + VARYING.length] = key;
        rows += 1;
        if (rows < AT_ONCE) return;
        // Not as one list, whose every element the driver would ask for.
        insertUsuals.run(...values);
        rows = 0;
      },
      end() {
        for (let row = 0; row < rows; row++)
          insertUsual.run(...values.slice(row * USUAL_VALUES, (row + 1) * USUAL_VALUES));
        rows = 0;
      },
    };
  }

  function* pagesOf(table: string): Iterable<readonly EventRow[]> {
    const next = database.prepare(`
      SELECT ${read}, key FROM event WHERE (at, key, part) > (?, ?, ?) AND key IN (SELECT key FROM ${table})
      ORDER BY at, key, part LIMIT ${PAGE_ROWS}`);
    let after: readonly unknown[] = [Number.MIN_SAFE_INTEGER, Buffer.alloc(0), 0];
    for (;;) {
      const page = (next.raw().all(...after) as Stored[]).map(toRow);
      const last = page.at(-1);
      if (last === undefined) return;
      yield page;
      after = [last.numbers[ROW.at], last.key, last.numbers[ROW.part]];
    }
  }

  return {
    pagesOf,
    find: (key, at) => (find.all(at, key) as Stored[]).map(toRow),
    insert: one,
    bulk,
    remove: (key, at) => void remove.run(at, key),
    count: (key, at, run) => void count.run(run, at, key),
  };
}

type Stored = readonly [...number[], Buffer];

function toRow(values: Stored): EventRow {
  return { key: values.at(-1) as Buffer, numbers: Float64Array.from(values.slice(0, ROW_NUMBERS) as number[]) };
}
