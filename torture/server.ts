/** `pull` from servers that answer as no API would: one line says so, and the key is nowhere but in the request. */
import type { ServerResponse } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pull } from '../src/ingest/pull.ts';
import { paced, REPORT_PACE } from '../src/io/pace.ts';
import { reportEndpoint } from '../src/io/usage-reports.ts';
import { MS_PER_DAY, type Instant } from '../src/core/time.ts';
import { openLedger } from '../src/store/sqlite.ts';
import { bomb, dripping, endless, hostileServer, silent, stalled } from '../test/io/hostile-server.ts';
import { NOW, runCli } from '../test/run.ts';
import { saysClearly } from './judge.ts';
import { tallyOf, together, within, type Round, type Tally, type Trial } from './trial.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

type Answer = (response: ServerResponse, key: string, other: string) => void;

const answers: Readonly<Record<string, Answer>> = {
  bomb,
  endless,
  'no JSON': (response) => response.writeHead(200, JSON_TYPE).end('{"data":['),
  'a page for people': (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>'),
  'an error with the key': (response, key) =>
    response.writeHead(401, JSON_TYPE).end(JSON.stringify({ error: { type: 'x', message: `no such key: ${key}` } })),
  'a redirect': (response, _, other) => response.writeHead(307, { location: `${other}/v1/elsewhere` }).end(),
  'a broken server': (response) => response.writeHead(500, JSON_TYPE).end('{}'),
  'a broken connection': (response) => response.destroy(),
  'rows of another shape': (response, key) => response.writeHead(200, JSON_TYPE).end(JSON.stringify(otherRows(key))),
  'other data': (response) => response.writeHead(200, JSON_TYPE).end('{"data":[{"results":[{"usage":-1}]},null,7]}'),
};

/** Of a report as it once was, with what no report has. */
function otherRows(key: string): unknown {
  const span = { starting_at: '2026-11-10T00:00:00Z', ending_at: '2026-11-11T00:00:00Z' };
  const model = `\x1b]52;c;AA\x07${key}`;
  const results = [{ model, uncached_input_tokens: -5, amount: '1e999' }, { amount: {} }, null, 5];
  return {
    data: [
      { ...span, results },
      { starting_at: '9999', results: 'x' },
    ],
    has_more: false,
  };
}

/** Who never comes to an end is waited for only as long as here: minutes for each would be all the time there is. */
const SOON = { total: 120, idle: 60, bytes: 1 << 20 };
const waits: Readonly<Record<string, Answer>> = {
  silence: silent,
  'an answer that stops': stalled,
  'a byte at a time': dripping,
};

export const server: Trial = { name: 'hostile server', held: 'said in one line', round: serverRound };

async function serverRound(round: Round): Promise<Tally> {
  const tallies: Tally[] = [];
  for (const [name, answer] of Object.entries(answers))
    tallies.push(await within(round, `server-${tallies.length}`, (at) => pulled(at, round, name, answer)));
  for (const [name, answer] of Object.entries(waits))
    tallies.push(await within(round, `server-${tallies.length}`, (at) => waited(at, round, name, answer)));
  return together(tallies);
}

async function pulled(at: string, { random }: Round, name: string, answer: Answer): Promise<Tally> {
  const key = `sk-ant-admin01-${random.word(40)}`;
  const other = await hostileServer((response) => response.end('{}'));
  const asked = await hostileServer((response) => answer(response, key, other.url));
  try {
    const env = { NO_COLOR: '1', ANTHROPIC_BASE_URL: asked.url, ANTHROPIC_ADMIN_KEY: key };
    const argv = ['pull', '--since', '2026-11-10', '--until', '2026-11-12', '--db', path.join(at, 'usage.db')];
    const ran = await runCli(argv, { cwd: at, env });
    const wrong = saysClearly(ran) ? [] : [`code ${ran.code}: ${ran.stderr.trim() || 'nothing said'}`];
    if (asked.asked.length === 0) wrong.push('was not asked');
    if (other.asked.length > 0) wrong.push('another host was asked');
    if ([ran.stdout, ran.stderr, ...filesIn(at)].some((text) => text.includes(key)))
      wrong.push('the key was printed or stored');
    return tallied(name, wrong);
  } finally {
    await asked.close();
    await other.close();
  }
}

/** The same without the command, whose limits are of minutes. */
async function waited(at: string, { random }: Round, name: string, answer: Answer): Promise<Tally> {
  const key = `sk-ant-admin01-${random.word(40)}`;
  const asked = await hostileServer((response) => answer(response, key, ''));
  const ledger = openLedger(path.join(at, 'usage.db'), { create: true });
  try {
    const clock = { now: () => NOW, wait: () => Promise.resolve() };
    const ask = paced(await reportEndpoint({ key, baseUrl: asked.url }, SOON), clock, REPORT_PACE);
    const period = { since: (NOW - (NOW % MS_PER_DAY)) as Instant, until: (NOW + MS_PER_DAY) as Instant };
    const { failure } = await pull(
      { reports: ['usage'], period, width: '1d', groupBy: ['model'], again: false },
      { ledger, ask, run: ledger.startRun(NOW, ''), now: NOW, onDay: () => undefined },
    );
    const wrong: string[] = [];
    if (failure?.passing !== true || !/^the answer (was not complete|stopped)/.test(failure.reason))
      wrong.push(failure?.reason ?? 'nothing said');
    // On a machine that others use as well, the limit may come before the question does.
    if (asked.asked.length === 0 || asked.asked.length > TRIES) wrong.push(`asked ${asked.asked.length} times`);
    await asked.over();
    if (filesIn(at).some((text) => text.includes(key))) wrong.push('the key was stored');
    return tallied(name, wrong);
  } finally {
    ledger.close();
    await asked.close();
  }
}

/** How often the same is asked for. */
const TRIES = 5;

function filesIn(folder: string): string[] {
  return readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'latin1'));
}

function tallied(name: string, wrong: readonly string[]): Tally {
  return tallyOf(
    1,
    wrong.map((what) => `${name}: ${what}`),
  );
}
