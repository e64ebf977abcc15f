/** Names that act on terminals, spreadsheets, pages and runners, anywhere and in any command: nothing that is printed acts. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { activeIn, HOSTILE } from '../test/commands/inert-names.ts';
import { runCli } from '../test/run.ts';
import { blemishes } from './judge.ts';
import type { Random } from './random.ts';
import { tallyOf, together, within, type Round, type Tally, type Trial } from './trial.ts';

const RECORDS = 40;
const QUESTIONS = 30;
const FORMATS = ['table', 'json', 'csv', 'markdown'];
const BY = [
  'model',
  'project',
  'session',
  'user',
  'api_key',
  'workspace',
  'tier',
  'label:team',
  'thread',
  'day,project',
];

export const names: Trial = { name: 'hostile names', held: 'inert', round: namesRound };

function namesRound(round: Round): Promise<Tally> {
  return within(round, 'names', async (at) => {
    const { random } = round;
    writeFileSync(path.join(at, `log ${fileName(random)}.ndjson`), logOf(random));
    const db = path.join(at, 'usage.db');
    const first = await asked(at, ['ingest', '.', '--db', db], 'table');
    const tallies = [tallyOf(1, first)];
    for (let rest = QUESTIONS; rest > 0; rest--) {
      const argv = random.next() < 0.2 ? badQuestion(random) : question(random);
      const format = random.pick(argv[0] === 'check' ? [...FORMATS, 'junit', 'github'] : FORMATS);
      tallies.push(tallyOf(1, await asked(at, [...argv, '--format', format, '--db', db], format)));
    }
    return together(tallies);
  });
}

async function asked(at: string, argv: readonly string[], format: string): Promise<string[]> {
  const ran = await runCli(argv, { cwd: at, env: { NO_COLOR: '1' } });
  const own = format === 'github';
  // Where a command is misused, nothing has been printed in its format.
  const found = [
    activeIn(ran.stdout, ran.code === 2 ? 'table' : format, own),
    activeIn(ran.stderr, 'table', own),
    ...blemishes(ran),
  ];
  return found.filter((what) => what !== undefined).map((what) => `${JSON.stringify(argv.slice(0, -2))}: ${what}`);
}

function question(random: Random): string[] {
  const by = random.pick(BY);
  const per = random.pick(['project', 'session', 'user', 'model', 'label:team']);
  return random.pick([
    ['report', '--by', by],
    ['report', '--by', by, '--explain'],
    ['report', '--unpriced'],
    ['report', '--where', `project=${nameOf(random)}`],
    ['check', '--max-cost', '0.01', '--per', per],
    ['check', '--max-cost', '0.01', '--max-unpriced-share', '0.01', '--per', per],
    ['diagnose', '--by', by.split(',')[0] ?? by],
    ['whatif', '--by', 'project'],
    ['ingest', '.'],
  ]);
}

function badQuestion(random: Random): string[] {
  const name = nameOf(random);
  return random.pick([
    ['report', '--by', name],
    ['report', '--where', name],
    ['report', '--since', name],
    ['ingest', name.replaceAll('\u0000', '')],
    ['check', '--max-cost', name],
    ['whatif', '--scenario', name],
  ]);
}

/** One or several of the known ones, with words between them or without. */
function nameOf(random: Random): string {
  const parts = Array.from({ length: random.between(1, 3) }, () => random.pick(HOSTILE));
  const word = random.next() < 0.5 ? random.word(random.between(1, 6)) : '';
  return random.next() < 0.5 ? `${word}${parts.join('')}` : `${parts.join(random.pick(['', ' ', '\n', ';']))}${word}`;
}

function fileName(random: Random): string {
  return Buffer.from(nameOf(random).replaceAll(/[\u0000/]/g, '_'))
    .subarray(0, 100)
    .toString();
}

/** Each field has a plain name or a hostile one. */
function logOf(random: Random): string {
  const some = (plain: string): string => (random.next() < 0.5 ? nameOf(random) : plain);
  return Array.from({ length: RECORDS }, (_, index) =>
    JSON.stringify({
      ...{ timestamp: new Date(Date.UTC(2026, 10, 1 + (index % 5), 8, index)).toISOString() },
      ...{ project: some('shop'), session_id: some(`s${index % 7}`), user: some('me'), api_key: some('k') },
      ...{ workspace: some('w'), labels: { team: some('search'), [some('other')]: some('x') } },
      ...{ id: some(`m${index}`), type: 'message', role: 'assistant', model: some('claude-opus-5-5') },
      usage: {
        ...{ input_tokens: 5_000, cache_creation_input_tokens: 30_000, cache_read_input_tokens: index * 99 },
        ...{ output_tokens: 7, service_tier: some('standard'), [some('more')]: 3 },
      },
    }),
  ).join('\n');
}
