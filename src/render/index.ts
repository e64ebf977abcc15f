/** The output formats. */
import { csv } from './csv.ts';
import type { Format } from './document.ts';
import { json } from './json.ts';
import { markdown } from './markdown.ts';
import { table } from './table.ts';

export const FORMATS: readonly Format[] = [table, json, csv, markdown];

export function formatById(id: string): Format | undefined {
  return FORMATS.find((format) => format.id === id);
}
