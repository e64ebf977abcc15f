/** Every command in every format over a ledger whose names all act somewhere: nothing does. */
import { createFixture, type FsFixture } from 'fs-fixture';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DIMENSIONS } from '../../src/store/ledger.ts';
import { runCli } from '../run.ts';
import { activeIn, HOSTILE } from './inert-names.ts';

let folder: FsFixture;
const env: Record<string, string> = { NO_COLOR: '1' };

/** Each name as everything that a log can name, twice a session. */
function logOf(): string {
  const records = HOSTILE.flatMap((name, index) =>
    [0, 1].map((turn) => ({
      ...{ timestamp: new Date(Date.UTC(2026, 10, 1 + (index % 5), 8, index, turn * 30)).toISOString() },
      ...{ project: name, session_id: name, user: name, api_key: name, workspace: name },
      labels: { team: name, [name]: 'x' },
      ...{ id: `m${index}${turn}`, type: 'message', role: 'assistant' },
      model: index % 3 === 0 ? name : 'claude-opus-4-8',
      usage: {
        ...{ input_tokens: 5000, cache_creation_input_tokens: 30_000, cache_read_input_tokens: turn * 9999 },
        ...{ output_tokens: 7, service_tier: index % 3 === 1 ? name : 'standard', [name]: 3 },
      },
    })),
  );
  return `${records.map((each) => JSON.stringify(each)).join('\n')}\n{"type":"message","usage":{"input_tokens":"${'x'}"}}\n`;
}

/** A request log, whose prompts are known. */
function requestsOf(): string {
  return HOSTILE.map((name, index) =>
    JSON.stringify({
      ...{ timestamp: new Date(Date.UTC(2026, 10, 9, 8, index)).toISOString(), session: name, project: name },
      request: { model: 'claude-opus-4-8', messages: [{ role: 'user', content: name }] },
      response: {
        ...{ id: `msg_01Inert${index}`, type: 'message', role: 'assistant', model: 'claude-opus-4-8', content: [] },
        usage: { input_tokens: 9, output_tokens: 9 },
      },
    }),
  ).join('\n');
}

beforeAll(async () => {
  const bill = `model,amount,currency\n${HOSTILE.map((name) => `"${name.replaceAll('"', '""')}",1.00,USD`).join('\n')}\n`;
  folder = await createFixture({
    'evil\u001b[31m ##[add-mask]x.ndjson': logOf(),
    'requests.ndjson': requestsOf(),
    'bill.csv': bill,
  });
  env['PROMPTCACHE_COST_DB'] = folder.getPath('usage.db');
  const { stdout, stderr } = await runCli(['ingest', '.'], { cwd: folder.path, env });
  expect([activeIn(stdout, 'table'), activeIn(stderr, 'table')]).toEqual([undefined, undefined]);
}, 60_000);
afterAll(() => folder.rm());

async function expectInert(argv: readonly string[], format: string): Promise<void> {
  const { stdout, stderr } = await runCli(argv, { cwd: folder.path, env });
  const own = format === 'github';
  expect(activeIn(stdout, format, own), `stdout of ${argv.join(' ')}`).toBeUndefined();
  expect(activeIn(stderr, 'table', own), `stderr of ${argv.join(' ')}`).toBeUndefined();
}

const FORMATS = ['table', 'json', 'csv', 'markdown'];
const ALL_FORMATS = [...FORMATS, 'junit', 'github'];

const QUESTIONS: readonly (readonly [formats: readonly string[], ...argv: string[]])[] = [
  [FORMATS, 'ingest', '.'],
  [FORMATS, 'report'],
  [FORMATS, 'report', '--explain'],
  ...DIMENSIONS.map((by) => [FORMATS, 'report', '--by', by] as const),
  [FORMATS, 'report', '--by', 'label:team'],
  [FORMATS, 'report', '--by', 'day,project'],
  [ALL_FORMATS, 'check', '--max-cost', '0.01', '--per', 'project'],
  [ALL_FORMATS, 'check', '--max-cost', '0.01', '--max-unpriced-share', '0.01', '--per', 'session'],
  [FORMATS, 'diagnose', '--by', 'project'],
  [FORMATS, 'diagnose', '--by', 'label:team'],
  [FORMATS, 'whatif', '--by', 'project'],
  [FORMATS, 'whatif', '--level', 'request'],
  [FORMATS, 'whatif', '--explain', HOSTILE[0]!],
  [FORMATS, 'whatif', 'break-even'],
  [FORMATS, 'diagnose', 'requests.ndjson', 'msg_01Inert3'],
  [FORMATS, 'reconcile', 'bill.csv'],
  [FORMATS, 'ledger', 'files'],
];

describe.each(
  QUESTIONS.map(([formats, ...argv]) => [argv.join(' ').replaceAll('\u001b', 'ESC'), argv, formats] as const),
)('%s', (_, argv, formats) => {
  it.each(formats)('%s', (format) => expectInert([...argv, '--format', format], format));
});

describe('what was asked for badly', () => {
  it.each(
    HOSTILE.flatMap((name) => [
      ['report', '--by', name],
      ['report', '--where', `project=${name}`],
      ['report', '--where', name],
      ['report', '--since', name],
      ['report', '--db', name.replaceAll('\u0000', '')],
      ['report', '--config', name],
      ['ingest', name],
      ['diagnose', name],
      ['whatif', '--scenario', name],
      ['check', '--max-cost', name],
      ['prices', 'show', name],
      ['sources', name],
      [name],
    ]),
  )('%j %j %j', async (...argv) => {
    await expectInert(
      argv.filter((each) => typeof each === 'string'),
      'table',
    );
  });
});
