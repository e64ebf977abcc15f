/** Real transcripts, line by line: what is read from their bytes is what full parsing makes of them, and it is most of them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { comparer, HOT, plainRows } from '../sources/scan/oracle.ts';
import { describeReal } from './real-data.ts';

/** Of the lines of responses, in per cent. */
const LEAST_TAKEN = 95;

describeReal('real transcripts from their bytes', 'data/claude-code', (data) => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'scanned-'));
  afterAll(() => rmSync(scratch, { recursive: true }));
  execFileSync('tar', ['xzf', path.join(data, 'transcripts.tar.gz'), '-C', scratch]);
  const files = readdirSync(scratch, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'));

  it.each(HOT)('every line, as $id', (source) => {
    let [lines, responses, taken, all] = [0, 0, 0, 0];
    for (const file of files) {
      const compare = comparer(source);
      for (const text of readFileSync(path.join(scratch, file), 'latin1').split('\n')) {
        const line = Buffer.from(text, 'latin1');
        const found = compare(line);
        if (found.differs) expect({ file, text, ...found.differs }).toBeUndefined();
        lines += 1;
        all += found.taken ? 1 : 0;
        if (!text.includes('"usage"')) continue;
        const plain = plainRows(source, line, { file, line: 1, given: undefined, labels: {} });
        if (!plain.startsWith('[[[')) continue;
        responses += 1;
        taken += found.rows;
      }
    }
    console.info(`${source.id}: ${lines} lines, ${all} taken; ${taken} of ${responses} lines of responses`);
    expect(lines).toBeGreaterThan(1000);
    expect(taken).toBeGreaterThanOrEqual((responses * LEAST_TAKEN) / 100);
    if (source.id === 'claude-code') expect(responses).toBeGreaterThan(1000);
  });
});
