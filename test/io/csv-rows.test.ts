import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHeader, readCsv, type CsvRow } from '../../src/io/csv-rows.ts';
import { crumbs, cut, cuts, stream } from './cuts.ts';

async function read(chunks: AsyncIterable<Buffer>, delimiter = ',', limit?: number): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  for await (const row of readCsv(chunks, ['a', 'b'], delimiter, limit)) rows.push(row);
  return rows;
}

const row = (line: number, a: string, b: string): CsvRow => ({ ok: true, line, row: { a, b } });
const broken = (line: number): CsvRow => ({ ok: false, line });

describe('rows', () => {
  const cases: readonly [what: string, text: string, rows: readonly CsvRow[], delimiter?: string][] = [
    ['none', 'a,b\n', []],
    ['one, without a final line feed', 'a,b\n1,2', [row(2, '1', '2')]],
    ['carriage returns', 'a,b\r\n1,2\r\n3,4\r\n', [row(2, '1', '2'), row(3, '3', '4')]],
    ['a carriage return now and then', 'a,b\n1,2\r\n3,4\n', [row(2, '1', '2'), row(3, '3', '4')]],
    ['semicolons', 'a;b\n1,5;2\n', [row(2, '1,5', '2')], ';'],
    ['tabs', 'a\tb\n1\t2\n', [row(2, '1', '2')], '\t'],
    ['quotes', 'a,b\n"1,5","say ""hi"""\n', [row(2, '1,5', 'say "hi"')]],
    ['a cell over two lines', 'a,b\n"x\ny",1\n2,3\n', [row(2, 'x\ny', '1'), row(4, '2', '3')]],
    ['the same with carriage returns', 'a,b\r\n"x\r\ny",1\r\n2,3\r\n', [row(2, 'x\r\ny', '1'), row(4, '2', '3')]],
    ['spaces around cells', 'a,b\n 1 , "2"\n', [row(2, '1', '2')]],
    ['empty cells', 'a,b\n,\n', [row(2, '', '')]],
    ['empty lines are passed over', '\na,b\n\n1,2\n\n\n3,4\n', [row(4, '1', '2'), row(7, '3', '4')]],
    ['a byte order mark', '\ufeffa,b\n1,2\n', [row(2, '1', '2')]],
    ['the spaces of a byte order mark before a quote', '   "a","b"\n1,2\n', [row(2, '1', '2')]],
    ['text beyond ASCII', 'a,b\n語,🚀\n', [row(2, '語', '🚀')]],
  ];
  it.each(cases)('%s', async (_, text, rows, delimiter) => {
    const bytes = Buffer.from(text);
    expect(await read(stream([bytes]), delimiter)).toEqual(rows);
    expect(await read(stream(crumbs(bytes)), delimiter)).toEqual(rows);
  });

  it('have a column that is called as nothing else may be', async () => {
    const rows: CsvRow[] = [];
    const text = 'a,__proto__\n1,2 \n';
    for await (const each of readCsv(stream([Buffer.from(text)]), ['a', '__proto__'], ',')) rows.push(each);
    const [first] = rows;
    expect(first?.ok === true && Object.entries(first.row)).toEqual([
      ['a', '1'],
      ['__proto__', '2'],
    ]);
  });

  it('are those that were written, however the bytes are cut', async () => {
    const cells = fc.string({ unit: fc.constantFrom('x', '語', ',', '"', '\n', '\r', ' ', '7'), maxLength: 5 });
    const tables = fc.array(fc.tuple(cells, cells), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(tables, cuts, fc.boolean(), fc.constantFrom('\n', '\r\n'), async (table, at, always, end) => {
        let text = `a,b${end}`;
        const expected: CsvRow[] = [];
        for (const [a, b] of table) {
          expected.push(row(text.split('\n').length, a.trimEnd(), b.trimEnd()));
          text += `${write(a, always)},${write(b, always)}${end}`;
        }
        expect(await read(stream(cut(Buffer.from(text), at)))).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  /** RFC 4180. */
  function write(cell: string, always: boolean): string {
    return always || /[",\r\n]|^ | $/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  }
});

describe('a broken row', () => {
  const cases: readonly [what: string, text: string, rows: readonly CsvRow[]][] = [
    ['with too many cells', 'a,b\n1,2,3\n4,5\n', [broken(2), row(3, '4', '5')]],
    ['with too few', 'a,b\n1\n4,5\n', [broken(2), row(3, '4', '5')]],
    ['with a quote in the middle is what it says', 'a,b\n1"2,3\n4,5\n', [row(2, '1"2', '3'), row(3, '4', '5')]],
    ['with text after its quote costs itself only', 'a,b\n"1"2,3\n4,5\n', [row(2, '"1"2', '3'), row(3, '4', '5')]],
    ['with an open quote is the rest of the file', 'a,b\n1,2\n"3,4\n5,6\n', [row(2, '1', '2'), broken(3)]],
    ['with an open quote, after a cell over two lines', 'a,b\n"1\n1",2\n"3', [row(2, '1\n1', '2'), broken(4)]],
    ['that is the last', 'a,b\n1,2\n3', [row(2, '1', '2'), broken(3)]],
  ];
  it.each(cases)('%s', async (_, text, rows) => {
    expect(await read(stream([Buffer.from(text)]))).toEqual(rows);
    expect(await read(stream(crumbs(Buffer.from(text))))).toEqual(rows);
  });

  it('above the limit is the last that is read', async () => {
    let taken = 0;
    async function* endless(): AsyncIterable<Buffer> {
      yield Buffer.from('a,b\n1,2\n"');
      for (taken = 0; taken < 1000; taken += 1) yield Buffer.from('x,y\n'.repeat(10));
    }
    expect(await read(endless(), ',', 500)).toEqual([row(2, '1', '2'), broken(3)]);
    expect(taken).toBeLessThan(20);
  });
});

describe('an error of the input', () => {
  it('is thrown to the reader, after the rows before it', async () => {
    async function* torn(): AsyncIterable<Buffer> {
      // What may still be part of a row is not taken for one.
      yield Buffer.from('a,b\n1,2\n3,4');
      throw new Error('the disk is gone');
    }
    const rows: CsvRow[] = [];
    const reading = async (): Promise<void> => {
      for await (const each of readCsv(torn(), ['a', 'b'], ',')) rows.push(each);
    };
    await expect(reading()).rejects.toThrow('the disk is gone');
    expect(rows).toEqual([row(2, '1', '2')]);
  });
});

describe('a header', () => {
  it.each([
    ['a,b', ['a', 'b'], ','],
    ['a;b;c,d', ['a', 'b', 'c,d'], ';'],
    ['a\tb', ['a', 'b'], '\t'],
    ['"a", b ,"c d"', ['a', 'b', 'c d'], ','],
    ['alone', ['alone'], ','],
    ['', [''], ','],
  ])('%j', (line, header, delimiter) => {
    expect(parseHeader(line)).toEqual({ header, delimiter });
  });
});
