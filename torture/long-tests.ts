/** The test files that stop after a few rounds (test/rounds.ts), with all of them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { within, type Round, type Tally, type Trial } from './trial.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const VITEST = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
const NONE: Tally = { tried: 0, held: 0, notes: {}, wrong: [] };

interface Report {
  readonly testResults: readonly { name: string; status: string; assertionResults: readonly Assertion[] }[];
}
interface Assertion {
  readonly fullName: string;
  readonly status: string;
}

export const longTests: Trial = { name: 'long tests', held: 'hold in every round', round: longTestsRound };

/** Their seeds are fixed: another round would find the same. */
function longTestsRound(round: Round): Promise<Tally> {
  return round.number > 1 ? Promise.resolve(NONE) : within(round, 'long-tests', runAll);
}

async function runAll(at: string): Promise<Tally> {
  const files = longTestFiles();
  const file = path.join(at, 'report.json');
  const asked = ['run', '--project', 'unit', '--maxWorkers', '1', '--testTimeout', '600000', '--hookTimeout', '600000'];
  const child = spawn(process.execPath, [VITEST, ...asked, '--reporter', 'json', '--outputFile', file, ...files], {
    cwd: ROOT,
    env: { ...process.env, TORTURE: '1' },
    stdio: 'ignore',
  });
  await once(child, 'close');
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report;
  const wrong = testResults.flatMap(({ name, status, assertionResults }) => {
    const failed = assertionResults.filter((each) => each.status === 'failed').map(({ fullName }) => fullName);
    if (failed.length === 0 && status === 'failed') failed.push('could not be run');
    return failed.map((test) => `${path.relative(ROOT, name)}: ${test}`);
  });
  const held = testResults.filter(({ status }) => status === 'passed').length;
  return { tried: files.length, held, notes: {}, wrong };
}

function longTestFiles(): string[] {
  return readdirSync(path.join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.join('test', name))
    .filter((name) => /from '[./]+\/rounds\.ts'/.test(readFileSync(path.join(ROOT, name), 'utf8')));
}
