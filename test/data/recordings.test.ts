/**
 * Requests that other people recorded, replayed from their bodies with the breakpoints that were sent, and held against the
 * usage the API returned for them (docs/replay.md). A call that follows another one of its recording is
 *
 * - not predictable, where it read what nothing in the log had written (the rule of src/simulate/outside.ts), or its usage
 *   sums several calls and nothing tells the first;
 * - right, where the same meters are zero as logged, and every meter is within 8 tokens;
 * - else wrong.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { SAME } from '../../src/simulate/outside.ts';
import { playPlacement } from '../../src/simulate/place.ts';
import { promptWorldOf } from '../../src/simulate/prompt-world.ts';
import { promptLogOf } from '../../src/simulate/prompts.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { book } from '../prices/shipped.ts';
import { runJson } from '../run.ts';
import { describeReal } from './real-data.ts';

interface Score {
  calls: number;
  following: number;
  right: number;
  unpredictable: number;
  readonly wrong: string[];
}

const REPOSITORIES = ['ddjs', 'ellmer', 'pydantic', 'ddpy', 'ruby', 'traceloop', 'cacheeconomics-ttl'];

describeReal('recordings of other people', 'data/recordings', (folder) => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'recordings-'));
  afterAll(() => rmSync(scratch, { recursive: true }));

  it('are predicted right but for what is explained', async () => {
    const scores = new Map<string, Score>();
    for (const name of REPOSITORIES) scores.set(name, await scored(path.join(folder, `${name}.ndjson.gz`), name));
    const rows = [...scores].map(([name, { calls, following, right, wrong, unpredictable }]) =>
      [name, calls, following, right, wrong.length, unpredictable].join(' | '),
    );
    console.log(['repository | calls | following | right | wrong | not predictable', ...rows].join('\n'));
    console.log([...scores.values()].flatMap(({ wrong }) => wrong).join('\n'));
    const [right, wrong] = [...scores.values()].reduce(
      ([sum, more], score) => [sum + score.right, more + score.wrong.length],
      [0, 0],
    );
    expect(wrong / (right + wrong)).toBeLessThanOrEqual(0.02);
  });

  async function scored(file: string, name: string): Promise<Score> {
    const db = path.join(scratch, `${name}.db`);
    await runJson(['ingest', file, '--db', db]);
    const ledger = openLedger(db, { create: false });
    const log = promptLogOf(ledger.prompts({ period: {}, by: [], where: new Map() }), ledger.runs());
    ledger.close();
    const world = promptWorldOf(log, book);
    const { prompts, names } = world.log;
    const score: Score = { calls: prompts.count, following: 0, right: 0, unpredictable: 0, wrong: [] };
    const begun = new Set<string>();
    playPlacement(world, 'logged', (row, split) => {
      const session = names[row]!.session;
      const follows = begun.has(session);
      begun.add(session);
      if (!follows) return;
      score.following += 1;
      const first = prompts.firstCalls.get(row);
      if (world.outside.place[row]! >= 0 || (first !== undefined && first.read === undefined)) {
        score.unpredictable += 1;
        return;
      }
      const logged = [prompts.read[row]!, prompts.write5m[row]!, prompts.write1h[row]!];
      const played = [split.read, split.write5m, split.write1h];
      const isRight = logged.every(
        (tokens, meter) => tokens > 0 === played[meter]! > 0 && Math.abs(tokens - played[meter]!) <= SAME,
      );
      if (isRight) score.right += 1;
      else
        score.wrong.push(
          `${name} ${session.slice(-40)} line ${names[row]!.line}: logged ${logged.join('/')} played ${played.join('/')}`,
        );
    });
    return score;
  }
});
