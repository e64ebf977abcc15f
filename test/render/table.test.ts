import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { cell, lazyRows, type Document, type Table } from '../../src/render/document.ts';
import { table } from '../../src/render/table.ts';
import { cells, columns, documentOf } from './tables.ts';

function draw(source: Table, width: number, colorLevel: 0 | 1 = 0): string[] {
  return table.render(documentOf(source), { width, colorLevel }).trimEnd().split('\n');
}

const SPEND: Table = {
  columns: columns('<Project', '>Requests3', '>Hits2', '>Read2', '>Cost'),
  rows: [
    cells('services/gateway', '1,204', '91.2 %', '12.3M', '$12.35'),
    cells('語のプロジェクト', '7', '0.1 %', '980', '$0.00042'),
  ],
  total: cells('Total', '1,211', '91.1 %', '12.3M', '$12.35'),
};

describe('a table', () => {
  it('has rules below its head and above its total', () => {
    expect(draw(SPEND, 80)).toEqual([
      ' Project            Requests     Hits    Read       Cost',
      '─────────────────────────────────────────────────────────',
      ' services/gateway      1,204   91.2 %   12.3M     $12.35',
      ' 語のプロジェクト          7    0.1 %     980   $0.00042',
      '─────────────────────────────────────────────────────────',
      ' Total                 1,211   91.1 %   12.3M     $12.35',
    ]);
  });

  it('gives up the most sparable columns first, equals together, and says how many', () => {
    expect(draw(SPEND, 50)[0]).toBe(' Project              Hits    Read       Cost');
    expect(draw(SPEND, 50).at(-1)).toBe('+1 column: --wide');
    expect(draw(SPEND, 40)[0]).toBe(' Project                Cost');
    expect(draw(SPEND, 40).at(-1)).toBe('+3 columns: --wide');
  });

  it('has every column where it is asked for all of them', () => {
    const wide = table.render(documentOf(SPEND), { width: 40, colorLevel: 0, wide: true });
    expect(wide).toBe(table.render(documentOf(SPEND), { width: 80, colorLevel: 0 }));
  });

  it('shows the blanks that end a name, for two names may differ in nothing else', () => {
    const blanks: Table = { columns: columns('<Project', '>Cost'), rows: [cells('a b', '$1'), cells(' a b ', '$1')] };
    expect(draw(blanks, 80).slice(2)).toEqual([' a b             $1', String.raw` \x20a b\x20     $1`]);
  });

  it('then shortens names in the middle', () => {
    expect(draw(SPEND, 25).slice(0, 4)).toEqual([
      ' Project           Cost',
      '────────────────────────',
      ' servi…teway     $12.35',
      ' 語の…クト     $0.00042',
    ]);
  });

  it('and where that does not fit either, writes each row as a block of all its columns', () => {
    const more: Table = { ...SPEND, columns: columns('<Project', '>Requests', '>Hits', '>Read', '>Cost') };
    const [first = '', , total = ''] = draw(more, 24).join('\n').split('\n\n');
    expect(first.split('\n')).toEqual([
      ' Project   services/gate',
      '           way',
      ' Requests  1,204',
      ' Hits      91.2 %',
      ' Read      12.3M',
      ' Cost      $12.35',
    ]);
    expect(total).toContain('Total');
    // Narrower still, a value is below its heading.
    expect(draw(more, 12).slice(0, 4)).toEqual(['Project', '  services/g', '  ateway', 'Requests']);
  });

  it('has a title, and without a total one rule', () => {
    const { total: _, ...rest } = SPEND;
    expect(draw({ ...rest, title: 'By project' }, 80).map((line) => line.slice(0, 11))).toEqual([
      'By project',
      ' Project   ',
      '───────────',
      ' services/g',
      ' 語のプロジェクト  ',
    ]);
  });

  it('without rows is its head', () => {
    expect(draw({ columns: SPEND.columns, rows: [] }, 80)).toEqual([
      ' Project   Requests   Hits   Read   Cost',
      '─────────────────────────────────────────',
    ]);
  });

  it('shows a thousand rows, and says how many more there are', () => {
    let made = 0;
    const rows = lazyRows([...Array(150_000).keys()], (index) => {
      made += 1;
      return cells(`session ${index}`, '1');
    });
    const lines = draw({ columns: columns('<Session', '>Cost'), rows }, 80);
    expect(lines).toHaveLength(1_003);
    expect(lines.at(-1)).toBe('149,000 more rows; --format csv or json has all of them.');
    expect(made).toBe(1_000);
  });

  it('lets nothing through that could drive a terminal', () => {
    const evil = '\u001b[2J\r\n\u009b\u202e';
    const source: Table = {
      title: evil,
      columns: [{ name: 'x', title: `X${evil}`, align: 'left', sparable: 0 }],
      rows: [cells(evil)],
      total: cells(evil),
    };
    const document: Document = { ...documentOf(source), headline: [evil, evil], notes: [{ text: evil }] };
    const text = table.render(document, { width: 200, colorLevel: 0 });
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
    expect(text.split('\\x1b[2J\\x0d\\x0a\\x9b\\u202e')).toHaveLength(8);
  });
});

describe('a document', () => {
  const document: Document = {
    headline: ['$12.35 spent.', '7 requests.'],
    tables: [SPEND, { columns: columns('<A'), rows: [cells('b')] }],
    notes: [{ text: 'Unpriced: x.', tone: 'bad' }, { text: 'By the way.' }],
    json: null,
  };

  it('is the answer, then the tables, then what to know, apart from each other', () => {
    const blocks = table.render(document, { width: 80, colorLevel: 0 }).split('\n\n');
    expect(blocks[0]).toBe('$12.35 spent.\n7 requests.');
    expect(blocks[2]).toBe(' A\n───\n b');
    expect(blocks[3]).toBe('Unpriced: x.\nBy the way.\n');
    expect(blocks).toHaveLength(4);
  });

  it('leaves out what there is none of', () => {
    expect(table.render({ ...documentOf(), headline: ['Nothing.'] }, { width: 80, colorLevel: 0 })).toBe('Nothing.\n');
  });

  const toned: Table = {
    columns: columns('<Name', '>Value'),
    rows: [cells(cell('a', 'a', 'quiet'), cell('1', '1', 'good')), cells('b', cell('2', '2', 'bad'))],
    total: cells('Total', '3'),
  };

  it('has no escape sequence without colour', () => {
    const text = table.render({ ...document, tables: [toned] }, { width: 10, colorLevel: 0 });
    expect(text).toBe(stripVTControlCharacters(text));
  });

  it('has colour where there is colour, and the same text', () => {
    const [head = '', rule, first = '', second = '', , total = ''] = draw(toned, 80, 1);
    expect(head).toContain('\u001b[1mName\u001b[22m');
    expect(rule).toMatch(/^─+$/);
    expect(first).toContain('\u001b[2ma\u001b[22m');
    expect(first).toContain('\u001b[32m1\u001b[39m');
    expect(second).toContain('\u001b[31m2\u001b[39m');
    expect(total).toContain('\u001b[1mTotal\u001b[22m');
    for (const width of [20, 30, 80]) {
      const coloured = table.render({ ...document, tables: [toned, SPEND] }, { width, colorLevel: 1 });
      const plain = table.render({ ...document, tables: [toned, SPEND] }, { width, colorLevel: 0 });
      expect(stripVTControlCharacters(coloured).replace(/ +$/gm, '')).toBe(plain);
    }
  });
});
