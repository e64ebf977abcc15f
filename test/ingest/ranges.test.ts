/** Logs in ranges, by several threads: the ledger that reading them from their beginning makes. */
import { createFixture, type FsFixture } from 'fs-fixture';
import { appendFileSync, rmSync, statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PACKED, STRIDE } from '../../src/core/packed-columns.ts';
import { ingest, type IngestResult } from '../../src/ingest/ingest.ts';
import { SNIFF_BYTES } from '../../src/io/container.ts';
import { rangeReader, type RangeSizes } from '../../src/ingest/range-reader.ts';
import { readRange, type RangeTask } from '../../src/ingest/range.ts';
import { readLog } from '../../src/ingest/read-log.ts';
import { sourceById } from '../../src/sources/index.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { START } from '../store/events.ts';
import { ledgerText } from '../store/ledger-text.ts';
import { line, lines, USER_LINE } from './transcripts.ts';

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture();
});
afterEach(async () => {
  await folder.rm();
});

/** Many ranges of any size but the largest; in the smallest it would take a minute, and lines in many of those are below. */
const LONG = `${JSON.stringify({ type: 'user', sessionId: 's', text: 'x'.repeat(3_000_000) })}\n`;
const CONVERSE = `${JSON.stringify({
  timestamp: '2026-11-01T09:00:00Z',
  modelId: 'anthropic.claude-opus-5-5',
  output: { message: { role: 'assistant', content: [] } },
  usage: { inputTokens: 5, outputTokens: 6, totalTokens: 11 },
})}\n`;
const some = (from: number, count: number): string =>
  lines(...Array.from({ length: count }, (_, index) => ({ id: `msg_${from + index}`, output: index % 9 })));

/** Calls of three sessions in turn, each of which begins in one directory and goes on in others. */
const moved = (from: number, count: number): string =>
  lines(
    ...Array.from({ length: count }, (_, index) => ({
      id: `msg_${from + index}`,
      session: `s${index % 3}`,
      project: `/srv/app${index % 3}${['', '/packages/web', '/.claude/worktrees/x'][Math.floor(index / 7) % 3]}`,
    })),
  );
function inDocker(text: string): string {
  const log = (each: string): string =>
    `${JSON.stringify({ log: each, stream: 'stdout', time: '2026-11-02T00:00:00Z' })}\n`;
  return (text.match(/.*\n/g) ?? []).map(log).join('');
}

function inParts(text: string): string {
  const at = '2026-11-02T00:00:00Z stdout';
  return text.replaceAll(/(.{100})(.*)\n/g, `${at} P $1\n${at} F $2\n`);
}

/** More than what every part of a log looks at. */
const OTHERS = some(1000, 1) + USER_LINE.repeat(Math.ceil(SNIFF_BYTES / USER_LINE.length));

const LOGS: readonly { readonly what: string; readonly text: string }[] = [
  { what: 'plain lines', text: some(0, 40) + USER_LINE + some(30, 20) },
  { what: 'lines with carriage returns', text: some(0, 30).replaceAll('\n', '\r\n') },
  { what: 'blank lines, and a byte order mark', text: `\ufeff${some(0, 10)}\n\n  \n${some(10, 10)}\n` },
  { what: 'a last line without a line feed', text: some(0, 30).trimEnd() },
  { what: 'a last line that is still being written', text: `${some(0, 30)}{"type":"assistant","mess` },
  { what: 'broken lines', text: `${some(0, 9)}{"usage" x}\nnot json\n${some(9, 9)}[1]\n{"usage":\n${some(18, 9)}` },
  { what: 'text between', text: `${some(0, 9)}INFO started\n${some(9, 9)}stack { foo }\n${some(18, 9)}` },
  { what: 'lines behind a prefix', text: some(0, 9) + some(9, 20).replaceAll(/^/gm, '[pod/a/b] ') + some(29, 9) },
  { what: 'lines in the envelope of Docker', text: some(0, 9) + inDocker(some(9, 20)) + some(29, 9) },
  { what: 'lines that CRI wrote in parts', text: some(0, 9) + inParts(some(9, 20)) + some(29, 9) },
  { what: 'a line that is longer than any buffer', text: some(0, 9) + LONG + some(9, 9) },
  { what: 'a record of another shape in the middle', text: some(0, 30) + CONVERSE + some(30, 10) },
  {
    what: 'a record without an id',
    text: some(0, 30) + line({ id: '' }).replace(/"(?:requestId|uuid)":"[^"]*",?/g, '') + some(30, 10),
  },
  { what: 'a session that moves', text: moved(0, 50) },
  { what: 'sessions that move, of which the first bytes do not tell', text: OTHERS + moved(0, 40) + some(40, 9) },
  { what: 'sessions that stay, of which the first bytes do not tell', text: OTHERS + some(0, 40) },
  { what: 'nothing', text: '' },
];

const SIZES: RangeSizes = { threads: 0, aloneBytes: 0, rangeBytes: 1500, storedRows: 25 };

async function ingested(
  name: string,
  db: string,
  sizes: RangeSizes,
): Promise<Omit<IngestResult, 'summary'> & { summary: string }> {
  const ledger = openLedger(folder.getPath(db), { create: true });
  try {
    const options = { source: undefined, given: undefined, fileDate: false, reader: '1', labels: { team: 'a' } };
    const around = { ledger, run: ledger.startRun(START, ''), options, stdin: [] as never, onBytes: () => undefined };
    const result = await ingest([{ path: folder.getPath(name), named: true }], around, undefined, rangeReader(sizes));
    return { ...result, summary: JSON.stringify(result.summary) };
  } finally {
    ledger.close();
  }
}

/** As every log can be read: without ranges, and nothing of it from its bytes. */
async function readPlainly(name: string, db: string): Promise<void> {
  const source = sourceById('claude-code') as { scan?: unknown };
  const { scan } = source;
  source.scan = undefined;
  try {
    await readWhole(name, db);
  } finally {
    source.scan = scan;
  }
}

async function readWhole(name: string, db: string): Promise<void> {
  const ledger = openLedger(folder.getPath(db), { create: true });
  const options = { source: undefined, given: undefined, fileDate: false, reader: '1', labels: { team: 'a' } };
  const around = { ledger, run: ledger.startRun(START, ''), options, stdin: [] as never, onBytes: () => undefined };
  await readLog(folder.getPath(name), around);
  ledger.close();
}

const text = (db: string): string => ledgerText(folder.getPath(db));

describe.each(LOGS)('$what', ({ text: content }) => {
  it('in ranges of any size, and from their bytes, come to the ledger that they come to plainly', async () => {
    await folder.writeFile('log.jsonl', content);
    await readPlainly('log.jsonl', 'plain.db');
    await readWhole('log.jsonl', 'whole.db');
    expect(text('whole.db')).toBe(text('plain.db'));
    for (const rangeBytes of content.length > LONG.length ? [1500, 1 << 20] : [97, 1500, 1 << 20]) {
      await ingested('log.jsonl', `${rangeBytes}.db`, { ...SIZES, rangeBytes });
      expect(text(`${rangeBytes}.db`)).toBe(text('plain.db'));
    }
  });

  it('are counted and refused alike, and go on where they stopped', async () => {
    await folder.writeFile('log.jsonl', content);
    const small = await ingested('log.jsonl', 'small.db', SIZES);
    const large = await ingested('log.jsonl', 'large.db', { ...SIZES, rangeBytes: 1 << 24, storedRows: 1e6 });
    expect(small).toEqual(large);
    appendFileSync(folder.getPath('log.jsonl'), `\n${some(100, 12)}`);
    await readPlainly('log.jsonl', 'again.db');
    await ingested('log.jsonl', 'small.db', SIZES);
    expect(text('small.db')).toBe(text('again.db'));
  });
});

it('threads make the same of it, whichever is first', async () => {
  for (const name of ['a', 'b', 'c']) await folder.writeFile(`${name}.jsonl`, some(name.charCodeAt(0) * 1000, 300));
  const run = async (db: string, sizes: RangeSizes): Promise<string> => {
    const ledger = openLedger(folder.getPath(db), { create: true });
    const options = { source: undefined, given: undefined, fileDate: false, reader: '1', labels: {} };
    const around = { ledger, run: ledger.startRun(START, ''), options, stdin: [] as never, onBytes: () => undefined };
    const files = ['a', 'b', 'c'].map((name) => ({ path: folder.getPath(`${name}.jsonl`), named: true }));
    const { summary, problems } = await ingest(files, around, undefined, rangeReader(sizes));
    ledger.close();
    expect([summary.added, problems]).toEqual([900, []]);
    return text(db);
  };
  expect(await run('threads.db', { ...SIZES, threads: 2, rangeBytes: 20_000 })).toBe(await run('alone.db', SIZES));
});

it('every line begins in exactly one range, wherever they are cut', async () => {
  const content = some(0, 12).replace('\n', '\r\n');
  await folder.writeFile('log.jsonl', content);
  const path = folder.getPath('log.jsonl');
  const { size } = statSync(path);
  const task = { path, size, source: 'claude-code', given: undefined, labels: {}, limit: 1e6 };
  for (let cut = 1; cut < size; cut += 7) {
    const both = [
      readRange({ ...task, from: 0, to: cut, aligned: true }),
      readRange({ ...task, from: cut, to: size, aligned: false }),
    ];
    const rows = both.map((each) => (each.kind === 'read' ? each : undefined));
    expect(rows.map((each) => each?.lines ?? NaN).reduce((a, b) => a + b)).toBe(12);
    const base = [0, rows[0]?.lines ?? 0];
    const found = rows.flatMap((each, index) =>
      Array.from(
        { length: each?.events.rows ?? 0 },
        (_, row) => (each?.events.numbers[row * STRIDE + PACKED.line] ?? 0) + (base[index] ?? 0),
      ),
    );
    expect(found).toEqual(Array.from({ length: 12 }, (_, index) => index));
  }
});

it('a log that is gone before it is stored is one problem, and the others are stored', async () => {
  for (const name of ['a', 'b', 'c']) await folder.writeFile(`${name}.jsonl`, some(name.charCodeAt(0) * 1000, 20));
  const ledger = openLedger(folder.getPath('x.db'), { create: true });
  const options = { source: undefined, given: undefined, fileDate: false, reader: '1', labels: {} };
  const around = { ledger, run: ledger.startRun(START, ''), options, stdin: [] as never, onBytes: () => undefined };
  const files = ['a', 'b', 'c'].map((name) => ({ path: folder.getPath(`${name}.jsonl`), named: true }));
  const reader = rangeReader({ ...SIZES, rangeBytes: 1 << 20, storedRows: 1e6 });
  const losing = {
    ...reader,
    read(tasks: readonly RangeTask[]) {
      const results = reader.read(tasks);
      for (const { path } of tasks) if (path.endsWith('b.jsonl')) rmSync(path);
      return results;
    },
  };
  const { summary, problems } = await ingest(files, around, undefined, losing);
  ledger.close();
  expect([summary.added, problems.map(({ code, where }) => [code, where?.file])]).toEqual([
    40,
    [['unreadable', folder.getPath('b.jsonl')]],
  ]);
});
