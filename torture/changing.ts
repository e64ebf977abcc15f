/** Files that are changed in every way while they are read: once they are whole again, so is the ledger. */
import { closeSync, openSync, renameSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { blemishes, differences, leftovers } from './judge.ts';
import { run } from './program.ts';
import type { Random } from './random.ts';
import { stateOf } from './state.ts';
import { transcripts, writeFiles } from './transcripts.ts';
import { tallyOf, together, twoAtOnce, within, type Round, type Tally, type Trial } from './trial.ts';

const CHANGES = 10;

type Change = (file: string, content: Buffer, random: Random) => void | Promise<void>;

const WAYS: readonly (readonly [name: string, change: Change])[] = [
  ['truncate', (file, content, random) => truncateSync(file, random.between(0, content.length))],
  [
    'rotate',
    (file, content, random) => {
      renameSync(file, `${file}.1`);
      writeFileSync(file, content.subarray(random.between(0, content.length)));
    },
  ],
  ['delete', (file) => rmSync(file)],
  ['rename', (file) => renameSync(file, `${file}.gone.jsonl`)],
  ['overwrite', (file, content, random) => overwrite(file, content, random)],
  [
    'truncate and rewrite',
    async (file, content, random) => {
      truncateSync(file, 0);
      await wait(random.between(0, 30));
      writeFileSync(file, content);
    },
  ],
];

/** Line feeds over a part, in place: what is left of a record is none, as it could be with blanks. */
function overwrite(file: string, content: Buffer, random: Random): void {
  const from = random.between(0, content.length - 1);
  const opened = openSync(file, 'r+');
  try {
    writeSync(opened, Buffer.alloc(random.between(1, content.length - from), '\n'), undefined, undefined, from);
  } finally {
    closeSync(opened);
  }
}

export const changing: Trial = { name: 'changing files', held: 'as without', round: changingRound };

async function changingRound(round: Round): Promise<Tally> {
  const files = transcripts(round.random, round.bytes);
  const { without, ms } = await within(round, 'changing-without', async (at) => {
    writeFiles(path.join(at, 'logs'), files);
    const read = await run(at, 'ingest', 'logs', '--db', 'usage.db');
    return { ms: read.ms, without: round.reference(await stateOf(at, path.join(at, 'usage.db'))) };
  });
  const tries = Array.from({ length: CHANGES }, (_, index) => (round.number - 1) * CHANGES + index);
  const tallies = await twoAtOnce(tries, (number) => {
    const way = WAYS[number % WAYS.length];
    return way === undefined
      ? Promise.resolve(together([]))
      : within(round, `changing-${number}`, (at) => changed(at, way, round.random.of(`${number}`)));
  });
  return together(tallies);

  async function changed(at: string, [name, change]: (typeof WAYS)[number], random: Random): Promise<Tally> {
    const logs = path.join(at, 'logs');
    const ledger = path.join(at, 'ledger', 'usage.db');
    writeFiles(logs, files);
    const reading = run(at, 'ingest', 'logs', '--db', ledger);
    const all = [...files];
    // Several, so that one of them is read just then.
    await wait(ms * (0.3 + 0.6 * random.next()));
    for (let rest = random.between(1, 4); rest > 0; rest--) {
      const [file, content] = all.splice(random.between(0, all.length - 1), 1)[0] ?? [];
      if (file !== undefined && content !== undefined) await change(path.join(logs, file), content, random);
    }
    const wrong = blemishes(await reading).map((what) => `while it was read: ${what}`);
    rmSync(logs, { recursive: true });
    writeFiles(logs, files);
    const whole = await run(at, 'ingest', 'logs', '--db', ledger);
    wrong.push(...blemishes(whole), ...(whole.code === 0 ? [] : [whole.stderr.trim()]));
    wrong.push(...leftovers(at, ledger), ...differences(without, await stateOf(at, ledger)));
    return tallyOf(
      1,
      wrong.map((what) => `${name}: ${what}`),
    );
  }
}
