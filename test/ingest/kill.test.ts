/** Killed at any moment, and two at once: running it again completes it, and nothing is there twice. */
import fc from 'fast-check';
import { createFixture, type FsFixture } from 'fs-fixture';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ingest } from '../../src/ingest/ingest.ts';
import { rangeReader } from '../../src/ingest/range-reader.ts';
import { findFiles } from '../../src/io/find.ts';
import type { Ledger } from '../../src/store/ledger.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { rounds } from '../rounds.ts';
import { START } from '../store/events.ts';
import { ledgerText } from '../store/ledger-text.ts';
import { lines, USER_LINE } from './transcripts.ts';

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture();
});
afterEach(async () => {
  await folder.rm();
});

class Killed extends Error {}

/** A ledger whose process dies at its n-th write, either before the write is done or right after. */
function dyingAt(ledger: Ledger, write: number, after: boolean): Ledger {
  let writes = 0;
  function dying<T>(work: () => T): T {
    writes += 1;
    if (writes === write && !after) throw new Killed();
    const written = work();
    if (writes === write) throw new Killed();
    return written;
  }
  return {
    ...ledger,
    write: (batches) => dying(() => ledger.write(batches)),
  };
}

/** Ranges and transactions that are small beside the logs. */
const SMALL = { threads: 0, aloneBytes: 0, rangeBytes: 300_000, storedRows: 1000 };

async function read(
  file: string,
  paths: readonly string[],
  wrap: (ledger: Ledger) => Ledger = (ledger) => ledger,
): Promise<void> {
  const ledger = openLedger(file, { create: true });
  const options = { source: undefined, given: undefined, fileDate: false, reader: '1', labels: {} };
  const { files } = findFiles(paths, folder.path);
  try {
    const run = ledger.startRun(START, '');
    const around = { ledger: wrap(ledger), run, options, stdin: noInput(), onBytes: () => undefined };
    await ingest(files, around, undefined, rangeReader(SMALL));
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  } finally {
    ledger.close();
  }
}

const BIN = path.resolve(import.meta.dirname, '../../bin/promptcache-cost.js');

function startIngest(db: string, stdin: 'pipe' | 'ignore', ...paths: string[]): ChildProcess {
  const args = [BIN, 'ingest', ...paths, '--db', db, '-q'];
  const child = spawn(process.execPath, args, { cwd: folder.path, stdio: [stdin, 'ignore', 'ignore'] });
  // A process that is killed closes its input under the writer.
  child.stdin?.on('error', () => undefined);
  return child;
}

async function* noInput(): AsyncIterable<Buffer> {}

/** Of one response in three, and "pending" where another file knows more. */
const MISSED = { cache_miss_reason: { type: 'tools_changed', cache_missed_input_tokens: 500 } };

/** Enough responses for several batches of 4096 in the largest file. */
async function writeLogs(): Promise<void> {
  const many = Array.from({ length: 9000 }, (_, index) => ({
    id: `msg_${index}`,
    output: (index * 7) % 50,
    diagnostics: [undefined, MISSED, { cache_miss_reason: null }][index % 3],
  }));
  await folder.writeFile('a.jsonl', lines(...many) + USER_LINE);
  await folder.writeFile(
    'b.jsonl',
    lines(...many.slice(100, 300).map((each) => ({ ...each, output: 99, session: 's2', diagnostics: MISSED }))),
  );
  await folder.writeFile('c.jsonl', `${lines(...many.slice(0, 50))}{"cut`);
}

describe('killed at any write', () => {
  it('and run again, with the files in any order: the same ledger as without', async () => {
    await writeLogs();
    const paths = ['a.jsonl', 'b.jsonl', 'c.jsonl'];
    await read(folder.getPath('whole.db'), paths);
    const whole = ledgerText(folder.getPath('whole.db'));
    let next = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.boolean()), { minLength: 1, maxLength: 3 }),
        fc.shuffledSubarray(paths, { minLength: 3 }),
        async (deaths, order) => {
          const file = folder.getPath(`killed-${next++}.db`);
          for (const [write, after] of deaths) await read(file, order, (ledger) => dyingAt(ledger, write, after));
          await read(file, order);
          expect(ledgerText(file)).toBe(whole);
        },
      ),
      { numRuns: rounds(4, 40) },
    );
  });
});

describe('killed by the system', () => {
  it('wherever it had come to in its input, and run again: the same ledger as without', async () => {
    await writeLogs();
    const input = await folder.readFile('a.jsonl');
    const whole = startIngest('whole.db', 'pipe');
    whole.stdin?.end(input);
    await once(whole, 'close');
    // Each part is handed over only once the one before was taken, so that the kill meets it in the middle of reading.
    for (const share of rounds([0.5, 0.9], [0.1, 0.5, 0.6, 0.9])) {
      const killed = startIngest('killed.db', 'pipe');
      const end = Math.floor(input.length * share);
      for (let from = 0; from < end; from += 65_536) {
        if (killed.stdin?.write(input.subarray(from, Math.min(end, from + 65_536))) === false)
          await once(killed.stdin, 'drain');
      }
      killed.kill('SIGKILL');
      expect(await once(killed, 'close')).toEqual([null, 'SIGKILL']);
    }
    const again = startIngest('killed.db', 'pipe');
    again.stdin?.end(input);
    expect(await once(again, 'close')).toEqual([0, null]);
    expect(ledgerText(folder.getPath('killed.db'))).toBe(ledgerText(folder.getPath('whole.db')));
  });
});

describe('two processes at once', () => {
  it('leave one whole ledger', async () => {
    await writeLogs();
    await read(folder.getPath('whole.db'), ['.']);
    const start = async (): Promise<unknown> => (await once(startIngest('both.db', 'ignore', '.'), 'close'))[0];
    expect(await Promise.all([start(), start()])).toEqual([0, 0]);
    expect(ledgerText(folder.getPath('both.db'))).toBe(ledgerText(folder.getPath('whole.db')));
  });
});
