/** `pull` from servers that answer as no API would: one line says so, and the key is nowhere but in the request. */
import type { ServerResponse } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bomb, endless, hostileServer } from '../test/io/hostile-server.ts';
import { runCli } from '../test/run.ts';
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
  'other data': (response) => response.writeHead(200, JSON_TYPE).end('{"data":[{"results":[{"usage":-1}]},null,7]}'),
};

export const server: Trial = { name: 'hostile server', held: 'said in one line', round: serverRound };

async function serverRound(round: Round): Promise<Tally> {
  const tallies: Tally[] = [];
  for (const [name, answer] of Object.entries(answers))
    tallies.push(await within(round, `server-${tallies.length}`, (at) => pulled(at, round, name, answer)));
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
    const files = readdirSync(at).map((file) => readFileSync(path.join(at, file), 'latin1'));
    if ([ran.stdout, ran.stderr, ...files].some((text) => text.includes(key)))
      wrong.push('the key was printed or stored');
    return tallyOf(
      1,
      wrong.map((what) => `${name}: ${what}`),
    );
  } finally {
    await asked.close();
    await other.close();
  }
}
