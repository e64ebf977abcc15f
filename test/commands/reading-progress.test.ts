import { createFixture } from 'fs-fixture';
import { describe, expect, it } from 'vitest';
import { followReading, progressText, type ReadingProgress } from '../../src/commands/reading-progress.ts';
import { lines } from '../ingest/transcripts.ts';
import { runCli } from '../run.ts';

const MB = 1e6;
const START = { read: 0, done: 0, total: 239 * MB, elapsedMs: 0, index: 0, files: 1, name: '/logs/big.jsonl' };

describe('the line', () => {
  it.each<[what: string, Partial<ReadingProgress>, text: string]>([
    [
      'before there is a rate',
      { read: 9 * MB, done: 9 * MB, elapsedMs: 499 },
      '9 of 239 MB (3%), file 1 of 1: big.jsonl',
    ],
    ['nothing read yet', { elapsedMs: 900 }, '0 of 239 MB (0%), file 1 of 1: big.jsonl'],
    [
      'halfway',
      { read: 25 * MB, done: 25 * MB, elapsedMs: 1000 },
      '25 of 239 MB (10%), 25 MB/s, 8.6 s left, file 1 of 1: big.jsonl',
    ],
    [
      'files known from before take no time',
      { read: 10 * MB, done: 219 * MB, elapsedMs: 5000, index: 1233, files: 2000 },
      '219 of 239 MB (91%), 2 MB/s, 10 s left, file 1,234 of 2,000: big.jsonl',
    ],
    [
      'seconds',
      { read: MB, done: 180 * MB, elapsedMs: 1000 },
      '180 of 239 MB (75%), 1 MB/s, 59 s left, file 1 of 1: big.jsonl',
    ],
    [
      'minutes',
      { read: MB, done: 47 * MB, elapsedMs: 1000 },
      '47 of 239 MB (19%), 1 MB/s, 3m 12s left, file 1 of 1: big.jsonl',
    ],
    [
      'hours',
      { read: MB, done: 0, total: 7500 * MB, elapsedMs: 1000 },
      '0.0 of 7.5 GB (0%), 1 MB/s, 2h 5m left, file 1 of 1: big.jsonl',
    ],
    [
      'all but a byte is not all',
      { read: 239 * MB - 1, done: 239 * MB - 1, elapsedMs: 1000 },
      '238 of 239 MB (99%), 238 MB/s, 0.0 s left, file 1 of 1: big.jsonl',
    ],
    ['small', { read: 500, done: 500, total: 2000 }, '0 of 2 kB (25%), file 1 of 1: big.jsonl'],
    ['empty', { total: 0 }, '0 of 0 kB (100%), file 1 of 1: big.jsonl'],
    [
      'without a total',
      { read: 112 * MB, total: undefined, elapsedMs: 2500, name: '-' },
      '112 MB read, 44 MB/s, file 1 of 1: standard input',
    ],
    ['without a total, at first', { read: MB, total: undefined, name: '-' }, '1 MB read, file 1 of 1: standard input'],
    ['prefixes counted', { counted: 1200 }, '0 of 239 MB (0%), 1,200 prefixes counted, file 1 of 1: big.jsonl'],
  ])('%s', (_, progress, text) => {
    expect(progressText({ ...START, ...progress })).toBe(text);
  });
});

describe('how far reading is', () => {
  it('counts files that were passed without reading, and no more of a file than it has', async () => {
    await using folder = await createFixture({ a: 'x'.repeat(100), b: 'x'.repeat(50), 'c.gz': 'x'.repeat(10) });
    const paths = ['a', 'b', 'c.gz'].map((name) => folder.getPath(name));
    let now = 5000;
    const reading = followReading(paths, () => now);
    reading.file(1);
    now += 700;
    reading.bytes(20);
    expect(reading.at()).toMatchObject({ read: 20, done: 120, total: 160, elapsedMs: 700, index: 1, files: 3 });
    reading.bytes(500);
    expect(reading.at()).toMatchObject({ read: 520, done: 150, name: folder.getPath('b') });
    reading.file(2);
    expect(reading.at(), 'nobody knows how far into a compressed file').toMatchObject({ total: undefined, index: 2 });
  });

  it.each([['-'], ['/dev/null'], ['gone.jsonl']])('has no total with %s', (name) => {
    expect(followReading([name], () => 0).at().total).toBeUndefined();
  });

  it('is shown on a terminal alone', async () => {
    const log = lines({ id: 'a' }).padEnd(2500);
    await using folder = await createFixture({ 'a.jsonl': log });
    const ingest = ['ingest', 'a.jsonl', '--db', 'usage.db'];
    const { stderr } = await runCli(ingest, { cwd: folder.path, isTTY: true });
    expect(stderr).toContain('\r\u001b[2K2 of 2 kB (100%), file 1 of 1: a.jsonl\r\u001b[2K');
    expect((await runCli([...ingest, '--again'], { cwd: folder.path })).stderr).toBe('');
  });
});
