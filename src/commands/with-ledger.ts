/** The ledger that a command works on, and the logs that are read into it first. What opens it and what reads is loaded here. */
import type { Host } from '../host.ts';
import type { IngestResult } from '../ingest/ingest.ts';
import type { Ledger } from '../store/ledger.ts';
import { ledgerPath, type Config } from './config.ts';
import type { LogOptions } from './log-options.ts';
import { readLogs, sayResult } from './read-logs.ts';

/** `file`: '' is a private one that vanishes; `create`: make it where there is none. */
export async function withLedger<T>(
  file: string,
  create: boolean,
  host: Host,
  use: (ledger: Ledger) => T | Promise<T>,
): Promise<T> {
  const { openLedgerFor } = await import('./open-ledger.ts');
  const ledger = openLedgerFor(host, file, create);
  try {
    return await use(ledger);
  } finally {
    ledger.close();
  }
}

/** The user's ledger, or where logs are named those alone, unless --db says into which ledger they go. */
export async function withLogs<T>(
  paths: readonly string[],
  options: LogOptions & { readonly db?: string },
  config: Config,
  host: Host,
  use: (ledger: Ledger, read: IngestResult | undefined) => T | Promise<T>,
): Promise<T> {
  const named = paths.length > 0;
  const file = named && options.db === undefined ? '' : ledgerPath(options.db, config, host);
  return withLedger(file, named, host, async (ledger) => {
    if (!named) return use(ledger, undefined);
    const read = await readLogs(paths, { ...options, projects: config.projects }, ledger, host);
    sayResult(read, host);
    return use(ledger, read);
  });
}
