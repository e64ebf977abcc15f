/** Ingest that is killed at any moment, with one to three writers at once and files that grow: nothing is lost or counted twice. */
import { appendFileSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { blemishes, differences, leftovers, misstatements } from './judge.ts';
import { run, start } from './program.ts';
import type { Random } from './random.ts';
import { stateOf, type State } from './state.ts';
import { transcripts, writeFiles, type Files } from './transcripts.ts';
import { tallyOf, together, twoAtOnce, within, type Round, type Tally, type Trial } from './trial.ts';

/** Four ways of it, five kills each. */
const KILLS = 5;
const SIGNALS = ['SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const;
/** Runs that were over before their kill do not count, and there may be many on a fast machine. */
const MOST_RUNS = 60;
const WAYS: readonly Way[] = [
  { name: 'alone', writers: 1, growing: false },
  { name: 'two', writers: 2, growing: false },
  { name: 'three', writers: 3, growing: false },
  { name: 'growing', writers: 2, growing: true },
];

interface Way {
  readonly name: string;
  readonly writers: number;
  readonly growing: boolean;
}

interface Logs {
  readonly files: Files;
  readonly without: State;
  /** How long they take to be read. */
  readonly ms: number;
}

export const kills: Trial = { name: 'kills', held: 'as without', round: killRound };

async function killRound(round: Round): Promise<Tally> {
  const logs = await within(round, 'kills-without', (at) => readWhole(round, at));
  const tallies = await twoAtOnce(WAYS, (way) =>
    within(round, `kills-${way.name}`, (at) => killed(at, way, logs, round.random.of(way.name))),
  );
  return together(tallies);
}

async function readWhole(round: Round, at: string): Promise<Logs> {
  const files = transcripts(round.random, round.bytes);
  writeFiles(path.join(at, 'logs'), files);
  const { ms } = await run(at, 'ingest', 'logs', '--db', 'usage.db');
  return { files, ms, without: round.reference(await stateOf(at, path.join(at, 'usage.db'))) };
}

async function killed(at: string, way: Way, logs: Logs, random: Random): Promise<Tally> {
  const wrong: string[] = [];
  const ledger = path.join(at, 'ledger', 'usage.db');
  const folder = path.join(at, 'logs');
  const rest = new Map([...logs.files].map(([file, content]) => [file, { content, written: 0 }]));
  // A file that grows is seen at any byte.
  const grow = (least: number): void => {
    for (const [file, each] of rest) {
      const to = Math.min(each.content.length, each.written + random.between(least, each.content.length >> 2));
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      appendFileSync(path.join(folder, file), each.content.subarray(each.written, to));
      each.written = to;
    }
  };
  if (way.growing) grow(1);
  else writeFiles(folder, logs.files);

  let count = 0;
  for (let runs = 0; count < KILLS && runs < MOST_RUNS; runs++) {
    const ends = await Promise.all(
      Array.from({ length: way.writers }, async (_, writer) => {
        const running = start(at, ['ingest', ...pathsOf(writer, way, random), '--db', ledger, '--quiet']);
        const signal = random.pick(SIGNALS);
        const moment = logs.ms * (0.3 + 0.8 * random.next());
        const grown = way.growing ? wait(moment * random.next()).then(() => grow(0)) : undefined;
        const timer = setTimeout(() => running.kill(signal), moment);
        const ran = await running.ended;
        clearTimeout(timer);
        await grown;
        return ran;
      }),
    );
    for (const ran of ends) {
      const finished = ran.code === 0;
      if (!finished) count++;
      const found =
        finished || ran.signal !== undefined || ran.code === 130 ? misstatements(ran.stderr) : blemishes(ran);
      if (ran.code === 2) found.push(`exit code 2: ${ran.stderr.trim()}`);
      wrong.push(...found.map((what) => `a writer that was ended: ${what}`));
    }
    if (way.growing) grow(0);
    else if (ends.every(({ code }) => code === 0)) rmSync(path.dirname(ledger), { recursive: true });
  }
  writeFiles(folder, logs.files);
  wrong.push(...(await finished(at, ledger, logs.without)));
  return tallyOf(
    count,
    wrong.map((what) => `${way.name}: ${what}`),
  );
}

/** Three at once read files of which each two have some in common. */
function pathsOf(writer: number, { writers }: Way, random: Random): string[] {
  if (writers < 3) return ['logs'];
  const projects = ['-home-dev-shop', '-home-dev-search', '-home-dev-mail'].map((name) => `logs/projects/${name}`);
  return [projects[writer] ?? 'logs', projects[(writer + random.between(1, 2)) % projects.length] ?? 'logs'];
}

/** One run more stores what is missing, and a reading of everything finds nothing new. */
async function finished(at: string, ledger: string, without: State): Promise<string[]> {
  const last = await run(at, 'ingest', 'logs', '--db', ledger);
  const wrong = [...(last.code === 0 ? [] : [`the last run: ${last.stderr.trim()}`]), ...blemishes(last)];
  wrong.push(...leftovers(at, ledger));
  wrong.push(...differences(without, await stateOf(at, ledger)));
  // Under other names they are files that nobody has seen.
  renameSync(path.join(at, 'logs'), path.join(at, 'again'));
  const again = await run(at, 'ingest', 'again', '--db', ledger, '--format', 'json');
  const { added, updated } = again.code === 0 ? (JSON.parse(again.stdout) as Record<string, number>) : {};
  if (added !== 0 || updated !== 0) wrong.push(`read again: ${added} new, ${updated} updated ${again.stderr}`);
  wrong.push(...differences(without, await stateOf(at, ledger)).map((what) => `read again: ${what}`));
  return wrong;
}
