/** `whatif break-even`: how many reads pay for a write, and how many writes got there. */
import { existsSync } from 'node:fs';
import { breakEvens } from '../analysis/break-even.ts';
import { facetedUsage } from '../analysis/faceted-usage.ts';
import { NO_GROUPS } from '../analysis/groups.ts';
import { neverRead, writeReads, type WriteReads } from '../analysis/write-reads.ts';
import type { Host } from '../host.ts';
import type { PriceBook } from '../prices/book.ts';
import { matchModel } from '../prices/match.ts';
import { neededModel } from '../prices/needed-model.ts';
import { breakEvenDocument } from '../render/documents/break-even.ts';
import { requestLog } from '../requests/log.ts';
import { ledgerPath, loadConfig, type Config } from './config.ts';
import { sayPruned } from './say-pruned.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { writeDocument, type OutputOptions } from './output.ts';
import { loadPriceBook } from './price-book.ts';
import type { LedgerOptions, PricesOptions } from './setting-options.ts';
import { clockOf, selectionOf, type UsageOptions } from './where.ts';
import { withLedger } from './with-ledger.ts';

export interface BreakEvenOptions extends OutputOptions, UsageOptions, LedgerOptions, PricesOptions {
  readonly model?: string;
}

export async function askBreakEven(options: BreakEvenOptions, host: Host): Promise<ExitCode> {
  const config = await loadConfig(host, options.config);
  const book = await loadPriceBook(options, config, host);
  const wanted = options.model === undefined ? undefined : neededModel(options.model, book);
  const written = await writesOf(options, book, config, host, wanted === undefined);
  const own = written.filter(({ model }) => wanted === undefined || model === wanted);
  const names = wanted === undefined ? own.flatMap(({ model }) => (model === '' ? [] : [model])).sort() : [wanted];
  const models = names.map((model) => ({
    model,
    rows: breakEvens(book, model),
    writes: own.find((each) => each.model === model),
  }));
  writeDocument(breakEvenDocument(models, neverRead(own)), options, host);
  return EXIT.fine;
}

/** By canonical name, '' of models without one. The prices of a model tell something without a ledger, unless one is named or all of its models are asked for. */
async function writesOf(
  options: BreakEvenOptions,
  book: PriceBook,
  config: Config,
  host: Host,
  isNeeded: boolean,
): Promise<WriteReads[]> {
  const file = ledgerPath(options.db, config, host);
  if (!isNeeded && options.db === undefined && !existsSync(file)) return [];
  const groups = config.groups ?? NO_GROUPS;
  return withLedger(file, false, host, (ledger) => {
    const selection = selectionOf(options, { ledger, book, groups, host, clock: clockOf(options, config, host) });
    sayPruned(host, ledger, selection.period);
    return writeReads(
      requestLog(facetedUsage(ledger, groups, book).inferences(selection)),
      (model) => matchModel(book.index, model) ?? '',
    );
  });
}
