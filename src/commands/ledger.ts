/** `ledger`: the ledger itself. `ledger check` reads all of it and says whether it is whole. */
import type { Host } from '../host.ts';
import { ledgerDocument } from '../render/documents/ledger.ts';
import type { CommandDefinition } from './command.ts';
import { ledgerPath, loadConfig } from './config.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { colorOption, configOption, formatOption, ledgerOption, writeDocument, type OutputOptions } from './output.ts';
import { withLedger } from './with-ledger.ts';

interface Options extends OutputOptions {
  readonly db?: string;
  readonly config?: string;
}

export const definition: CommandDefinition = {
  examples: [
    { does: 'whether the ledger is whole; exit 2 if it is damaged', line: 'promptcache-cost ledger check' },
    { does: 'another one', line: 'promptcache-cost ledger check --db backup.db' },
  ],
  define(command, host, finish) {
    const summary = 'read all of it and say whether it is whole; exit 2 if it is damaged';
    command
      .command('check')
      .summary(summary)
      .description(summary)
      .addOption(formatOption())
      .addOption(colorOption())
      .addOption(ledgerOption())
      .addOption(configOption())
      .action(async (options: Options) => finish(await check(options, host)));
  },
};

async function check(options: Options, host: Host): Promise<ExitCode> {
  const config = await loadConfig(host, options.config);
  const file = ledgerPath(options.db, config, host);
  return withLedger(file, false, host, (ledger) => {
    const verified = ledger.verify();
    writeDocument(ledgerDocument(file, verified), options, host);
    return verified.every(({ problems }) => problems.length === 0) ? EXIT.fine : EXIT.noAnswer;
  });
}
