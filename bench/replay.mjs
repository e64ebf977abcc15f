/** node bench/replay.mjs LEDGER: reads a ledger's requests, then says how many seconds their replay takes by itself. */
import { bookOf } from '../dist/commands/price-book.js';
import { workloadOf } from '../dist/simulate/chains.js';
import { parseScenario } from '../dist/simulate/ask.js';
import { whatIf } from '../dist/simulate/what-if.js';
import { openLedger } from '../dist/store/sqlite.js';

const [file = '', ...scenarios] = process.argv.slice(2);
const ledger = openLedger(file, { create: false });
const workload = workloadOf(ledger.inferences({ period: {}, by: [], where: new Map() }));
const book = await bookOf([]);
const started = performance.now();
whatIf(workload, scenarios.map(parseScenario), book, undefined);
console.log((performance.now() - started) / 1000);
ledger.close();
