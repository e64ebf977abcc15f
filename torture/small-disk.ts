/** A disk with too little room: that is said in one line, nothing of the ledger is lost, and with more room it is whole. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { blemishes, differences, leftovers, saysClearly } from './judge.ts';
import { run } from './program.ts';
import { stateOf, type State } from './state.ts';
import { transcripts, writeFiles } from './transcripts.ts';
import { skip, tallyOf, together, within, type Round, type Tally, type Trial } from './trial.ts';

const KIB = 1024;
/** Of what the whole ledger takes. */
const ROOM = [0.1, 0.4, 0.8];

export const smallDisk: Trial = { name: 'small disk', held: 'as without', round: smallDiskRound };

function smallDiskRound(round: Round): Promise<Tally> {
  return within(round, 'small-disk', async (at) => {
    const why = mounted(path.join(at, 'try'), 64);
    if (why !== undefined) return skip(why);
    unmount(path.join(at, 'try'));
    writeFiles(path.join(at, 'logs'), transcripts(round.random, round.bytes));
    await run(at, 'ingest', 'logs', '--db', 'usage.db');
    const file = path.join(at, 'usage.db');
    const without = round.reference(await stateOf(at, file));
    const whole = statSync(file).size / KIB;
    const share = (ROOM[round.number % ROOM.length] ?? 0.5) + 0.1 * round.random.next();
    return together([await filled(at, Math.ceil(whole * share), without)]);
  });
}

async function filled(at: string, kib: number, without: State): Promise<Tally> {
  const disk = path.join(at, 'disk');
  const ledger = path.join(disk, 'usage.db');
  const why = mounted(disk, kib);
  if (why !== undefined) return skip(why);
  try {
    const full = await run(at, 'ingest', 'logs', '--db', ledger);
    const wrong = saysClearly(full) ? [] : [`code ${full.code}: ${full.stderr.trim() || 'nothing said'}`];
    if (!/disk/.test(full.stderr)) wrong.push('the disk is not named');
    const enlarged = spawnSync('mount', ['-o', 'remount,size=256m', disk]);
    if (enlarged.status !== 0) wrong.push(`cannot be enlarged: ${enlarged.stderr}`);
    const whole = await run(at, 'ingest', 'logs', '--db', ledger);
    wrong.push(...blemishes(whole), ...(whole.code === 0 ? [] : [whole.stderr.trim()]));
    wrong.push(...leftovers(at, ledger), ...differences(without, await stateOf(at, ledger)));
    return tallyOf(
      1,
      wrong.map((what) => `${kib} KiB: ${what}`),
    );
  } finally {
    unmount(disk);
  }
}

/** Why there is no disk of that size now; undefined when there is. */
function mounted(disk: string, kib: number): string | undefined {
  if (process.platform !== 'linux') return 'only on Linux';
  if (process.getuid?.() !== 0) return 'only root may mount a small disk';
  mkdirSync(disk, { recursive: true });
  const done = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', disk], { encoding: 'utf8' });
  return done.status === 0 ? undefined : `a small disk cannot be mounted here: ${(done.stderr ?? '').trim()}`;
}

function unmount(disk: string): void {
  spawnSync('umount', [disk]);
}
