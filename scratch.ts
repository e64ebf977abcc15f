import { openLedger } from './src/store/sqlite.ts';
import { promptLogOf } from './src/simulate/prompts.ts';
import { promptWorldOf } from './src/simulate/prompt-world.ts';
import { playPlacement } from './src/simulate/place.ts';
import { book } from './test/prices/shipped.ts';
const ledger = openLedger(process.argv[2]!, { create: false });
const log = promptLogOf(ledger.prompts({ period: {}, by: [], where: new Map() }), ledger.runs());
const world = promptWorldOf(log, book);
const { prompts, names } = world.log;
const only = process.argv[3] ?? '';
playPlacement(world, 'logged', (row, s, b) => {
  if (!names[row]!.session.includes(only)) return;
  const from = prompts.from[row]!;
  const sizes = [...prompts.path.subarray(from, prompts.from[row + 1]!)].map((n) => world.tokens[n]);
  console.log(names[row]!.session.slice(-30), names[row]!.line, 'L', prompts.input[row], prompts.read[row], prompts.write5m[row], prompts.write1h[row], 'P', s.input, s.read, s.write5m, s.write1h, 'hit', s.hit, 'out', world.outside.place[row], 'to', world.outside.readTo[row], 'bps', [...b.places.subarray(0, b.count)].join(), 'fc', JSON.stringify(prompts.firstCalls.get(row)), 'later', JSON.stringify(world.laterCalls.get(row)), process.argv[4] ? sizes.join() : '');
});
