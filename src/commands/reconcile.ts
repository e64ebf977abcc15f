/** `reconcile`: what the ledger comes to, held against what was billed. */
import { InvalidArgumentError, Option } from 'commander';
import { parseAmount } from '../analysis/reconcile/bill.ts';
import { copiesOf } from '../analysis/reconcile/copies.ts';
import { reconcile, type Tolerance } from '../analysis/reconcile/reconcile.ts';
import { facetedUsage } from '../analysis/faceted-usage.ts';
import { NO_GROUPS } from '../analysis/groups.ts';
import { quoter } from '../analysis/quoter.ts';
import { parseDecimal } from '../core/fraction.ts';
import { fail } from '../core/problem.ts';
import type { Host } from '../host.ts';
import { reconcileDocument, RECONCILE_KEYS, type ReconcileKey } from '../render/documents/reconcile.ts';
import { cut, pulledBill, queryOf, usageOf, wholeDays } from './bill-and-usage.ts';
import { sayPruned } from './say-pruned.ts';
import { givenBill, readBills } from './bill-files.ts';
import type { Asked, CommandDefinition } from './command.ts';
import { ledgerPath, loadConfig } from './config.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { outputOptions, writeDocument, type OutputOptions } from './output.ts';
import { loadPriceBook } from './price-book.ts';
import { overlayFiles, writeOverlay } from './overlay-files.ts';
import { recordsOf } from './read-logs.ts';
import { say } from './say.ts';
import { ledgerOptions, pricesOption, type LedgerOptions, type PricesOptions } from './setting-options.ts';
import { pairsOf } from './filters.ts';
import { each, periodOf, type UsageOptions } from './where.ts';
import { withLedger } from './with-ledger.ts';

interface Options extends Omit<UsageOptions, 'tz'>, OutputOptions, LedgerOptions, PricesOptions {
  readonly billed?: string;
  readonly by: readonly ReconcileKey[];
  readonly tolerance?: Tolerance;
  readonly writeOverlay?: string;
}

export const definition: CommandDefinition = {
  examples: {
    'the cost export of the console, against the ledger': 'promptcache-cost reconcile claude_api_cost_2026_10.csv',
    'what "pull" has got from the API, for a month': 'promptcache-cost reconcile --since 2026-10 --until 2026-10',
    'keep the discount that was found as prices of your own, and use them':
      'promptcache-cost reconcile cost.csv --write-overlay negotiated; promptcache-cost report --prices negotiated',
    'a total from an invoice, with 1% of leeway':
      'promptcache-cost reconcile --billed 1234.56 --since 2026-10 --until 2026-10 --tolerance 1%',
  },
  operands: ['cost exports of the console (CSV) or cost reports of the API (JSON); default: what "pull" has got'],
  options: () => [
    new Option('--billed <usd>', 'a total, where there is no more than that'),
    new Option('-b, --by <key>', `what to print by: ${RECONCILE_KEYS.join(', ')}; repeat or separate by commas`)
      .default(RECONCILE_KEYS, 'all three')
      .argParser(keys()),
    new Option('--since <time>', 'from this UTC date or month on (default: the first day of the bill)'),
    new Option('--until <time>', 'through this UTC date or month (default: the last day of the bill)'),
    new Option(
      '--where <key=value>',
      'only usage that matches; repeat for more; without a platform that of the API, since a bill is of one',
    )
      .default([], 'everything of the API')
      .argParser(each),
    new Option(
      '--tolerance <limit>',
      'how far apart is still fine, beyond rounding: USD, or a share of the bill ("1%"); too much here does not make up for too little there',
    ).argParser(tolerance),
    new Option('--write-overlay <dir>', 'write the discount that was found as price files, which --prices takes'),
    ...outputOptions(),
    ...ledgerOptions(),
    pricesOption(),
  ],
  run: reconcileBills,
};

/** Given once it replaces the default, given again it adds. */
function keys(): (text: string, before: readonly ReconcileKey[]) => ReconcileKey[] {
  let given: ReconcileKey[] = [];
  return (text) => {
    const more = text.split(',').map((part) => part.trim());
    const unknown = more.find((part) => !(RECONCILE_KEYS as readonly string[]).includes(part));
    if (unknown !== undefined) throw new InvalidArgumentError(`It must be ${RECONCILE_KEYS.join(', ')}.`);
    given = [...new Set([...given, ...(more as ReconcileKey[])])];
    return given;
  };
}

function tolerance(text: string): Tolerance {
  const percent = /^(.*)%$/.exec(text.trim())?.[1];
  const share = percent === undefined ? undefined : parseDecimal(percent.trim());
  if (share !== undefined) return { kind: 'share', share: { num: share.num, den: share.den * 100n } };
  const amount = percent === undefined ? parseAmount(text.replace(/^\$/, ''), 'usd') : undefined;
  if (amount === undefined || amount.pico < 0n)
    throw new InvalidArgumentError('It must be an amount in USD, or a percentage such as 1%.');
  return { kind: 'amount', amount: amount.pico };
}

async function reconcileBills({ operands: names, options }: Asked<Options>, host: Host): Promise<ExitCode> {
  if (names.length > 0 && options.billed !== undefined)
    fail('two_bills', 'a bill and --billed are two bills.', { hint: 'Give one of them.' });
  const config = await loadConfig(host, options.config);
  const asked = wholeDays(periodOf(options, { now: host.now(), zone: 'UTC' }));
  const read = names.length > 0 ? await readBills(names, host.cwd) : undefined;
  const groups = config.groups ?? NO_GROUPS;
  const pairs = pairsOf(options, groups);
  return withLedger(ledgerPath(options.db, config, host), false, host, async (ledger) => {
    const bill = cut(
      read ?? (options.billed === undefined ? pulledBill(ledger, asked) : givenBill(options.billed)),
      asked,
    );
    const period = { ...bill.period, ...asked };
    sayPruned(host, ledger, period);
    const book = await loadPriceBook(options, config, host);
    const query = queryOf(pairs, period, { ledger, book, host });
    const faceted = facetedUsage(ledger, groups, book);
    const all = faceted.usage({ ...query, by: [], edges: book.thresholds });
    const { usage, ...leftOut } = usageOf(all, bill, pairs);
    const result = reconcile(
      {
        bill,
        period,
        tolerance: options.tolerance,
        usage,
        copies: () => copiesOf(faceted.requests({ ...query, by: [] }), book.thresholds),
      },
      book,
      quoter(book),
    );
    const overlays = overlayFiles(result, book);
    const context = {
      by: options.by,
      tolerance: options.tolerance,
      pricesVersion: book.version,
      where: [...query.where].map(([key, values]) => `${key} ${[...new Set(values)].join(' or ')}`),
      requests: usage.reduce((sum, { requests }) => sum + requests, 0n),
      ...leftOut,
      refused: recordsOf(ledger.outcomes()).refused,
      canWrite: overlays.length > 0 && options.writeOverlay === undefined,
    };
    writeDocument(reconcileDocument(result, context), options, host);
    if (options.writeOverlay !== undefined) say(host, writeOverlay(options.writeOverlay, overlays, host.cwd));
    return result.agrees ? EXIT.fine : EXIT.failed;
  });
}
