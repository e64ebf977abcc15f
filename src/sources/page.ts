/** An answer of a list API, saved as it came: the records are its `data`, or the `observations` of a trace. */
import { isObject } from './fields.ts';
import { eachOf, type JsonObject, type Reading } from './reading.ts';
import type { Context, Reader } from './source.ts';

type Claims = (record: JsonObject) => boolean;

/** Also of a record by itself. */
export function onPage(claims: Claims): Claims {
  return (record) => claims(record) || rowsOf(record).some(claims);
}

/** `inOrder`: as they are to be read. */
export function pageReader(
  claims: Claims,
  read: Reader['read'],
  inOrder: (rows: readonly JsonObject[]) => readonly JsonObject[] = (rows) => rows,
): Reader {
  return {
    read(record: JsonObject, context: Context): Reading {
      const rows = claims(record) ? [] : rowsOf(record);
      return eachOf(rows.some(claims) ? inOrder(rows) : [record], (row) => read(row, context));
    },
  };
}

/** None where it is no page. */
export function rowsOf(record: JsonObject): readonly JsonObject[] {
  const rows = record['data'] ?? record['observations'];
  return Array.isArray(rows) ? rows.filter(isObject) : [];
}
