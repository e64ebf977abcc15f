/** One limit for a record, wherever it comes from: to the byte the same in a file, in ranges of one, in a pipe and packed. */
import { createFixture, type FsFixture } from 'fs-fixture';
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ingest } from '../../src/ingest/ingest.ts';
import { rangeReader } from '../../src/ingest/range-reader.ts';
import type { Summary } from '../../src/ingest/tally.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { START } from '../store/events.ts';
import { line, lines } from './transcripts.ts';

const LIMIT = 2000;

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture();
});
afterEach(async () => {
  await folder.rm();
});

async function read(path: string, stdin: readonly Buffer[], rangeBytes = 1 << 20): Promise<Summary> {
  const ledger = openLedger(folder.getPath('x.db'), { create: true });
  try {
    const options = { source: undefined, given: undefined, fileDate: false, reader: '1', labels: {} };
    async function* chunks(): AsyncIterable<Buffer> {
      yield* stdin;
    }
    const around = {
      ...{ ledger, run: ledger.startRun(START, ''), options, stdin: chunks(), onBytes: () => undefined },
      limit: LIMIT,
    };
    const reader = rangeReader({ threads: 0, aloneBytes: 0, rangeBytes, storedRows: 1000 });
    return (await ingest([{ path, named: true }], around, undefined, reader)).summary;
  } finally {
    ledger.close();
  }
}

/** A response of as many bytes, without its line feed. */
function sized(bytes: number): string {
  const bare = line({ id: 'sized', top: { padding: '' } });
  return line({ id: 'sized', top: { padding: 'x'.repeat(bytes - bare.length) } });
}

const WAYS: readonly [way: string, read: (text: string) => Promise<Summary>][] = [
  ['a file', (text) => file('log.jsonl', Buffer.from(text))],
  ['ranges of a file', (text) => file('log.jsonl', Buffer.from(text), 700)],
  ['a packed file', (text) => file('log.jsonl.gz', gzipSync(text))],
  ['a pipe', (text) => read('-', [Buffer.from(text)])],
  [
    'a pipe in small chunks',
    (text) =>
      read(
        '-',
        Buffer.from(text)
          .toString('latin1')
          .match(/[^]{1,99}/g)!
          .map(bytes),
      ),
  ],
];

function bytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function file(name: string, content: Buffer, rangeBytes?: number): Promise<Summary> {
  writeFileSync(folder.getPath(name), content);
  return read(folder.getPath(name), [], rangeBytes);
}

describe.each(WAYS)('from %s', (_, readText) => {
  const both = lines({ id: 'a' }, { id: 'b' });
  it.each([
    [LIMIT, 3, {}],
    [LIMIT + 1, 2, { too_long: 1 }],
    [LIMIT * 1.5, 2, { too_long: 1 }],
    [LIMIT * 3, 2, { too_long: 1 }],
  ])('a line of %d bytes is one of %d that are read', async (length, added, refused) => {
    const [first = '', second = ''] = both.split(/(?<=\n)/);
    expect(await readText(`${first}${sized(length)}\n${second}`)).toMatchObject({
      added,
      refused: { by_reason: refused },
    });
  });

  it.each([
    [LIMIT, 3, {}],
    [LIMIT + 1, 2, { too_long: 1 }],
  ])(
    'the last line, of %d bytes and without a line feed, is one of %d that are read',
    async (length, added, refused) => {
      expect(await readText(`${both}${sized(length)}`)).toMatchObject({ added, refused: { by_reason: refused } });
    },
  );
});
