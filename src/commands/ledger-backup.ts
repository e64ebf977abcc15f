/** `ledger backup FILE`: a copy of the whole ledger, also while others write to it. */
import path from 'node:path';
import type { Host } from '../host.ts';
import { ledgerBackupDocument } from '../render/documents/ledger-backup.ts';
import type { Asked, Subcommand } from './command.ts';
import { ledgerPath, loadConfig } from './config.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { outputOptions, writeDocument, type OutputOptions } from './output.ts';
import { ledgerOptions, type LedgerOptions } from './setting-options.ts';
import { withLedger } from './with-ledger.ts';

export const backupCommand: Subcommand = {
  name: 'backup',
  takes: '[options] <file>',
  summary: 'copy all of it to a new file, also while it is being written; overwrites nothing',
  operands: ['the copy, which must not exist yet'],
  options: () => [...outputOptions(), ...ledgerOptions()],
  run: backUp,
};

async function backUp({ operands, options }: Asked<OutputOptions & LedgerOptions>, host: Host): Promise<ExitCode> {
  const config = await loadConfig(host, options.config);
  const file = ledgerPath(options.db, config, host);
  const [named = ''] = operands;
  const copy = path.resolve(host.cwd, named);
  return withLedger(file, false, host, (ledger) => {
    writeDocument(ledgerBackupDocument(file, copy, ledger.backup(copy)), options, host);
    return EXIT.fine;
  });
}
