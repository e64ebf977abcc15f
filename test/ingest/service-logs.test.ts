/** Logs of services: records behind a prefix or in an envelope, between lines of text. Each gives what its bare records give. */
import { createFixture, type FsFixture } from 'fs-fixture';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli, runJson, type IngestJson } from '../run.ts';
import { ENVELOPES, inEnvelope, RESPONSES, timeOf, type Envelope } from './envelopes.ts';

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

it('that is nothing but text is no log', async () => {
  await folder.writeFile('app.log', `${NOISE.join('\n')}\n`.repeat(100));
  const { code, stderr } = await runCli(['ingest', 'app.log', '--db', 'x.db'], { cwd: folder.path });
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('app.log: is not') as string });
});
