/** npm run torture: see options.ts for what it can be asked for. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { HELP, optionsOf, type Options } from './options.ts';
import { TRIALS } from './index.ts';
import { endAll } from './program.ts';
import { randomOf } from './random.ts';
import type { State } from './state.ts';
import { lineOf, together, twoAtOnce, type Tally, type Trial } from './trial.ts';

const MIB = 1 << 20;
const MOST_SHOWN = 10;

const options = optionsOf(process.argv.slice(2));
if (options.help) console.log(HELP);
else process.exitCode = await torture(options);

async function torture({ seed, rounds, seconds, only }: Options): Promise<number> {
  if (!existsSync(path.join(import.meta.dirname, '..', 'dist', 'main.js')))
    throw new Error('There is no dist/: run "npm run build" first.');
  const trials = TRIALS.filter(({ name }) => only.test(name));
  if (trials.length === 0)
    throw new Error(`No kind of trial has such a name: ${TRIALS.map((each) => each.name).join()}.`);
  const began = performance.now();
  const elapsed = (): number => (performance.now() - began) / 1000;
  const scratch = mkdtempSync(path.join(tmpdir(), 'promptcache-cost-torture-'));
  const found = new Map<Trial, Tally[]>(trials.map((trial) => [trial, []]));
  const took = new Map<Trial, number>(trials.map((trial) => [trial, 0]));
  const large = rounds > 5;
  let stopped = false;
  const goesOn = (): boolean => !stopped && elapsed() < seconds;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      stopped = true;
      endAll();
    });
  try {
    for (let number = 1; number <= rounds && goesOn(); number++)
      await twoAtOnce(trials, async (trial) => {
        if (!goesOn()) return;
        const random = randomOf(`${seed}/${trial.name}/${number}`);
        const folder = path.join(scratch, `${trial.name}-${number}`.replaceAll(' ', '-'));
        mkdirSync(folder);
        const same = (state: State): State => state;
        const before = elapsed();
        const tally = await trial.round({ number, random, folder, bytes: 2 * MIB, large, reference: same });
        found.get(trial)?.push(tally);
        took.set(trial, (took.get(trial) ?? 0) + elapsed() - before);
        rmSync(folder, { recursive: true });
      });
  } finally {
    endAll();
    rmSync(scratch, { recursive: true, force: true });
  }
  let differ = 0;
  const cut = [...found].filter(([, tallies]) => tallies.length < rounds);
  for (const [trial, tallies] of found) {
    const tally = together(tallies);
    console.log(`${lineOf(trial, tally)}, ${Math.round(took.get(trial) ?? 0)} s`);
    const { wrong, left = [] } = tally;
    const isKnown = left.length <= (trial.left?.[large ? 'large' : 'small'] ?? 0) * Math.ceil(rounds / 5);
    if (wrong.length > 0 || !isKnown) differ++;
    const shown = isKnown ? wrong : [...wrong, ...left];
    for (const what of shown.slice(0, MOST_SHOWN)) console.log(`  ${what}`);
    if (shown.length > MOST_SHOWN) console.log(`  and ${shown.length - MOST_SHOWN} more`);
    if (isKnown && left.length > 0) console.log(`  ${left.length} of them are known: see "left" in torture/`);
  }
  if (cut.length > 0)
    console.log(
      `Out of time: ${cut.map(([{ name }, { length }]) => `${name} after ${length} of ${rounds} rounds`).join(', ')}.`,
    );
  const known = [...found.values()].flat().flatMap(({ left = [] }) => left).length;
  const end = stopped
    ? 'Stopped'
    : differ === 0
      ? known === 0
        ? 'Everything as without trouble'
        : `Everything as without trouble but for ${known} that are known`
      : `${differ} kinds of trials differ`;
  console.log(`${end}: seed ${seed}, ${Math.round(elapsed())} s.`);
  return stopped || differ > 0 ? 1 : 0;
}
