/** Files that are met before they are whole, and runs that do not agree on what the records leave open. */
import { createFixture, type FsFixture } from 'fs-fixture';
import { appendFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli, runJson, type IngestJson, type ReportJson } from '../run.ts';
import { ledgerText } from '../store/ledger-text.ts';
import { line, lines } from './transcripts.ts';

const AT = '2026-11-10T12:00:00Z';
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

function write(text: string | Buffer): void {
  writeFileSync(folder.getPath('log.jsonl'), text);
}

describe('a file that is being written', () => {
  it('may be met at any moment: once it is whole, the ledger is the one of a fresh read', async () => {
    const nested = { content: [{ type: 'tool_use', input: { command: { deep: { er: 1 } } } }] };
    const first = JSON.parse(line({ id: 'a', output: 1 })) as { message: object };
    // Inner objects end before the usage: a prefix of the line can look like a whole one.
    const text = `${JSON.stringify({ ...first, message: { ...nested, ...first.message } })}\n${line({ id: 'a', output: 7 })}\n`;
    const file = folder.getPath('log.jsonl');
    const ledgers: string[] = [];
    // Every place where a prefix could pass for a whole line, and some where it cannot.
    const cuts = Array.from({ length: text.length }, (_, index) => index);
    for (const cut of [text.length, ...cuts.filter((index) => text[index - 1] === '}' || index % 50 === 0)]) {
      const db = folder.getPath(`cut-${cut}.db`);
      for (const part of [text.slice(0, cut), text]) {
        writeFileSync(file, part);
        await runCli(['ingest', file, '--db', db]);
      }
      ledgers.push(ledgerText(db));
    }
    expect(new Set(ledgers).size).toBe(1);
  });

  it.each<[string, string | Buffer]>([
    [
      'CSV',
      'at,model,input,cache_write_5m,cache_write_1h,cache_read,output\n2026-11-10T12:00:00Z,claude-opus-5-5,1,0,0,0,1\n',
    ],
    ['pretty JSON', pretty(lines({ id: 'a' }))],
    ['gzip', gzipSync(lines({ id: 'a' }))],
    ['an array', `[\n${line({ id: 'a' })}\n]`],
  ])('and was empty, or blank, once, is read when it holds %s', async (_, content) => {
    for (const before of ['', '\n']) {
      write(before);
      const { code, stderr } = await runCli(['ingest', folder.getPath('log.jsonl'), '--db', folder.getPath('x.db')]);
      expect([code, stderr]).toEqual([2, 'Nothing was read: the input is empty.\n']);
      write(content);
      expect(await ingest()).toMatchObject({ records: 1, refused: { total: 0 } });
    }
  });

  it('between the lines of one response counts it once', async () => {
    write(lines({ id: 'a', output: 1 }));
    await ingest();
    appendFileSync(folder.getPath('log.jsonl'), lines({ id: 'a', output: 1 }));
    expect(await ingest()).toMatchObject({ records: 2, added: 0, updated: 0, unchanged: 1 });
    appendFileSync(folder.getPath('log.jsonl'), lines({ id: 'a', output: 5 }, { id: 'b' }));
    expect(await ingest()).toMatchObject({ records: 4, added: 1, updated: 1, unchanged: 0 });
    expect(await ingest()).toMatchObject({ records: 4, unchanged: 2 });
  });

  it('that was changed in its middle as well is read on, and with --again as it is, as SECURITY.md says', async () => {
    const many = (middle: string): { id: string }[] =>
      Array.from({ length: 101 }, (_, index) => ({ id: index === 50 ? middle : `m${index}` }));
    write(lines(...many('a')));
    await ingest();
    write(lines(...many('b'), { id: 'c' }));
    expect(await ingest()).toMatchObject({ records: 102, added: 1 });
    expect(await ingest('--again')).toMatchObject({ records: 102, added: 1 });
    write(lines(...many('longer'), { id: 'c' }));
    expect(await ingest()).toMatchObject({ records: 102, added: 1 });
  });
});

describe('what runs say differently', () => {
  const bare = JSON.stringify({
    id: 'msg_01',
    type: 'message',
    model: 'claude-opus-5-5',
    usage: { input_tokens: 5, output_tokens: 1 },
  });
  const days = async (by = 'day'): Promise<unknown[]> => {
    const report = await runJson<ReportJson>(['report', '--db', folder.getPath('x.db'), '--by', by]);
    return report.rows.map((row) => Object.values(row.group));
  };

  it('a time that was given gives way to one that was logged, in either order', async () => {
    for (const order of [0, 1]) {
      const logged = JSON.stringify({ timestamp: AT, response: JSON.parse(bare) as object });
      const db = folder.getPath(`given-${order}.db`);
      const inputs: [string, string[]][] = [
        [logged, []],
        [bare, ['--at', '2026-10-01T00:00:00Z']],
      ];
      for (const [stdin, args] of order === 0 ? inputs : inputs.toReversed())
        await runCli(['ingest', '--db', db, ...args], { stdin });
      const { rows } = await runJson<ReportJson>(['report', '--db', db, '--by', 'day']);
      expect(rows.map((row) => row.group['day'])).toEqual(['2026-11-10']);
    }
  });

  it('of times that were given, the earliest stays, as the help says', async () => {
    write(bare);
    await ingest('--at', '2026-10-02T00:00:00Z');
    await ingest('--at', '2026-10-01T00:00:00Z');
    await ingest('--at', '2026-10-03T00:00:00Z');
    expect(await days()).toEqual([['2026-10-01']]);
  });

  it('of labels, the one that sorts first stays, as the help says', async () => {
    write(lines({ id: 'a' }));
    for (const team of ['b', 'a', 'c']) await ingest('--label', `team=${team}`);
    expect(await days('day,label:team')).toEqual([['2026-11-10', 'a']]);
  });
});

function pretty(text: string): string {
  return text.replace(/^.+$/gm, (each) => JSON.stringify(JSON.parse(each), null, 2));
}
