/**
 * node bench/prompts.mjs LEDGER STRATEGY: reads a ledger's requests with their prompts and counts the tokens of every
 * prefix, then replays them under one strategy; says how many seconds each of the two takes.
 */
import { bookOf } from '../dist/commands/price-book.js';
import { sums } from '../dist/simulate/bills.js';
import { billPlacement } from '../dist/simulate/place.js';
import { promptWorldOf } from '../dist/simulate/prompt-world.js';
import { promptLogOf } from '../dist/simulate/prompts.js';
import { strategyById } from '../dist/simulate/strategies/index.js';
import { openLedger } from '../dist/store/sqlite.js';

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
