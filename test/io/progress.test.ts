import { describe, expect, it } from 'vitest';
import { noProgress, terminalProgress } from '../../src/io/progress.ts';

function drawn(columns: number, isTTY: boolean, times: readonly number[], text = 'reading'): string[] {
  const written: string[] = [];
  let now = 0;
  const progress = terminalProgress({ isTTY, columns, write: (each) => written.push(each) }, () => now);
  for (const time of times) {
    now = time;
    progress.update(() => text);
  }
  progress.clear();
  return written;
}

describe('progress', () => {
  it('is one line that is redrawn at most ten times a second, and leaves no trace', () => {
    const line = '\r\u001b[2Kreading';
    expect(drawn(80, true, [1000, 1050, 1099, 1100, 1199, 1200])).toEqual([line, line, line, '\r\u001b[2K']);
  });

  it('never wraps', () => {
    expect(drawn(20, true, [1000], 'x'.repeat(50))[0]).toBe(`\r\u001b[2K${'x'.repeat(19)}`);
  });

  it('is silent where there is no terminal, and clears nothing that was not drawn', () => {
    expect(drawn(80, false, [1000, 2000])).toEqual([]);
    expect(drawn(80, true, [])).toEqual([]);
    noProgress.update(() => 'x');
    noProgress.clear();
  });
});
