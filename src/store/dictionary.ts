/**
 * Numbers for texts that repeat. A dictionary remembers what it has looked up, up to a limit, so that memory
 * does not grow with the number of sessions.
 */
import type Database from 'better-sqlite3';
import { failDamaged } from './damaged.ts';

const REMEMBERED = 20_000;

export interface Dictionary<T> {
  /** The number of a value, which gets one when it is new. */
  idOf(value: T): number;
  /** The value of a number that is in the ledger. */
  valueOf(id: number): T;
  /** Forget all: the transaction that numbered them was taken back. */
  forget(): void;
}

interface DictionaryTable<T> {
  readonly table: string;
  readonly columns: readonly string[];
  toRow(value: T): readonly (string | number)[];
  fromRow(row: Readonly<Record<string, string | number>>): T;
}

export function dictionary<T>(database: Database.Database, shape: DictionaryTable<T>): Dictionary<T> {
  const columns = shape.columns.map((column) => `"${column}"`);
  const matches = columns.map((column) => `${column} = ?`).join(' AND ');
  const find = database.prepare(`SELECT id FROM "${shape.table}" WHERE ${matches}`).pluck();
  const insert = database.prepare(
    `INSERT INTO "${shape.table}" (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const get = database.prepare(`SELECT * FROM "${shape.table}" WHERE id = ?`);
  const ids = new Map<string, number>();
  const values = new Map<number, T>();

  return {
    idOf(value) {
      const row = shape.toRow(value);
      const text = row.length === 1 ? String(row[0]) : JSON.stringify(row);
      const known = ids.get(text);
      if (known !== undefined) return known;
      const found = find.get(...row) as number | undefined;
      const id = found ?? Number(insert.run(...row).lastInsertRowid);
      remember(ids, text, id);
      return id;
    },
    valueOf(id) {
      const known = values.get(id);
      if (known !== undefined) return known;
      const row = get.get(id) as Record<string, string | number> | undefined;
      if (row === undefined) failDamaged(`${shape.table} ${id} is not in it`);
      if (Object.values<unknown>(row).includes(null)) failDamaged(`${shape.table} ${id} says nothing`);
      const value = shape.fromRow(row);
      remember(values, id, value);
      return value;
    },
    forget() {
      ids.clear();
      values.clear();
    },
  };
}

function remember<K, V>(map: Map<K, V>, key: K, value: V): void {
  if (map.size >= REMEMBERED) map.clear();
  map.set(key, value);
}
