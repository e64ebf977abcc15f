/** A ledger of very many sessions, projects, models or labels: an answer, or one line that says there is none; never all memory. */
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { blemishes, saysClearly } from './judge.ts';
import { measure, type Ran } from './program.ts';
import { tallyOf, together, within, type Round, type Tally, type Trial } from './trial.ts';

const KINDS = ['session', 'project', 'model', 'label:team'] as const;
const MOST_BYTES = 600 * (1 << 20);
const FIRST = Date.UTC(2026, 10, 1);
const LINES_AT_ONCE = 10_000;

type Kind = (typeof KINDS)[number];

export const cardinality: Trial = {
  name: 'many groups',
  held: 'answered or said, in 600 MiB',
  round: cardinalityRound,
};

function cardinalityRound(round: Round): Promise<Tally> {
  return within(round, 'many', async (at) => {
    const kind = KINDS[round.number % KINDS.length] ?? 'session';
    const log = path.join(at, 'many.ndjson');
    const groups = round.large ? 150_000 : 20_000;
    for (let from = 0; from < groups; from += LINES_AT_ONCE) {
      const count = Math.min(LINES_AT_ONCE, groups - from);
      appendFileSync(log, Array.from({ length: count }, (_, index) => lineOf(kind, from + index)).join(''));
    }
    const db = ['--db', 'usage.db'];
    const commands = [
      ['ingest', 'many.ndjson', ...db],
      ['report', '--by', kind, ...db],
      ['report', '--by', kind, '--format', 'json', ...db],
      ['report', ...db],
      ['check', '--max-cost', '1', '--allow-unpriced', '--per', kind, ...db],
    ];
    const tallies: Tally[] = [];
    for (const argv of commands) tallies.push(judged(kind, argv, await measure(at, ...argv)));
    return together(tallies);
  });
}

function judged(kind: Kind, argv: readonly string[], ran: Ran): Tally {
  const wrong = blemishes(ran);
  // A budget that was not kept is an answer, and so is one that cannot be judged as nothing has a price.
  const judgement = argv[0] === 'check' && (ran.code === 1 || /^UNKNOWN/.test(ran.stdout));
  const answered = ran.code === 0 || judgement;
  if (!answered && !saysClearly(ran)) wrong.push(`code ${ran.code}: ${ran.stderr.trim().slice(0, 200)}`);
  if ((ran.peak ?? 0) > MOST_BYTES) wrong.push(`${Math.round((ran.peak ?? 0) / (1 << 20))} MiB`);
  return tallyOf(
    1,
    wrong.map((what) => `${kind}: ${argv.join(' ')}: ${what}`),
    answered ? { answered: 1 } : { said: 1 },
  );
}

function lineOf(kind: Kind, index: number): string {
  const one = (of: Kind, name: string): string => (kind === of ? `${name}-${index}` : name);
  return `${JSON.stringify({
    at: new Date(FIRST + index * 1000).toISOString(),
    id: `m${index}`,
    model: kind === 'model' ? `model-${index}` : 'claude-opus-5-5',
    input: 5,
    cache_write_5m: 3,
    cache_write_1h: 0,
    cache_read: 9,
    output: 7,
    project: one('project', 'p'),
    session: one('session', 's'),
    labels: { team: one('label:team', 't') },
  })}\n`;
}
