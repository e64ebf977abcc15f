/** The commands, in the order of the help. */
import type { CommandEntry } from './command.ts';
import { checkCommand } from './check.ts';
import { diagnoseCommand } from './diagnose.ts';
import { ingestCommand } from './ingest.ts';
import { pricesCommand } from './prices.ts';
import { pullCommand } from './pull.ts';
import { reconcileCommand } from './reconcile.ts';
import { reportCommand } from './report.ts';
import { sourcesCommand } from './sources.ts';
import { whatifCommand } from './whatif.ts';

export const COMMANDS: readonly CommandEntry[] = [
  ingestCommand,
  pullCommand,
  reportCommand,
  checkCommand,
  diagnoseCommand,
  whatifCommand,
  reconcileCommand,
  pricesCommand,
  sourcesCommand,
];
