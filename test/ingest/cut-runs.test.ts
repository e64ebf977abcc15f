/** However logs are cut into runs, each file comes to the same records and refusals, and all of them to the same share. */
import fc from 'fast-check';
import { createFixture } from 'fs-fixture';
import { appendFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { recordsOf } from '../../src/commands/read-logs.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import { rangeReader } from '../../src/ingest/range-reader.ts';
import type { Summary } from '../../src/ingest/tally.ts';
import { NO_ACCOUNT, type Ledger } from '../../src/store/ledger.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { START } from '../store/events.ts';
import { line, USER_LINE } from './transcripts.ts';

const LOGS = ['a.jsonl', 'b.jsonl', 'c.jsonl'];
/** Small, so that a file is read in several. */
const SIZES = { threads: 0, aloneBytes: 0, rangeBytes: 1500, storedRows: 3 };
const OTHER_FORMAT = `{"timestamp":"2026-11-10T12:00:00Z","response":{"id":"msg_x","type":"message","role":"assistant","model":"m","usage":{"input_tokens":5,"output_tokens":7}}}\n`;

/** Few responses, so that files and lines of one file show the same ones. */
const response = fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), output: fc.constantFrom(1, 7) });
const lineOf = fc.oneof(
  { arbitrary: response.map((fields) => `${line(fields)}\n`), weight: 6 },
  { arbitrary: fc.constantFrom(USER_LINE, '\n', '{"usage":\n', '{"level":"info"}\n', OTHER_FORMAT), weight: 2 },
);
const logs = fc.tuple(
  ...LOGS.map(() => fc.array(lineOf, { maxLength: 12 }).map((lines) => line({ id: 'first' }) + '\n' + lines.join(''))),
);
/** What a run finds: how much of each log is there, which of them it is told to read, and whether anew. */
const run = fc.record({
  parts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: LOGS.length, maxLength: LOGS.length }),
  read: fc.array(fc.nat(LOGS.length - 1), { minLength: 1, maxLength: 4 }),
  again: fc.boolean(),
});
const cuts = fc.record({
  texts: logs,
  runs: fc.array(run, { maxLength: 4 }),
  last: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
});

/**
 * All of it but what depends on what other files had shown. How many records are no usage is the same as well; what they
 * are instead, a line that was still being written tells by another reader than a whole one.
 */
function ownOf(ledger: Ledger): unknown {
  return ledger.outcomes().map(({ responses: _told, flags: _ofThose, account, ...own }) => {
    const { not_usage: others, ...counted } = account ?? NO_ACCOUNT;
    return { ...own, ...counted, others: Object.values(others).reduce((sum, each) => sum + each, 0) };
  });
}

async function read(ledger: Ledger, files: readonly string[], again = false): Promise<Summary> {
  const options = { source: undefined, given: undefined, fileDate: false, again, reader: '1', labels: {} };
  const around = { ledger, run: ledger.startRun(START, ''), options, stdin: [] as never, onBytes: () => undefined };
  const found = files.map((path) => ({ path, named: true }));
  return (await ingest(found, around, undefined, rangeReader(SIZES))).summary;
}

it('in any order, together or one by one, while they grow, twice in one run, and again', async () => {
  await fc.assert(
    fc.asyncProperty(cuts, async ({ texts, runs, last }) => {
      const folder = await createFixture();
      const cut = openLedger('', { create: true });
      const alone = openLedger('', { create: true });
      try {
        const paths = LOGS.map((name) => folder.getPath(name));
        const lengths = paths.map((path) => (writeFileSync(path, ''), 0));
        const grow = (index: number, share: number): void => {
          const text = texts[index] ?? '';
          const length = Math.max(lengths[index] ?? 0, Math.floor(text.length * share));
          appendFileSync(paths[index] ?? '', text.slice(lengths[index], length));
          lengths[index] = length;
        };
        for (const { parts, read: which, again } of runs) {
          parts.forEach((share, index) => grow(index, share));
          await read(
            cut,
            which.map((index) => paths[index] ?? ''),
            again,
          );
        }
        paths.forEach((_, index) => grow(index, 1));
        const { records, refused } = await read(
          cut,
          last.map((index) => paths[index] ?? ''),
        );
        for (const path of paths) await read(alone, [path]);

        expect(ownOf(cut)).toEqual(ownOf(alone));
        expect(recordsOf(cut.outcomes())).toEqual(recordsOf(alone.outcomes()));
        expect({ records, refused: refused.total }).toEqual(recordsOf(alone.outcomes()));
      } finally {
        cut.close();
        alone.close();
        await folder.rm();
      }
    }),
    { numRuns: 60 },
  );
});
