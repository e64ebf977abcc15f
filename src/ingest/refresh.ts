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

/** What it came to, for each set of options that files were read with. */
export async function refresh({ ledger, now, version, also, onFile }: Refreshing): Promise<IngestResult[]> {
  const run = ledger.startRun(now, version);
  const results: IngestResult[] = [];
  for (const [text, paths] of filesByOptions(ledger, also)) {
    const options = optionsFrom(text, version);
    const files = paths.map((file): FoundFile => ({ path: file, named: false }));
    const around = { ledger, run, options, stdin: nothing(), onBytes: () => undefined };
    results.push(await ingest(files, around, (_, file) => onFile(file)));
  }
  return results;
}

function filesByOptions(ledger: Ledger, also: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const read = ledger.outcomes().filter(({ complete }) => complete !== undefined);
  const known = namesByFolder(read);
  const options = new Map(read.map(({ file }) => [file, uncounted(ledger.file(file)?.options ?? '')]));
  const byFolder = new Map([...options].map(([file, text]) => [path.dirname(file), text]));
  const [usual = ''] = options.values();
  for (const [folder, text] of byFolder) for (const file of newLogs(folder, known)) options.set(file, text);
  for (const file of also) if (!options.has(file)) options.set(file, byFolder.get(path.dirname(file)) ?? usual);
  const there = [...options].filter(([file]) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
  return new Map([...Map.groupBy(there, ([, text]) => text)].map(([text, some]) => [text, some.map(([file]) => file)]));
}

async function* nothing(): AsyncGenerator<Buffer> {
  // Standard input is no file that could be read again.
}
