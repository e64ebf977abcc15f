import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHeader, readCsv, type CsvRow } from '../../src/io/csv-rows.ts';
import { splitRows } from '../../src/io/csv-split.ts';
import { crumbs, cut, cuts, stream } from './cuts.ts';

async function read(chunks: AsyncIterable<Buffer>, delimiter = ',', limit?: number): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  for await (const row of readCsv(chunks, ['a', 'b'], delimiter, limit)) rows.push(row);
  return rows;
}

const row = (line: number, a: string, b: string): CsvRow => ({ ok: true, line, row: { a, b } });
const broken = (line: number): CsvRow => ({ ok: false, line, tooLong: false });
/** What a quoted cell begins with is its own. */
function trimmed(each: CsvRow): CsvRow {
  return each.ok ? row(each.line, each.row['a'] ?? '', (each.row['b'] ?? '').trim()) : each;
}
const tooLong = (line: number): CsvRow => ({ ok: false, line, tooLong: true });

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

  it('are those that csv-parse reads, with each delimiter', async () => {
    const cells = fc.string({
      unit: fc.constantFrom('x', '語', ',', ';', '\t', '"', '\n', '\r', ' ', '7'),
      maxLength: 6,
    });
    const tables = fc.array(fc.tuple(cells, cells), { maxLength: 8 });
    const delimiters = fc.constantFrom(',', ';', '\t');
    await fc.assert(
      fc.asyncProperty(tables, delimiters, cuts, fc.constantFrom('\n', '\r\n'), async (table, delimiter, at, end) => {
        const quoted = (cell: string): string => (/^[x語7]*$/.test(cell) ? cell : `"${cell.replaceAll('"', '""')}"`);
        const lines = [['a', 'b'], ...table.map((each) => each.map(quoted))];
        const text = lines.map((each) => `${each.join(delimiter)}${end}`).join('');
        const record_delimiter = ['\r\n', '\n'];
        const options = { delimiter, record_delimiter, ltrim: true, relax_quotes: true, skip_empty_lines: true };
        const oracle = parse(text, { ...options, from: 2 });
        const rows = await read(stream(cut(Buffer.from(text), at)), delimiter);
        expect(rows.map((each) => each.ok && [each.row['a'], each.row['b']])).toEqual(
          oracle.map((each) => each.map((cell) => cell.trimEnd())),
        );
      }),
      { numRuns: 300 },
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
    ['with an open quote costs itself only', 'a,b\n1,2\n"3,4\n5,6\n', [row(2, '1', '2'), broken(3), row(4, '5', '6')]],
    [
      'with an open quote, after a cell over two lines',
      'a,b\n"1\n1",2\n"3\n4,5',
      [row(2, '1\n1', '2'), broken(4), row(5, '4', '5')],
    ],
    [
      'with an open quote, cut in its text, is one row',
      'a,b\n1,2\n3,"some\ntext\nand mo',
      [row(2, '1', '2'), broken(3)],
    ],
    [
      'that swallows others up to a stray quote',
      'a,b\n1,"2\n3,4\n5,"6\n7,8\n',
      [broken(2), row(3, '3', '4'), broken(4), row(5, '7', '8')],
    ],
    ['beside one like it', 'a,b\n1,"2\n3,"4\n5,6\n', [broken(2), broken(3), row(4, '5', '6')]],
    [
      'leaves a cell over two lines behind it alone',
      'a,b\n1,"2\n3,"4\n4"\n5,6\n',
      [broken(2), row(3, '3', '4\n4'), row(5, '5', '6')],
    ],
    ['over two lines, with too many cells', 'a,b\n"1\n2",3,4\n5,6\n', [broken(2), broken(3), row(4, '5', '6')]],
    ['that is the last', 'a,b\n1,2\n3', [row(2, '1', '2'), broken(3)]],
  ];
  it.each(cases)('%s', async (_, text, rows) => {
    expect(await read(stream([Buffer.from(text)]))).toEqual(rows);
    expect(await read(stream(crumbs(Buffer.from(text))))).toEqual(rows);
  });

  const LONG = 'x'.repeat(30);
  const long: readonly [what: string, text: string, rows: readonly CsvRow[]][] = [
    ['in one line', `a,b\n1,${LONG}\n3,4\n`, [tooLong(2), row(3, '3', '4')]],
    ['in one quoted line', `a,b\n1,"${LONG},"\n3,4\n`, [tooLong(2), row(3, '3', '4')]],
    ['in a cell over many lines', `a,b\n1,"${'x\n'.repeat(30)}"\n3,4\n`, [tooLong(2), row(33, '3', '4')]],
    ['in a cell of one long line and others', `a,b\n1,"x\n${LONG}\nx"\n3,4\n`, [tooLong(2), row(5, '3', '4')]],
    ['in a cell whose long line ends like a row', `a,b\n1,"x\n${LONG}3,4\nx"\n5,6\n`, [tooLong(2), row(5, '5', '6')]],
    [
      'in a cell with a line that is like a row up to the limit',
      `a,b\n1,"${'x'.repeat(13)}\n3,4,5,6\nxx"\n5,6\n`,
      [tooLong(2), row(5, '5', '6')],
    ],
    ['at the end', `a,b\n1,2\n3,"${LONG}`, [row(2, '1', '2'), tooLong(3)]],
    [
      'with a stray quote',
      `a,b\n1,"2\n${'3,4\n'.repeat(8)}5,6\n`,
      [broken(2), ...Array.from({ length: 8 }, (_, index) => row(3 + index, '3', '4')), row(11, '5', '6')],
    ],
    [
      'with a quote that is open up to the next row',
      `a,b\n1,"${'x\n'.repeat(30)}3,4\n`,
      [tooLong(2), row(32, '3', '4')],
    ],
    [
      'exactly at it, which is read',
      `a,b\n1,${'x'.repeat(18)}\n3,"${'x\n'.repeat(8)}"\n`,
      [row(2, '1', 'x'.repeat(18)), row(3, '3', 'x\n'.repeat(8).trimEnd())],
    ],
  ];
  it.each(long)('above the limit costs itself only: %s', async (_, text, rows) => {
    expect(await read(stream([Buffer.from(text)]), ',', 20)).toEqual(rows);
    expect(await read(stream(crumbs(Buffer.from(text))), ',', 20)).toEqual(rows);
  });

  it('costs its line only, whatever the rows around it and however the bytes are cut', async () => {
    const cells = fc.stringMatching(/^[x7 ]{0,3}$/);
    const tables = fc.array(fc.tuple(cells, cells, fc.boolean()), { minLength: 1, maxLength: 12 });
    const strays = fc.array(fc.nat(), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(tables, strays, cuts, fc.constantFrom('\n', '\r\n'), async (table, picks, at, end) => {
        const stray = new Set(picks.map((pick) => pick % table.length));
        // With text of its own behind it: alone it would be an empty cell's.
        const written = table.map(([a, b, quoted], index) =>
          stray.has(index) ? `s${a},"s${b}` : quoted ? `"s${a}","${b}"` : `s${a},${b}`,
        );
        const expected = table.map(([a, b], index) =>
          stray.has(index) ? broken(index + 2) : row(index + 2, `s${a}`.trimEnd(), b.trim()),
        );
        const rows = await read(stream(cut(Buffer.from(`a,b${end}${written.join(end)}${end}`), at)));
        expect(rows.map(trimmed)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('and any other text come to the same however the bytes are cut, also above the limit', async () => {
    const noise = fc.string({ unit: fc.constantFrom(...'",,"\n\n\rx1 '), maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(noise, cuts, fc.integer({ min: 1, max: 70 }), async (text, at, limit) => {
        const bytes = Buffer.from(`a,b\n${text}`);
        expect(await read(stream(cut(bytes, at)), ',', limit)).toEqual(await read(stream([bytes]), ',', limit));
      }),
      { numRuns: 1000 },
    );
  });

  it('above the limit is not held, and its row ends where its quote does', async () => {
    let taken = 0;
    async function* endless(): AsyncIterable<Buffer> {
      yield Buffer.from('a,b\n1,2\n3,"');
      for (taken = 0; taken < 1000; taken += 1) yield Buffer.from('no row here\n'.repeat(10));
      yield Buffer.from('"\n5,6\n');
    }
    expect(await read(endless(), ',', 500)).toEqual([row(2, '1', '2'), tooLong(3), row(10_004, '5', '6')]);
  });

  it('is no reason to read the others again and again', () => {
    // Each line opens a quote, and closes that of the line before: no row ends before the last.
    const chained = Buffer.from(`a,b\n${'x",",\n'.repeat(50_000)}1,2\n`);
    const rows = splitRows(2, ',', 1 << 19);
    const found = [...rows.push(chained), ...rows.end()];
    expect(found.filter((each) => !each.ok)).toHaveLength(50_000);
    expect(found.at(-1)).toMatchObject({ ok: true, cells: ['1', '2'] });
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
