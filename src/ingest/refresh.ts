/** Reading again what a ledger was read from: files that have grown, and those that came beside them, each as its neighbours were read. */
import { statSync } from 'node:fs';
import path from 'node:path';
import type { Instant } from '../core/time.ts';
import type { FoundFile } from '../io/find.ts';
import type { Ledger } from '../store/ledger.ts';
import { namesByFolder, newLogs } from '../io/freshness.ts';
import { ingest, type IngestResult } from './ingest.ts';
import { optionsFrom, uncounted } from './read-options.ts';

interface Refreshing {
  readonly ledger: Ledger;
  readonly now: Instant;
  /** Of the program. */
  readonly version: string;
  /** More files that are wanted, such as all that are in the folders of Claude Code. */
  readonly also: readonly string[];
  readonly onFile: (file: string) => void;
}

export interface Refreshed {
  /** For each set of options that files were read with. */
  readonly results: readonly IngestResult[];
  /** New files that were not read, because their neighbours do not say how. */
  readonly unread: readonly string[];
}

export async function refresh({ ledger, now, version, also, onFile }: Refreshing): Promise<Refreshed> {
  const { byOptions, unread } = filesByOptions(ledger, also);
  if (byOptions.size === 0) return { results: [], unread };
  const run = ledger.startRun(now, version);
  const results: IngestResult[] = [];
  for (const [text, paths] of byOptions) {
    const options = optionsFrom(text, version);
    const files = paths.map((file): FoundFile => ({ path: file, named: false }));
    const around = { ledger, run, options, stdin: nothing(), onBytes: () => undefined };
    results.push(await ingest(files, around, (_, file) => onFile(file)));
  }
  return { results, unread };
}

function filesByOptions(
  ledger: Ledger,
  also: readonly string[],
): { readonly byOptions: ReadonlyMap<string, readonly string[]>; readonly unread: readonly string[] } {
  const read = ledger.outcomes().filter(({ complete }) => complete !== undefined);
  const known = namesByFolder(read);
  const options = new Map(read.map(({ file }) => [file, uncounted(ledger.file(file)?.options ?? '')]));
  const unread: string[] = [];
  for (const folder of known.keys()) {
    const shared = sharedOptions(options, folder, known);
    for (const file of newLogs(folder, known))
      if (shared === undefined) unread.push(file);
      else options.set(file, shared);
  }
  const [usual, ...others] = new Set(also.flatMap((file) => options.get(file) ?? []));
  for (const file of also) {
    if (options.has(file)) continue;
    if (usual === undefined || others.length > 0) unread.push(file);
    else options.set(file, usual);
  }
  const there = [...options].filter(([file]) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
  const groups = Map.groupBy(there, ([, text]) => text);
  return {
    byOptions: new Map([...groups].map(([text, some]) => [text, some.map(([file]) => file)])),
    unread: [...new Set(unread)],
  };
}

/**
 * How a new file of a folder is to be read. A label that one file was given may be that file's alone: only where several
 * were read alike is it the folder's.
 */
function sharedOptions(
  options: ReadonlyMap<string, string>,
  folder: string,
  known: ReturnType<typeof namesByFolder>,
): string | undefined {
  const names = [...(known.get(folder) ?? [])];
  const [first = '', ...others] = new Set(names.map((name) => options.get(path.join(folder, name)) ?? ''));
  if (others.length > 0) return undefined;
  return names.length > 1 || isPlain(first) ? first : undefined;
}

/** Without a label, a source or a time that somebody gave. */
function isPlain(text: string): boolean {
  const { source, given, fileDate, labels } = optionsFrom(text, '');
  return source === undefined && given === undefined && !fileDate && Object.keys(labels).length === 0;
}

async function* nothing(): AsyncGenerator<Buffer> {
  // Standard input is no file that could be read again.
}
