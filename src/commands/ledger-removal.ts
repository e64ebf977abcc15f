/** `ledger forget` and `ledger prune`: what is taken out of a ledger. */
import { Option } from 'commander';
import path from 'node:path';
import { formatProblem, fail } from '../core/problem.ts';
import { parseTime } from '../core/calendar.ts';
import { formatInstant, MS_PER_DAY, type Instant } from '../core/time.ts';
import type { Host } from '../host.ts';
import type { Unreadable } from '../ingest/forget.ts';
import { forgottenDocument, prunedDocument } from '../render/documents/ledger-removal.ts';
import type { Ledger } from '../store/ledger.ts';
import type { Asked, Subcommand } from './command.ts';
import { ledgerPath, loadConfig } from './config.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { outputOptions, writeDocument, type OutputOptions } from './output.ts';
import { say } from './say.ts';
import { ledgerOptions, type LedgerOptions } from './setting-options.ts';
import { withLedger } from './with-ledger.ts';

type Options = OutputOptions & LedgerOptions & { readonly dryRun?: boolean };

export const forget: Subcommand = {
  name: 'forget',
  takes: '[options] <file...>',
  summary: 'remove what files show, as if they had never been read; what others show too is read from these again',
  operands: ['files as "ledger files" lists them; they need not be there any more'],
  options: () => [
    new Option('--lossy', 'also where a file that shows the same responses is gone or changed: those are removed too'),
    dryRun(),
    ...outputOptions(),
    ...ledgerOptions(),
  ],
  run: runForget,
};

export const prune: Subcommand = {
  name: 'prune',
  takes: '[options]',
  summary: 'remove usage from before a date',
  options: () => [
    new Option('--before <date>', 'what was first seen before this UTC date or month').makeOptionMandatory(),
    dryRun(),
    ...outputOptions(),
    ...ledgerOptions(),
  ],
  run: runPrune,
};

function dryRun(): Option {
  return new Option('-n, --dry-run', 'say what would be removed, and remove nothing');
}

async function runForget(
  { operands, options }: Asked<Options & { readonly lossy?: boolean }>,
  host: Host,
): Promise<ExitCode> {
  const { forgetFiles, UNREADABLE } = await import('../ingest/forget.ts');
  const { realPathOf } = await import('../io/real-path.ts');
  const config = await loadConfig(host, options.config);
  return withLedger(ledgerPath(options.db, config, host), false, host, async (ledger) => {
    const known = (name: string): boolean => ledger.file(name) !== undefined;
    const files = [
      ...new Set(operands.map((name) => [name, ...placesOf(name, host.cwd, realPathOf)].find(known) ?? name)),
    ];
    const { now, version } = { now: host.now(), version: host.version };
    const dry = options.dryRun === true;
    const work = (): ReturnType<typeof forgetFiles> =>
      forgetFiles(files, { ledger, now, version, lossy: options.lossy === true });
    const result = await (dry ? ledger.rehearse(work) : work());
    if (result.kind === 'unreadable') return sayUnreadable(result.unreadable, UNREADABLE, host);
    writeDocument(forgottenDocument({ ...result, files, dryRun: dry }), options, host);
    return EXIT.fine;
  });
}

/** Where a name may lead: a file is known by its real path, which one that is gone no longer has. */
function placesOf(name: string, cwd: string, realPath: (name: string) => string): string[] {
  const absolute = path.resolve(cwd, name);
  return [absolute, realPath(absolute)];
}

const SHOWN = 5;

function sayUnreadable(
  unreadable: readonly Unreadable[],
  reasons: Readonly<Record<Unreadable['why'], string>>,
  host: Host,
): ExitCode {
  say(host, 'Nothing was forgotten: files that show the same responses cannot be read as they were.');
  for (const { file, why } of unreadable.slice(0, SHOWN))
    say(host, `  ${formatProblem({ code: why, message: reasons[why], where: { file } })}`);
  if (unreadable.length > SHOWN) say(host, `  and ${unreadable.length - SHOWN} more`);
  say(host, 'Ingest changed files again first, or lose those responses with --lossy.');
  return EXIT.noAnswer;
}

async function runPrune({ options }: Asked<Options & { readonly before: string }>, host: Host): Promise<ExitCode> {
  const config = await loadConfig(host, options.config);
  const before = midnightOf(options.before, host.now());
  if (before > host.now()) fail('future_date', `--before ${options.before} is not in the past.`);
  return withLedger(ledgerPath(options.db, config, host), false, host, async (ledger: Ledger) => {
    const dry = options.dryRun === true;
    const pruned = dry ? await ledger.rehearse(() => Promise.resolve(ledger.prune(before))) : ledger.prune(before);
    const shown = formatInstant(before).slice(0, 'YYYY-MM-DD'.length);
    writeDocument(prunedDocument({ ...pruned, before: shown, dryRun: dry }), options, host);
    return EXIT.fine;
  });
}

function midnightOf(text: string, now: Instant): Instant {
  const at = parseTime(text, 'since', { now, zone: 'UTC' });
  if (at !== undefined && at % MS_PER_DAY === 0) return at;
  return fail('bad_date', `--before ${text} is not a UTC date.`, {
    hint: 'Use a date (2026-11-01) or a month (2026-11).',
  });
}
