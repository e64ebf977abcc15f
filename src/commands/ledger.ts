/** `ledger`: the ledger itself, and looking after it. `ledger check` reads all of it and says whether it is whole. */
import type { Host } from '../host.ts';
import { ledgerDocument } from '../render/documents/ledger.ts';
import type { Asked, CommandDefinition } from './command.ts';
import { ledgerPath, loadConfig } from './config.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { backupCommand } from './ledger-backup.ts';
import { filesCommand } from './ledger-files.ts';
import { outputOptions, writeDocument, type OutputOptions } from './output.ts';
import { forget, prune } from './ledger-removal.ts';
import { ledgerOptions, type LedgerOptions } from './setting-options.ts';
import { withLedger } from './with-ledger.ts';

export const definition: CommandDefinition = {
  examples: {
    'whether the ledger is whole; exit 2 if it is damaged': 'promptcache-cost ledger check',
    'another one': 'promptcache-cost ledger check --db backup.db',
    'the files with the most rejected records': 'promptcache-cost ledger files --sort rejected --top 10',
    'a copy, also while an ingest is running': 'promptcache-cost ledger backup backup.db',
    'undo the reading of a file': 'promptcache-cost ledger forget old.jsonl',
    'keep this year': 'promptcache-cost ledger prune --before 2026-01',
  },
  subcommands: [
    {
      name: 'check',
      summary: 'read all of it and say whether it is whole; exit 2 if it is damaged',
      options: () => [...outputOptions(), ...ledgerOptions()],
      run: check,
    },
    filesCommand,
    backupCommand,
    forget,
    prune,
  ],
};

async function check({ options }: Asked<OutputOptions & LedgerOptions>, host: Host): Promise<ExitCode> {
  const config = await loadConfig(host, options.config);
  const file = ledgerPath(options.db, config, host);
  return withLedger(file, false, host, (ledger) => {
    const verified = ledger.verify();
    writeDocument(ledgerDocument(file, verified), options, host);
    return verified.every(({ problems, remedy }) => problems.length === 0 || remedy !== undefined)
      ? EXIT.fine
      : EXIT.noAnswer;
  });
}
