/** What is read from bytes is what full parsing makes of the line: over fixtures, and over whatever could be odd about one. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rounds } from '../../rounds.ts';
import { filesIn } from '../fixture-files.ts';
import { FIXTURES, GIVEN } from '../readings.ts';
import { OddLines } from './odd-lines.ts';
import { comparer, HOT, type Comparison } from './oracle.ts';
import { SAMPLES } from './samples.ts';

const [TRANSCRIPTS, MESSAGES] = HOT as [(typeof HOT)[0], (typeof HOT)[0]];

describe.each(HOT)('lines of $id', (source) => {
  it('every line of every fixture', () => {
    const compare = [undefined, GIVEN].map((given) => comparer(source, { given, labels: { team: 'a', version: 'v' } }));
    let [lines, rows] = [0, 0];
    for (const line of filesIn(FIXTURES, '.').flatMap((file) => linesOf(readFileSync(path.join(FIXTURES, file))))) {
      for (const each of compare) {
        const found = each(line);
        if (found.differs) expect({ line: line.toString(), ...found.differs }).toBeUndefined();
        rows += found.rows;
      }
      lines += 1;
    }
    expect(lines).toBeGreaterThan(800);
    expect(rows).toBeGreaterThan(30);
  });

  it('a line that was cut off, at every byte of it', () => {
    const compare = comparer(source, { given: GIVEN });
    for (const sample of SAMPLES[source.id] ?? []) {
      const line = Buffer.from(sample);
      expect(compare(line)).toMatchObject({ taken: true, rows: 1, differs: undefined });
      for (let end = 0; end < line.length; end++) {
        expect(compare(line.subarray(0, end)), `${end} bytes`).toMatchObject({ taken: false, differs: undefined });
      }
    }
  });

  it('a line with another byte in any place', () => {
    const compare = comparer(source, { given: GIVEN });
    let taken = 0;
    for (const sample of SAMPLES[source.id] ?? []) {
      for (const byte of Buffer.from('{}[],:"\\0-e \n\u0001é')) {
        for (let at = 0; at < sample.length; at++) {
          const line = Buffer.from(sample);
          line[at] = byte;
          taken += agreed(compare(line), line);
        }
      }
    }
    expect(taken).toBeGreaterThan(1000);
  });
});

/** Records in all; every seed makes some of either shape. */
const RECORDS = rounds(14_000, 100_000);
const OF_EACH_SEED = 100;

it(`${RECORDS} records of either shape, ordinary and odd`, () => {
  const shapes = [TRANSCRIPTS, MESSAGES].flatMap((source) =>
    [undefined, GIVEN].map((given) => ({ source, compare: comparer(source, { given, labels: { team: 'a' } }) })),
  );
  let [records, taken, rows] = [0, 0, 0];
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const odd = new OddLines(seed);
      for (let index = 0; index < OF_EACH_SEED / 2; index++) {
        for (const text of [odd.transcript(), odd.response()]) {
          records += 1;
          // Either shape for either reader: what is foreign must be left, or be read as it would be.
          const { compare } =
            shapes[records % 7 === 0 ? 3 - (records & 3) : (records & 1) === 1 ? index & 1 : 2 + (index & 1)]!;
          const line = Buffer.from(text);
          const found = compare(line);
          taken += agreed(found, line);
          rows += found.rows;
        }
      }
    }),
    { seed: 11, numRuns: RECORDS / OF_EACH_SEED, endOnFailure: true },
  );
  expect(records).toBe(RECORDS);
  // As many are ordinary; what is odd is left to the plain reader.
  expect(rows).toBeGreaterThan(RECORDS * 0.4);
  expect(RECORDS - taken).toBeGreaterThan(RECORDS * 0.1);
});

/** 1 if it was taken. */
function agreed({ taken, differs }: Comparison, line: Buffer): number {
  if (differs) expect({ line: line.toString(), ...differs }).toBeUndefined();
  return taken ? 1 : 0;
}

function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let feed = bytes.indexOf(10); feed >= 0; feed = bytes.indexOf(10, start)) {
    lines.push(bytes.subarray(start, feed));
    start = feed + 1;
  }
  return [...lines, bytes.subarray(start)];
}
