/** What a second run reads: nothing of what it knows, and everything of what changed. */
import Database from 'better-sqlite3';
import { createFixture, type FsFixture } from 'fs-fixture';
import { appendFileSync, chmodSync, renameSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runJson, type IngestJson, type ReportJson } from '../run.ts';
import { ingest as ingestFiles } from '../../src/ingest/ingest.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { START } from '../store/events.ts';
import { line, lines } from './transcripts.ts';

const AT = '2026-11-10T12:00:00Z';
const MESSAGE = {
  id: 'msg_1',
  type: 'message',
  model: 'claude-opus-5-5',
  usage: { input_tokens: 5, output_tokens: 1 },
};

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture();
});
afterEach(async () => {
  await folder.rm();
});

function ingest(...args: string[]): Promise<IngestJson> {
  return runJson(['ingest', folder.getPath('log.jsonl'), '--db', folder.getPath('x.db'), ...args]);
}

async function requests(): Promise<number> {
  return (await runJson<ReportJson>(['report', '--db', folder.getPath('x.db')])).totals.requests;
}

function write(text: string | Buffer): void {
  writeFileSync(folder.getPath('log.jsonl'), text);
}

/** Changes what the ledger knows, as an older version or a fault would have. */
function tamper(sql: string): void {
  const database = new Database(folder.getPath('x.db'));
  database.exec(sql);
  database.close();
}

function manyWith(middle: string): { id: string }[] {
  return Array.from({ length: 101 }, (_, index) => ({ id: index === 50 ? middle : `m${index}` }));
}

describe('a file', () => {
  it('that is the same is not read again, and still answers for what it holds', async () => {
    write(`${lines({ id: 'a' }, { id: 'b' })}{"broken\n`);
    const first = await ingest();
    expect(first).toMatchObject({ records: 2, added: 2, unchanged: 0, refused: { total: 1 } });
    expect(await ingest()).toMatchObject({
      records: 2,
      added: 0,
      unchanged: 2,
      refused: { total: 1, first: first.refused.first },
    });
  });

  /** What is known of a file counts seven records of usage: where ingest says so, it was not read again. */
  const SEVEN = `outcome = json_set(outcome, '$.account.records', 7 + json_extract(outcome, '$.account.rejected'))`;

  it('is read from its beginning with --again, and counts nothing twice', async () => {
    write(`${lines({ id: 'a' }, { id: 'b' })}{"broken\n`);
    const first = await ingest();
    tamper(`UPDATE file SET ${SEVEN}`);
    expect((await ingest()).records).toBe(7);
    expect(await ingest('--again')).toMatchObject({ records: 2, added: 0, unchanged: 2, refused: first.refused });
    expect(await requests()).toBe(2);
  });

  it('of which an earlier version counted the responses only has as many records as its account says', async () => {
    write(lines({ id: 'a' }, { id: 'a' }, { id: 'b' }));
    await ingest();
    tamper(`UPDATE file SET outcome = json_remove(json_set(outcome, '$.records', 2), '$.responses')`);
    expect(await ingest()).toMatchObject({ records: 3, unchanged: 2 });
    appendFileSync(folder.getPath('log.jsonl'), lines({ id: 'c' }));
    expect(await ingest()).toMatchObject({ records: 4, added: 1, unchanged: 2 });
  });

  it.each([
    ['that another version read is read again where it refused records', '{"broken\n', 'older', 1],
    ['that another version read, and understood, is not', '', 'older', 7],
    ['in which this version refused records is not', '{"broken\n', undefined, 7],
  ])('%s', async (_, last, reader, records) => {
    write(lines({ id: 'a' }) + last);
    await ingest();
    tamper(`UPDATE file SET ${SEVEN}${reader === undefined ? '' : `, reader = '${reader}'`}`);
    expect((await ingest()).records).toBe(records);
  });

  it('that has grown is read from where the last run stopped', async () => {
    write(`${lines({ id: 'a' })}{"broken\n`);
    await ingest();
    appendFileSync(folder.getPath('log.jsonl'), `${lines({ id: 'b' })}{"broken too\n`);
    expect(await ingest()).toMatchObject({
      records: 2,
      added: 1,
      unchanged: 1,
      refused: { total: 2, first: [{ line: 2 }, { line: 4 }] },
    });
  });

  it('whose last line was cut is read from that line on', async () => {
    const [whole, cut] = [lines({ id: 'a' }), line({ id: 'b' })];
    write(whole + cut.slice(0, 60));
    expect(await ingest()).toMatchObject({
      added: 1,
      refused: { total: 1, by_reason: { truncated: 1 }, first: [{ line: 2 }] },
    });
    expect(await ingest()).toMatchObject({ added: 0, refused: { total: 1 } });
    write(`${whole + cut}\n${lines({ id: 'c' })}{"broken\n`);
    expect(await ingest()).toMatchObject({
      records: 3,
      added: 2,
      refused: { total: 1, by_reason: { malformed: 1 }, first: [{ line: 4 }] },
    });
  });

  it('whose last line lacks only its line feed is read whole, and goes on with the right line numbers', async () => {
    write(lines({ id: 'a' }) + line({ id: 'b' }));
    expect(await ingest()).toMatchObject({ records: 2, added: 2, refused: { total: 0 } });
    appendFileSync(folder.getPath('log.jsonl'), `\n${lines({ id: 'c' })}{"broken\n`);
    expect(await ingest()).toMatchObject({ records: 3, added: 1, unchanged: 2, refused: { first: [{ line: 4 }] } });
  });

  it.each([
    ['truncated', () => truncateSync(folder.getPath('log.jsonl'), lines({ id: 'a' }).length)],
    ['replaced by a longer one', () => write(lines({ id: 'x' }, { id: 'y' }, { id: 'z' }, { id: 'w' }))],
    ['changed in place', () => write(lines({ id: 'a' }, { id: 'c' }))],
    ['changed at its head and grown', () => write(lines({ id: 'A' }, { id: 'b' }, { id: 'c' }))],
  ])('that was %s is read anew, and what it once held stays', async (_, change) => {
    write(lines({ id: 'a' }, { id: 'b' }));
    await ingest();
    change();
    utimesSync(folder.getPath('log.jsonl'), new Date(2e12), new Date(2e12));
    const again = await ingest();
    const now = (await folder.readFile('log.jsonl', 'utf8'))
      .trim()
      .split('\n')
      .map((text) => (JSON.parse(text) as { message: { id: string } }).message.id);
    expect(again.records).toBe(now.length);
    expect(await requests()).toBe(new Set(['a', 'b', ...now]).size);
  });

  it.each([
    ['short', lines({ id: 'a' }), lines({ id: 'b' })],
    // Head and tail are those of before, for longer than a fingerprint looks.
    ['long', lines(...manyWith('a')), lines(...manyWith('b'))],
  ])('that was changed in place is read anew even where size and time were put back: %s', async (_, before, after) => {
    const path = folder.getPath('log.jsonl');
    write(before);
    utimesSync(path, new Date(2e12), new Date(2e12));
    const { ctimeMs } = statSync(path);
    await ingest();
    // However coarse the file system's clock is.
    do {
      write(after);
      utimesSync(path, new Date(2e12), new Date(2e12));
    } while (statSync(path).ctimeMs === ctimeMs);
    expect(await ingest()).toMatchObject({ added: 1, records: before.split('\n').length - 1 });
  });

  it('of which only the mode was changed is the same', async () => {
    write(lines({ id: 'a' }));
    await ingest();
    chmodSync(folder.getPath('log.jsonl'), 0o600);
    expect(await ingest()).toMatchObject({ added: 0, unchanged: 1 });
  });

  it('under another name is the same responses', async () => {
    write(lines({ id: 'a' }));
    await ingest();
    renameSync(folder.getPath('log.jsonl'), folder.getPath('moved.jsonl'));
    const moved = await runJson<IngestJson>(['ingest', folder.getPath('moved.jsonl'), '--db', folder.getPath('x.db')]);
    expect(moved).toMatchObject({ added: 0, unchanged: 1 });
  });

  it.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ])('compressed with %s is read whole when it has grown', async (_, compress) => {
    write(compress(Buffer.from(lines({ id: 'a' }))));
    expect(await ingest()).toMatchObject({ added: 1 });
    expect(await ingest()).toMatchObject({ added: 0, unchanged: 1 });
    write(compress(Buffer.from(lines({ id: 'a' }, { id: 'b' }))));
    expect(await ingest()).toMatchObject({ added: 1, unchanged: 1 });
  });

  it('is read anew with a label, which is added', async () => {
    write(lines({ id: 'a' }));
    await ingest();
    expect(await ingest('--label', 'team=search')).toMatchObject({ added: 0, updated: 1 });
    const report = await runJson<ReportJson>(['report', '--db', folder.getPath('x.db'), '--by', 'label:team']);
    expect(report.rows.map((row) => row.group)).toEqual([{ 'label:team': 'search' }]);
  });
});

describe('the bytes that are read again', () => {
  const text = lines({ id: 'a' }, { id: 'b' });
  const stream = ['start', 'stop'].map((end) =>
    JSON.stringify({ type: `message_${end}`, timestamp: AT, message: MESSAGE }),
  );

  it.each<[string, string | Buffer, string | Buffer, number]>([
    ['of a plain log', text, lines({ id: 'c' }), lines({ id: 'c' }).length],
    ['of one in UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from(text, 'utf16le'), text.length * 2],
    ['of one packed with gzip', gzipSync(text), gzipSync(text), text.length * 2],
    [
      'of one packed with zstd',
      zstdCompressSync(Buffer.from(text)),
      zstdCompressSync(Buffer.from(text)),
      text.length * 2,
    ],
    ['of a pretty-printed one', pretty(text), pretty(text), pretty(text).length * 2],
    [
      'of an event stream',
      `${stream.join('\n')}\n`,
      `${stream[0]}\n`,
      stream.join('').length + 2 + (stream[0]?.length ?? 0) + 1,
    ],
  ])('%s are none while it is the same, and what is needed when it has grown', async (_, content, more, needed) => {
    const ledger = openLedger(folder.getPath('x.db'), { create: true });
    const read = async (): Promise<number> => {
      let bytes = 0;
      const options = { source: undefined, given: undefined, fileDate: false, reader: '1', labels: {} };
      const onBytes = (count: number): void => void (bytes += count);
      const run = ledger.startRun(START, '');
      const found = [{ path: folder.getPath('log.jsonl'), named: true }];
      await ingestFiles(found, { ledger, run, options, stdin: Readable.from([]), onBytes });
      return bytes;
    };
    write(content);
    expect(await read()).toBeGreaterThan(0);
    expect(await read()).toBe(0);
    appendFileSync(folder.getPath('log.jsonl'), more);
    expect(await read()).toBe(needed);
    expect(await read()).toBe(0);
    ledger.close();
  });
});

function pretty(text: string): string {
  return text.replace(/^.+$/gm, (each) => JSON.stringify(JSON.parse(each), null, 2));
}

describe('an event stream', () => {
  it('that was cut between its events is read anew when it has grown', async () => {
    const usage = { input_tokens: 5, output_tokens: 1 };
    const message = { id: 'msg_1', type: 'message', model: 'claude-opus-5-5', usage };
    const start = { type: 'message_start', timestamp: '2026-11-10T12:00:00Z', message };
    const rest = [{ type: 'message_delta', delta: {}, usage: { output_tokens: 512 } }, { type: 'message_stop' }];
    const text = (events: readonly object[]): string => events.map((each) => `${JSON.stringify(each)}\n`).join('');
    write(text([start]));
    expect(await ingest()).toMatchObject({ added: 1, flagged: { by_flag: { partial_stream: 1 } } });
    write(text([start, ...rest]));
    expect(await ingest()).toMatchObject({ added: 0, updated: 1, refused: { total: 0 }, flagged: { total: 0 } });
    const { totals } = await runJson<ReportJson>(['report', '--db', folder.getPath('x.db')]);
    expect(totals.tokens).toMatchObject({ input: 5, output: 512 });
  });
});

describe('a pipe', () => {
  const piped = (stdin: string): Promise<IngestJson> => runJson(['ingest', '--db', folder.getPath('x.db')], { stdin });

  it('that brings the same again adds nothing, also where records have no id', async () => {
    const rows = [1, 1, 2].map((input) =>
      JSON.stringify({
        at: '2026-11-10T12:00:00Z',
        model: 'claude-opus-5-5',
        input,
        cache_write_5m: 0,
        cache_write_1h: 0,
        cache_read: 0,
        output: 1,
      }),
    );
    expect(await piped(rows.join('\n'))).toMatchObject({ added: 3, noted: { no_id: 3 } });
    expect(await piped(rows.join('\n'))).toMatchObject({ added: 0, unchanged: 3 });
  });

  it('that was refused in part stays refused beside another', async () => {
    await piped(`${lines({ id: 'a' })}{"broken\n`);
    await piped(`${lines({ id: 'b' })}{"broken\n{"broken\n`);
    const report = await runJson<ReportJson>(['report', '--db', folder.getPath('x.db')]);
    expect(report).toMatchObject({ refused_records: 3, totals: { requests: 2 } });
  });
});
