/** One log in every encoding and packing, and a log of several shapes. */
import { createFixture, type FsFixture } from 'fs-fixture';
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runJson, type IngestJson, type ReportJson } from '../run.ts';
import { line, lines, USER_LINE } from './transcripts.ts';

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture();
});
afterEach(async () => {
  await folder.rm();
});

describe('encodings and packings of one log', () => {
  const text = USER_LINE + lines({ id: 'a', project: '/home/dév/größe' }, { id: 'b', session: 's2' });
  const utf16be = Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  it.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['CRLF', Buffer.from(text.replaceAll('\n', '\r\n'))],
    ['no final line feed', Buffer.from(text.trimEnd())],
    ['blank lines', Buffer.from(`\n\n${text.replaceAll('\n', '\n \n')}`)],
    ['UTF-16 LE', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 LE without a mark', Buffer.from(text, 'utf16le')],
    ['UTF-16 BE', utf16be],
    ['gzip', gzipSync(text)],
    ['gzip in two members', Buffer.concat([gzipSync(text.slice(0, 100)), gzipSync(text.slice(100))])],
    ['gzip of UTF-16', gzipSync(Buffer.from(`\ufeff${text}`, 'utf16le'))],
    [
      'an array',
      Buffer.from(
        JSON.stringify(
          text
            .trim()
            .split('\n')
            .map((each): unknown => JSON.parse(each)),
        ),
      ),
    ],
    [
      'pretty-printed',
      Buffer.from(
        text
          .trim()
          .split('\n')
          .map((each) => JSON.stringify(JSON.parse(each), null, 2))
          .join('\n'),
      ),
    ],
  ])('%s, as a file and from a pipe', async (_, bytes) => {
    writeFileSync(folder.getPath('log.jsonl'), bytes);
    const file = await runJson<IngestJson>(['ingest', 'log.jsonl', '--db', 'file.db'], { cwd: folder.path });
    const pipe = await runJson<IngestJson>(['ingest', '-', '--db', 'pipe.db'], { cwd: folder.path, stdin: bytes });
    for (const summary of [file, pipe]) expect(summary).toMatchObject({ added: 2, refused: { total: 0 } });
    for (const db of ['file.db', 'pipe.db']) {
      const report = await runJson<ReportJson>(['report', '--db', db, '--by', 'project', '--sort', 'group'], {
        cwd: folder.path,
      });
      expect(report.rows.map((row) => row.group['project'])).toEqual(['/home/dev/shop', '/home/dév/größe']);
    }
  });
});

describe('a log that several programs write to', () => {
  const message = {
    id: 'msg_2',
    type: 'message',
    model: 'claude-opus-5-5',
    usage: { input_tokens: 5, output_tokens: 7 },
  };
  const record = JSON.stringify({ timestamp: '2026-11-10T12:00:00Z', response: message });
  const started = JSON.stringify({
    type: 'message_start',
    timestamp: '2026-11-10T12:00:00Z',
    message: { ...message, id: 'msg_3' },
  });
  const stopped = JSON.stringify({ type: 'message_stop' });
  const counts = { input: 1, cache_write_5m: 0, cache_write_1h: 0, cache_read: 0, output: 1 };
  const row = JSON.stringify({ at: '2026-11-10T12:00:00Z', model: 'claude-opus-5-5', ...counts });

  it.each([
    ['a transcript first', [line({ id: 'a' }), row, record, started, stopped]],
    ['responses first', [record, row, line({ id: 'a' }), started, stopped]],
    ['a stream first', [started, record, line({ id: 'a' }), row, stopped]],
    ['a row first', [row, started, record, line({ id: 'a' }), stopped]],
  ])('is read record by record, with %s', async (_, records) => {
    await folder.writeFile('log.jsonl', `${records.join('\n')}\n`);
    const summary = await runJson<IngestJson>(['ingest', 'log.jsonl', '--db', 'x.db'], { cwd: folder.path });
    expect(summary).toMatchObject({ added: 4, refused: { total: 0 }, flagged: { total: 0 } });
    const { rows } = await runJson<ReportJson>(['report', '--db', 'x.db', '--by', 'source', '--sort', 'group'], {
      cwd: folder.path,
    });
    expect(rows.map((row) => row.group['source'])).toEqual(['claude-code', 'event-stream', 'messages', 'plain-table']);
  });

  it('is of one shape where --source says so, and the rest is refused', async () => {
    await folder.writeFile('log.jsonl', `${[record, line({ id: 'a' })].join('\n')}\n`);
    const summary = await runJson<IngestJson>(['ingest', 'log.jsonl', '--db', 'x.db', '--source', 'messages'], {
      cwd: folder.path,
    });
    expect(summary).toMatchObject({ added: 1, refused: { total: 1, by_reason: { not_this_shape: 1 } } });
  });
});
