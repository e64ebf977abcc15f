/** Logs of services: records behind a prefix or in an envelope, between lines of text. Each gives what its bare records give. */
import { createFixture, type FsFixture } from 'fs-fixture';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli, runJson, type IngestJson, type Ran } from '../run.ts';
import { ENVELOPES, inEnvelope, RESPONSES, timeOf, type Envelope } from './envelopes.ts';
import { readLines } from './read-lines.ts';

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture();
});
afterEach(async () => {
  await folder.rm();
});

const NOISE = ['INFO server: started', 'stack { foo }', '\tat handler (/app/server.js:10:5)', 'tokenizer loaded'];

function ingest(...args: string[]): Promise<IngestJson> {
  return runJson<IngestJson>(['ingest', ...args, '--db', 'x.db'], { cwd: folder.path });
}

/** The ledger's requests, as people see them. */
async function requests(): Promise<unknown> {
  const by = ['report', '--by', 'hour,model', '--format', 'json', '--db', 'x.db'];
  const { groups, totals } = await runJson<{ groups: unknown; totals: unknown }>(by, { cwd: folder.path });
  return { groups, totals };
}

async function bare(): Promise<unknown> {
  const wrapped = RESPONSES.map((response, index) => JSON.stringify({ timestamp: timeOf(index), response }));
  await folder.writeFile('bare.ndjson', `${wrapped.join('\n')}\n`);
  expect(await ingest('bare.ndjson')).toMatchObject({ added: 58, refused: { total: 0 } });
  const found = await requests();
  await folder.rm('x.db');
  return found;
}

describe.each(Object.entries(ENVELOPES))('%s', (_, envelope: Envelope) => {
  it('gives what its records give bare, from a file, packed and from a pipe, and again changes nothing', async () => {
    const expected = await bare();
    const text = inEnvelope(envelope);
    await folder.writeFile('app.log', text);
    await folder.writeFile('packed.log.gz', gzipSync(text));
    for (const args of [['app.log'], ['packed.log.gz']]) {
      expect(await ingest(...args)).toMatchObject({ added: 58, refused: { total: 0 } });
      expect(await requests()).toEqual(expected);
      await folder.rm('x.db');
    }
    const piped = await runJson(['ingest', '-', '--db', 'x.db'], { cwd: folder.path, stdin: text });
    expect(piped).toMatchObject({ added: 58, refused: { total: 0 } });
    expect(await ingest('bare.ndjson')).toMatchObject({ added: 0, refused: { total: 0 } });
    expect(await requests()).toEqual(expected);
  });

  it('gives it with text between its records, which is counted apart', async () => {
    const expected = await bare();
    const lines = inEnvelope(envelope).trimEnd().split('\n');
    const text = [...Array<string>(300).fill(NOISE[0] ?? ''), ...lines.flatMap((line) => [line, ...NOISE])].join('\n');
    await folder.writeFile('app.log', `${text}\n`);
    const { accounted, added, refused } = await ingest('app.log', '--strict');
    expect({ added, refused: refused.total }).toEqual({ added: 58, refused: 0 });
    const texts = 300 + 58 * NOISE.length;
    expect(accounted).toMatchObject({
      records: 58 + texts,
      events: 58,
      rejected: 0,
      not_usage: { 'text line': texts },
    });
    expect(await requests()).toEqual(expected);
  });

  it('is read on from where it was when it has grown', async () => {
    const expected = await bare();
    const lines = inEnvelope(envelope).split('\n');
    await folder.writeFile('app.log', `${lines.slice(0, 20).join('\n')}\n`);
    expect(await ingest('app.log')).toMatchObject({ added: 20 });
    await folder.writeFile('app.log', lines.join('\n'));
    expect(await ingest('app.log')).toMatchObject({ added: 38, unchanged: 20, refused: { total: 0 } });
    expect(await requests()).toEqual(expected);
  });
});

it('of several programs in one file, each with its envelope, give what their records give bare', async () => {
  const expected = await bare();
  const ways = Object.values(ENVELOPES);
  const lines = RESPONSES.map((response, index) => ways[index % ways.length]?.({ at: timeOf(index), response }));
  await folder.writeFile('app.log', `${NOISE.join('\n')}\n${lines.join('\n')}\n`);
  expect(await ingest('app.log')).toMatchObject({ added: 58, refused: { total: 0 } });
  expect(await requests()).toEqual(expected);
});

it('that is nothing but text is no log', async () => {
  await folder.writeFile('app.log', `${NOISE.join('\n')}\n`.repeat(100));
  const run = (...args: string[]): Promise<Ran> =>
    runCli(['ingest', 'app.log', '--db', 'x.db', ...args], { cwd: folder.path });
  const [found, forced] = [await run(), await run('--source', 'messages')];
  expect([found.code, forced.code]).toEqual([2, 2]);
  expect(found.stderr).toMatch(/app\.log: is not a recognised log format\. Force one/);
  expect(forced.stderr).toMatch(/app\.log: holds text and no record\. promptcache-cost sources lists/);
});

describe('docs/service-logs.md', () => {
  const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/service-logs.md'), 'utf8');
  const [, lines = ''] = /```log\n([^]*?)\n```/.exec(page) ?? [];
  const namesAfter = (words: string): string[] => {
    const [names = ''] = page.slice(page.indexOf(words) + words.length).split(/,\n|\n\(/, 1);
    return [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
  };
  const [response] = RESPONSES;
  const at = '2026-11-21T08:00:00Z';

  it('has examples that are read, each at its time', () => {
    const { events, refused } = readLines(lines.split('\n'));
    expect(refused).toEqual([]);
    expect(events.map((event) => Math.floor((event.at - Date.parse(at)) / 1000))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('names fields that are looked into, as an object and as text', () => {
    const names = namesAfter('as an object or as text, in\n');
    expect(names.length).toBeGreaterThan(15);
    for (const inner of [response, JSON.stringify(response), `INFO ${JSON.stringify(response)}`])
      for (const name of names) {
        const { events } = readLines([JSON.stringify({ level: 'info', time: at, [name]: inner })]);
        expect([name, events.length]).toEqual([name, 1]);
      }
  });

  it('names fields that hold the time', () => {
    const names = namesAfter('the nearest of\n');
    expect(names.length).toBeGreaterThan(8);
    for (const name of names) {
      const { events } = readLines([JSON.stringify({ level: 'info', [name]: at, log: JSON.stringify(response) })]);
      expect([name, events[0]?.at]).toEqual([name, Date.parse(at)]);
    }
  });
});

describe('the time of a response', () => {
  const [response = {}] = RESPONSES;
  const text = JSON.stringify(response);
  const [inner, outer] = ['2026-11-02T00:00:00Z', '2026-11-03T00:00:00Z'];
  it.each<[what: string, line: string, at: string | undefined]>([
    ['is its own', JSON.stringify({ time: outer, log: JSON.stringify({ timestamp: inner, response }) }), inner],
    ['is the nearest', JSON.stringify({ time: outer, log: JSON.stringify({ time: inner, response }) }), inner],
    ['is the one whose zone is known', JSON.stringify({ time: outer, log: `2026-11-02 00:00:00 ${text}` }), outer],
    ['is of a field before a text', JSON.stringify({ time: outer, log: `${inner} ${text}` }), outer],
    ['is of a field that can be read', JSON.stringify({ time: 'noon', timestamp: outer, log: text }), outer],
    ['is that of the text', `${outer} INFO ${text}`, outer],
    ['is none without a year', `Nov  3 00:00:00 host app: ${text}`, undefined],
  ])('%s', (_, line, at) => {
    const { events, refused } = readLines([line]);
    expect(events.map((event) => event.at)).toEqual(at === undefined ? [] : [Date.parse(at)]);
    expect(refused.map(({ reason }) => reason)).toEqual(at === undefined ? ['no_instant'] : []);
  });
});

it('usage beside a message without an id is rejected, for it may be a sum', () => {
  const [response] = RESPONSES;
  const { usage, model } = response as Readonly<Record<string, unknown>>;
  const { events, refused } = readLines([
    JSON.stringify({ time: timeOf(0), response }),
    JSON.stringify({ time: timeOf(0), usage, model, msg: 'session ended' }),
  ]);
  expect([events.length, refused]).toEqual([1, [{ line: 2, reason: 'not_this_shape' }]]);
});

it('a piece of a record in an envelope is rejected', () => {
  const [response] = RESPONSES;
  const log = `INFO ${JSON.stringify(response).slice(0, -20)}\n`;
  const { refused } = readLines([
    JSON.stringify({ time: timeOf(0), response }),
    JSON.stringify({ log, stream: 'stdout', time: timeOf(0) }),
    JSON.stringify({ log: 'INFO started\n', stream: 'stdout', time: timeOf(0) }),
  ]);
  expect(refused).toEqual([{ line: 2, reason: 'malformed' }]);
});

it('a log whose first line is long and broken is read on', () => {
  const [response] = RESPONSES;
  const lines = [`{"usage" ${'x'.repeat(5 << 20)}`, JSON.stringify({ time: timeOf(0), response })];
  const { events, refused } = readLines(lines);
  expect([events.length, refused.map(({ reason }) => reason)]).toEqual([1, ['malformed']]);
});
