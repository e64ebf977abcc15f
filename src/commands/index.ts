/** The commands, in the order of the help. */
import type { CommandEntry } from './command.ts';
import { checkCommand } from './check.ts';
import { diagnoseCommand } from './diagnose.ts';
import { ingestCommand } from './ingest.ts';
import { pricesCommand } from './prices.ts';
import { reportCommand } from './report.ts';
import { whatifCommand } from './whatif.ts';

export const COMMANDS: readonly CommandEntry[] = [
  ingestCommand,
  reportCommand,
  checkCommand,
  diagnoseCommand,
  whatifCommand,
  pricesCommand,
];
