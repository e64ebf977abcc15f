/** Tables that were put one behind the other. */
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../src/io/csv-rows.ts';
import { stream } from './cuts.ts';

describe('another table behind the first', () => {
  const isHeader = (cells: readonly string[]): boolean => cells.toSorted().join() === 'a,b';
  const rowsIn = async (text: string): Promise<unknown[]> => {
    const rows: unknown[] = [];
    for await (const each of readCsv(stream([Buffer.from(text)]), ['a', 'b'], ',', undefined, isHeader))
      rows.push(each.ok ? each.row : 'broken');
    return rows;
  };

  it.each([
    [
      'with the same header',
      'a,b\n1,2\na,b\n3,4\n',
      [
        { a: '1', b: '2' },
        { a: 'a', b: 'b' },
        { a: '3', b: '4' },
      ],
    ],
    [
      'with a byte order mark',
      'a,b\n1,2\n\ufeffa,b\n3,4\n',
      [
        { a: '1', b: '2' },
        { a: 'a', b: 'b' },
        { a: '3', b: '4' },
      ],
    ],
    [
      'with its columns in another order',
      'a,b\n1,2\nb,a\n3,4\n',
      [
        { a: '1', b: '2' },
        { a: 'a', b: 'b' },
        { a: '4', b: '3' },
      ],
    ],
    [
      'that is no header',
      'a,b\nb,c\n3,4\n',
      [
        { a: 'b', b: 'c' },
        { a: '3', b: '4' },
      ],
    ],
  ])('%s', async (_, text, rows) => {
    expect(await rowsIn(text)).toEqual(rows);
  });
});
