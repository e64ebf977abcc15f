/** How fresh a ledger is: said with every answer, and mended with --refresh. */
import { Option } from 'commander';
import path from 'node:path';
import { blotted } from '../core/blot.ts';
import type { Host } from '../host.ts';
import { freshnessOf } from '../io/freshness.ts';
import type { IngestResult } from '../ingest/ingest.ts';
import { noProgress, terminalProgress } from '../io/progress.ts';
import { formatPlural } from '../render/numbers.ts';
import { staleText, type LastRead } from '../render/documents/freshness.ts';
import type { FileOutcome, Ledger, LedgerReader } from '../store/ledger.ts';
import { transcriptFolders } from './transcript-folders.ts';
import type { LogOptions } from './log-options.ts';
import { say } from './say.ts';
import { sayResult } from './say-read.ts';

export interface RefreshOption {
  readonly refresh?: boolean;
}

export function refreshOption(): Option {
  return new Option('--refresh', "first read what is new in the ledger's own logs, and in logs beside them");
}

/** Reads what is new; the result with a problem, if there is one, for the exit code to agree with. */
export async function refreshed(ledger: Ledger, options: LogOptions, host: Host): Promise<IngestResult | undefined> {
  const { refresh } = await import('../ingest/refresh.ts');
  const progress = options.quiet === true ? noProgress : terminalProgress(host.stderr, host.now);
  try {
    const { results, unread } = await refresh({
      ledger,
      now: host.now(),
      version: host.version,
      also: await transcripts(ledger.outcomes(), host),
      onFile: (file) => progress.update(() => `reading ${blotted(path.basename(file))}`),
    });
    progress.clear();
    // What was rejected before is said with the answer.
    for (const result of results) sayResult(result, { ...options, quiet: true }, host);
    sayUnread(unread, results.length, host);
    return results.find(({ problems }) => problems.length > 0);
  } finally {
    progress.clear();
  }
}

const SHOWN = 5;

function sayUnread(unread: readonly string[], refreshed: number, host: Host): void {
  if (refreshed === 0) say(host, 'Nothing to refresh: no file that this ledger was read from is there.');
  if (unread.length === 0) return;
  const more = unread.length > SHOWN ? ` and ${unread.length - SHOWN} more` : '';
  const files = `${formatPlural(unread.length, 'new file')} ${unread.length === 1 ? 'was' : 'were'}`;
  say(
    host,
    `${files} not read, because the logs beside were not all read alike (labels, times): ${unread.slice(0, SHOWN).join(', ')}${more}. Read with: promptcache-cost ingest PATH`,
  );
}

/** All of Claude Code's transcripts, where any of them was read: each project has a folder of its own. */
async function transcripts(outcomes: readonly FileOutcome[], host: Host): Promise<string[]> {
  const { findFiles } = await import('../io/find.ts');
  const read = transcriptFolders(host).filter((folder) =>
    outcomes.some(({ file }) => file.startsWith(`${folder}${path.sep}`)),
  );
  return findFiles(read, host.cwd, host.platform === 'win32' ? 'separates' : 'escapes').files.map((file) => file.path);
}

/** undefined where nothing was ever read. */
export function lastReadOf(ledger: LedgerReader, outcomes: readonly FileOutcome[]): LastRead | undefined {
  const at = ledger.lastRun();
  if (at === undefined) return undefined;
  const read = outcomes.flatMap(({ file, asRead }) => (asRead === undefined ? [] : [{ file, ...asRead }]));
  const fresh = freshnessOf(read, at);
  // What a run left in the middle has more to be read, whether or not it has grown.
  const unfinished = outcomes.filter(({ complete }) => complete === false).length;
  return { at, ...fresh, changed: fresh.changed + unfinished };
}

/** Says of a ledger that its logs have grown since, for answers that do not say it themselves. */
export function sayStale(ledger: LedgerReader, host: Host): void {
  const lastRead = lastReadOf(ledger, ledger.outcomes());
  const text = lastRead && staleText(lastRead, host.now());
  if (text !== undefined) say(host, text);
}
