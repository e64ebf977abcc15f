/** Lines that the runtime of a container wrote in parts. */
import { appendFileSync } from 'node:fs';
import { createFixture } from 'fs-fixture';
import { describe, expect, it } from 'vitest';
import { runJson, type IngestJson } from '../run.ts';
import { readLines } from './read-lines.ts';

const AT = '2026-11-21T08:00:00.25Z';
const json = JSON.stringify;

/** `ü` is two bytes, so that cuts fall into characters. */
function response(id: string, letters: number): string {
  const content = [{ type: 'text', text: 'ü'.repeat(letters) }];
  const usage = { input_tokens: 5, output_tokens: 6 };
  return json({ id: `msg_${id}`, type: 'message', role: 'assistant', model: 'claude-opus-4-6', content, usage });
}

function pieces(text: string, bytes: number): Buffer[] {
  const all = Buffer.from(text);
  return Array.from({ length: Math.ceil(all.length / bytes) }, (_, index) =>
    all.subarray(index * bytes, (index + 1) * bytes),
  );
}

function cri(text: string, stream = 'stdout', bytes = 8192): Buffer[] {
  const parts = pieces(text, bytes);
  return parts.map((part, index) =>
    Buffer.concat([Buffer.from(`${AT} ${stream} ${index === parts.length - 1 ? 'F' : 'P'} `), part]),
  );
}

function docker(text: string, stream = 'stdout'): Buffer[] {
  return pieces(`${text}\n`, 16_384).map((part) => Buffer.from(json({ log: part.toString(), stream, time: AT })));
}

const WAYS = { CRI: cri, Docker: docker };

describe.each(Object.entries(WAYS))('%s', (_, written) => {
  it('joins them, of each stream by itself', () => {
    const [a, b] = [written(response('a', 30_000)), written(response('b', 9000), 'stderr')];
    const mixed = [...a.slice(0, 2), ...b.slice(0, 1), ...a.slice(2, 3), ...b.slice(1), ...a.slice(3)];
    const { events, refused, account } = readLines([
      ...written(response('0', 1)),
      ...mixed,
      ...written(response('1', 1)),
    ]);
    expect(refused).toEqual([]);
    expect(events.map(({ key }) => key)).toEqual(['message:msg_0', 'message:msg_b', 'message:msg_a', 'message:msg_1']);
    expect(new Set(events.map(({ at }) => at))).toEqual(new Set([Date.parse(AT)]));
    expect(account).toMatchObject({ records: mixed.length + 2, not_usage: { 'part of a line': mixed.length - 2 } });
  });

  it('rejects what has no end, once', () => {
    const cut = written(response('a', 30_000)).slice(0, -1);
    const { events, refused, account } = readLines([...written(response('0', 1)), ...cut]);
    expect(events).toHaveLength(1);
    expect(refused).toEqual([{ line: 1 + cut.length, reason: 'truncated' }]);
    expect(account).toMatchObject({ records: 1 + cut.length, rejected: 1 });
  });

  it('joins them when the end comes later', async () => {
    const parts = written(response('b', 30_000)).map((part) => Buffer.concat([part, Buffer.from('\n')]));
    const [first = Buffer.alloc(0)] = written(response('a', 1));
    await using folder = await createFixture({
      'app.log': Buffer.concat([first, Buffer.from('\n'), ...parts.slice(0, 2)]),
    });
    const ingest = (): Promise<IngestJson> =>
      runJson<IngestJson>(['ingest', 'app.log', '--db', 'x.db'], { cwd: folder.path });
    expect(await ingest()).toMatchObject({ added: 1, refused: { total: 1, by_reason: { truncated: 1 } } });
    appendFileSync(folder.getPath('app.log'), Buffer.concat(parts.slice(2)));
    expect(await ingest()).toMatchObject({ added: 1, unchanged: 1, refused: { total: 0 } });
    appendFileSync(folder.getPath('app.log'), `${first.toString().replace('msg_a', 'msg_c')}\n`);
    expect(await ingest()).toMatchObject({ added: 1, unchanged: 2, accounted: { rejected: 0 } });
  });

  it('leaves lines that are whole as they are', () => {
    const { events, account } = readLines([...written(response('a', 1)), ...written(response('b', 2))]);
    expect(events).toHaveLength(2);
    expect(account).toMatchObject({ records: 2, not_usage: {} });
  });
});

it('a text of 16 KiB and a record that has them are no parts', () => {
  const long = response('a', 1).replace('ü', 'x'.repeat(16_384 - response('a', 1).length + 1));
  expect(Buffer.byteLength(long)).toBe(16_384);
  const lines = [long, response('b', 1)].map((log) => Buffer.from(json({ log, stream: 'stdout', time: AT })));
  expect(readLines(lines).events).toHaveLength(2);
});
