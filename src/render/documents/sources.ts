/** The log shapes that are read, and what each of them tells. */
import { cell, left, type Document, named, inWords } from '../document.ts';

const SCHEMA_VERSION = 1;

interface ListedSource {
  readonly id: string;
  readonly title: string;
  readonly tells: string;
}

export function sourcesDocument(sources: readonly ListedSource[]): Document {
  return {
    headline: [`${sources.length} log shapes; the shape of a file is detected, or forced with --source.`],
    tables: [
      {
        columns: [named(left('source', 'Source')), inWords(left('title', 'Logs'))],
        rows: sources.map(({ id, title }) => [cell(id), cell(title)]),
      },
    ],
    notes: sources.flatMap(({ id, tells }) => [{ text: id }, { text: tells, under: true }]),
    json: { schema_version: SCHEMA_VERSION, sources: sources.map(({ id, title, tells }) => ({ id, title, tells })) },
  };
}
