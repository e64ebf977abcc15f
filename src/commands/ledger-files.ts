/** `ledger files`: which files have been read into the ledger, and what became of their records. */
import { Option } from 'commander';
import { addByName } from '../core/counts.ts';
import type { Host } from '../host.ts';
import { ledgerFilesDocument, type ListedFile } from '../render/documents/ledger-files.ts';
import { REFUSALS } from '../sources/reading.ts';
import type { FileOutcome } from '../store/ledger.ts';
import { rejectedIn } from '../store/outcome.ts';
import type { Asked, Subcommand } from './command.ts';
import { ledgerPath, loadConfig } from './config.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { outputOptions, writeDocument, type OutputOptions } from './output.ts';
import { ledgerOptions, type LedgerOptions } from './setting-options.ts';
import { positive } from './where.ts';
import { withLedger } from './with-ledger.ts';

/** Those of one rank stay in the order of their paths. */
const ORDERS = {
  path: () => 0,
  read: (a, b) => (b.readAt ?? 0) - (a.readAt ?? 0),
  records: (a, b) => b.records - a.records,
  responses: (a, b) => b.responses - a.responses,
  rejected: (a, b) => b.rejected - a.rejected,
} as const satisfies Readonly<Record<string, (a: ListedFile, b: ListedFile) => number>>;

interface Options extends OutputOptions, LedgerOptions {
  readonly sort: keyof typeof ORDERS;
  readonly top?: number;
}

export const filesCommand: Subcommand = {
  name: 'files',
  summary: 'list the files that were read: when, what they held, and what was rejected',
  options: () => [
    new Option('-s, --sort <key>', 'order of the rows; all but path put the largest or latest first')
      .choices(Object.keys(ORDERS))
      .default('path'),
    new Option('--top <n>', 'only the first n rows').argParser(positive),
    ...outputOptions(),
    ...ledgerOptions(),
  ],
  run: listFiles,
};

async function listFiles({ options }: Asked<Options>, host: Host): Promise<ExitCode> {
  const config = await loadConfig(host, options.config);
  const file = ledgerPath(options.db, config, host);
  return withLedger(file, false, host, (ledger) => {
    const files = ledger.outcomes().map(listed).sort(ORDERS[options.sort]);
    const context = { ledger: file, top: options.top ?? files.length, reasons: REFUSALS };
    writeDocument(ledgerFilesDocument(files, context), options, host);
    return EXIT.fine;
  });
}

function listed(outcome: FileOutcome): ListedFile {
  const { refused, first, tail, account } = outcome;
  const own = { ...outcome, rejected: rejectedIn(outcome), all: account?.records };
  if (tail === undefined) return own;
  return {
    ...own,
    all: account && account.records + 1,
    refused: addByName(refused, { [tail.reason]: 1 }),
    first: [...first, tail],
  };
}
