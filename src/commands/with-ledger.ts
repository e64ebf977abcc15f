/** The ledger that a command works on, and the logs that are read into it first. What opens it and what reads is loaded here. */
import { existsSync } from 'node:fs';
import { fail } from '../core/problem.ts';
import type { Host } from '../host.ts';
import type { IngestResult } from '../ingest/ingest.ts';
import type { Ledger } from '../store/ledger.ts';
import { ledgerPath, type Config } from './config.ts';
import { EXIT } from './exit.ts';
import type { LogOptions } from './log-options.ts';
import { readLogs } from './read-logs.ts';
import { refreshed, type RefreshOption } from './refresh.ts';
import { sayResult } from './say-read.ts';
import { clockOf } from './where.ts';

/** `file`: '' is a private one that vanishes; `create`: make it where there is none. */
export async function withLedger<T>(
  file: string,
  create: boolean,
  host: Host,
  use: (ledger: Ledger) => T | Promise<T>,
): Promise<T> {
  const { openLedgerFor } = await import('./open-ledger.ts');
  const isNew = create && file !== '' && !existsSync(file);
  const ledger = openLedgerFor(host, file, create);
  let done: unknown;
  try {
    const answer = await use(ledger);
    done = answer;
    return answer;
  } finally {
    ledger.close();
    // A run that failed leaves no empty ledger, which would answer $0.
    if (isNew && done !== EXIT.fine) (await import('../store/unused.ts')).removeUnused(file);
  }
}

/** The user's ledger, or where logs are named those alone, unless --db says into which ledger they go. */
export async function withLogs<T>(
  paths: readonly string[],
  options: LogOptions & RefreshOption & { readonly db?: string; readonly tz?: string },
  config: Config,
  host: Host,
  use: (ledger: Ledger, read: IngestResult | undefined) => T | Promise<T>,
): Promise<T> {
  const named = paths.length > 0;
  if (named && options.refresh === true)
    fail('two_inputs', '--refresh reads the logs of the ledger, and logs are named.', {
      hint: 'Leave one of them out.',
    });
  const file = named && options.db === undefined ? '' : ledgerPath(options.db, config, host);
  return withLedger(file, named, host, async (ledger) => {
    if (!named) return use(ledger, options.refresh === true ? await refreshed(ledger, options, host) : undefined);
    const read = await readLogs(
      paths,
      { ...options, projects: config.projects, zone: clockOf(options, config, host).zone },
      ledger,
      host,
    );
    sayResult(read, options, host);
    return use(ledger, read);
  });
}
