/** The output formats. */
import { annotations } from './annotations.ts';
import { csv } from './csv.ts';
import type { Format } from './document.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { table } from './table.ts';

export const FORMATS: readonly Format[] = [table, json, csv, markdown];

/** Only for documents that have cases. */
export const CASE_FORMATS: readonly Format[] = [junit, annotations];

export function formatById(id: string): Format | undefined {
  return [...FORMATS, ...CASE_FORMATS].find((format) => format.id === id);
}
