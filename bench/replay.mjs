/** node bench/replay.mjs LEDGER: reads a ledger's requests, then says how many seconds their replay takes by itself. */
import { bookOf } from '../src/commands/price-book.ts';
import { requestLog } from '../src/requests/log.ts';
import { workloadOf } from '../src/simulate/chains.ts';
import { parseScenario } from '../src/simulate/ask.ts';
import { whatIf } from '../src/simulate/what-if.ts';
import { openLedger } from '../src/store/sqlite.ts';

const [file = '', ...scenarios] = process.argv.slice(2);
const ledger = openLedger(file, { create: false });
const workload = workloadOf(requestLog(ledger.inferences({ period: {}, by: [], where: new Map() })));
const book = await bookOf([]);
const started = performance.now();
whatIf(workload, scenarios.map(parseScenario), book, undefined);
console.log((performance.now() - started) / 1000);
ledger.close();
