/**
 * node bench/prompts.mjs LEDGER STRATEGY: reads a ledger's requests with their prompts and counts the tokens of every
 * prefix, then replays them under one strategy; says how many seconds each of the two takes.
 */
import { bookOf } from '../src/commands/price-book.ts';
import { sums } from '../src/simulate/bills.ts';
import { billPlacement } from '../src/simulate/place.ts';
import { promptWorldOf } from '../src/simulate/make-prompt-world.ts';
import { promptLogOf } from '../src/simulate/prompts.ts';
import { strategyById } from '../src/simulate/strategies/index.ts';
import { openLedger } from '../src/store/sqlite.ts';

const [file = '', strategy = ''] = process.argv.slice(2);
const book = await bookOf([]);
const ledger = openLedger(file, { create: false });
const started = performance.now();
const log = promptLogOf(ledger.prompts({ period: {}, by: [], where: new Map() }), ledger.runs());
const world = promptWorldOf(log, book);
const loaded = performance.now();
const bills = sums({ requests: log.prompts, kinds: log.kinds }, book.thresholds);
billPlacement(world, strategyById(strategy).plan({}), bills);
const replayed = performance.now();
ledger.close();
const { count, path } = log.prompts;
console.log(
  JSON.stringify({
    ...{ requests: count, blocks: path.length, load: (loaded - started) / 1000, replay: (replayed - loaded) / 1000 },
  }),
);
