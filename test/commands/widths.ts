/** Whether what a command prints fits a terminal, and tells its rows apart, at any width. */
import stringWidth from 'string-width';
import { expect } from 'vitest';
import { runCli, type Terminal } from '../run.ts';

export const WIDTHS = [40, 80, 120, 200] as const;

const RULE = /^[─-]{5,}$/;

/** Rows of tables that are drawn: from the rule below the headings to the next rule, or to the end of the paragraph. */
function rowsOf(printed: string): string[] {
  return printed.split('\n\n').flatMap((paragraph) => {
    const lines = paragraph.split('\n');
    const [first = lines.length, last = lines.length] = lines.flatMap((line, index) =>
      RULE.test(line) ? [index] : [],
    );
    return lines.slice(first + 1, last).filter((line) => !line.startsWith('+'));
  });
}

function duplicates(texts: readonly string[]): number {
  return texts.length - new Set(texts).size;
}

/** Returns how many rows there are. At every width: no line is longer, and no two rows look alike that do not when everything is shown. In ASCII, all is. */
export async function expectToFit(argv: readonly string[], terminal: Terminal): Promise<number> {
  const print = async (columns: number, more: readonly string[] = [], unicode = true): Promise<string> =>
    (await runCli([...argv, ...more], { ...terminal, columns, unicode })).stdout;
  const all = rowsOf(await print(200, ['--wide']));
  for (const columns of WIDTHS) {
    const printed = await print(columns);
    for (const line of printed.split('\n')) expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
    expect(duplicates(rowsOf(printed))).toBeLessThanOrEqual(duplicates(all));
    // Rows that are blocks are apart by an empty line.
    expect(
      duplicates(printed.split('\n\n').filter((block) => !block.split('\n').some((line) => RULE.test(line)))),
    ).toBe(0);
  }
  const plain = await print(80, [], false);
  expect(plain).toMatch(/^[ -~\n]*$/);
  for (const line of plain.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  return all.length;
}
