/** Ledgers with damaged bytes: a command gives the same answer or says in one line that it cannot. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { asker, type Answer, type Asker } from './asker.ts';
import { blemishes, saysClearly } from './judge.ts';
import { DAMAGES, type Damage } from './pages.ts';
import { run } from './program.ts';
import { transcripts, writeFiles } from './transcripts.ts';
import { together, twoAtOnce, within, type Round, type Tally, type Trial } from './trial.ts';

const TRIES = 44;
/** Of 220 ledgers: other figures without a word where more than a row's own bytes were damaged, and "this is a bug". */
const LEFT = { small: 3, large: 4 };

const COMMANDS: readonly (readonly string[])[] = [
  ['report', '--format', 'json'],
  ['report', '--by', 'session', '--format', 'json'],
  ['check', '--max-cost', '1', '--format', 'json'],
  ['diagnose', '--format', 'json'],
];

export const damage: Trial = { name: 'damaged ledgers', held: 'same, said or unseen', left: LEFT, round: damageRound };

function damageRound(round: Round): Promise<Tally> {
  return within(round, 'damage', async (at) => {
    // Short texts: what is to be large is the ledger.
    writeFiles(path.join(at, 'logs'), transcripts(round.random, (round.large ? 4 : 1) * round.bytes, 1));
    await run(at, 'ingest', 'logs', '--db', 'usage.db');
    const file = path.join(at, 'usage.db');
    const whole = readFileSync(file);
    const askers = [asker(), asker()];
    try {
      const without = await askers[0]?.ask({ cwd: at, file, commands: COMMANDS });
      if (without === undefined || typeof without === 'string') throw new Error(`a whole ledger: ${without}`);
      const damages = Array.from({ length: TRIES }, (_, index) => {
        const make = DAMAGES[index % DAMAGES.length];
        return make?.(whole, round.random);
      }).filter((each) => each !== undefined);
      const tallies = await twoAtOnce(damages, (each, index, lane) => tried(at, each, index, askers[lane], without));
      return together(tallies);
    } finally {
      for (const each of askers) each.end();
    }
  });
}

async function tried(
  at: string,
  { kind, bytes, insideRow }: Damage,
  index: number,
  asking: Asker | undefined,
  without: readonly Answer[],
): Promise<Tally> {
  const file = path.join(at, `damaged-${index}.db`);
  writeFileSync(file, bytes);
  const answers = await asking?.ask({ cwd: at, file, commands: COMMANDS });
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
  const { as, wrong } = verdictOn(without, answers ?? 'nobody to ask', insideRow);
  const found = wrong.map((what) => `${kind} (${index}): ${what}`);
  const isLeft = as === 'silent' || as === 'bug';
  return {
    ...{ tried: 1, held: found.length === 0 ? 1 : 0, notes: { [as]: 1 } },
    ...(isLeft ? { wrong: [], left: [found.join('; ')] } : { wrong: found }),
  };
}

interface Verdict {
  readonly as: 'same' | 'said' | 'unseen' | 'silent' | 'bug' | 'wrong';
  readonly wrong: readonly string[];
}

/** The worst of what the commands did. */
export function verdictOn(
  without: readonly Answer[],
  answers: readonly Answer[] | string,
  insideRow: boolean,
): Verdict {
  if (typeof answers === 'string') return { as: 'wrong', wrong: [answers] };
  const names = COMMANDS.map((argv) => argv.slice(0, -2).join(' '));
  const naming = (found: (answer: Answer, index: number) => boolean): string =>
    answers.flatMap((answer, index) => (found(answer, index) ? [names[index] ?? ''] : [])).join(', ');

  const isBug = ({ stderr }: Answer): boolean => stderr.includes('this is a bug');
  const isUnclear = (answer: Answer): boolean =>
    blemishes(answer).length > 0 || (answer.code === 2 && answer.stdout === '' && !saysClearly(answer));
  const isOther = (answer: Answer, index: number): boolean =>
    !saysClearly(answer) && (answer.code !== without[index]?.code || answer.stdout !== without[index]?.stdout);
  if (answers.some((answer) => isUnclear(answer) && !isBug(answer)))
    return {
      as: 'wrong',
      wrong: answers.filter(isUnclear).map(({ stderr }) => `not one clear line: ${stderr.trim()}`),
    };
  if (answers.some(isBug)) return { as: 'bug', wrong: [`this is a bug: ${naming(isBug)}`] };
  if (answers.some(isOther))
    return insideRow ? { as: 'unseen', wrong: [] } : { as: 'silent', wrong: [`other figures: ${naming(isOther)}`] };
  return { as: answers.some(saysClearly) ? 'said' : 'same', wrong: [] };
}
