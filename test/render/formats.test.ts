/** The formats for machines and for pull requests. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inertCell } from '../../src/core/inert.ts';
import { csv } from '../../src/render/csv.ts';
import { cell, type Document } from '../../src/render/document.ts';
import { FORMATS, formatById } from '../../src/render/index.ts';
import { json } from '../../src/render/json.ts';
import { markdown } from '../../src/render/markdown.ts';
import { cells, columns, documentOf } from './tables.ts';

const MEDIUM = { width: 20, colorLevel: 3 } as const;
const write = (document: Document): string => csv.render(document, MEDIUM);
const mark = (document: Document): string => markdown.render(document, MEDIUM);

const DOCUMENT: Document = {
  headline: ['$12.35 spent.', '7 requests.'],
  tables: [
    {
      title: 'By project',
      columns: columns('<Project', '>Cost9'),
      rows: [cells('a', cell('$12.35', '12.3456', 'good')), cells('b', cell('unpriced', '', 'bad'))],
      total: [cell('Total', 'total'), cell('$12.35', '12.3456')],
    },
  ],
  notes: [{ text: 'Unpriced: b.', tone: 'bad' }, { text: 'By the way.' }],
  json: { schema_version: 1, cost_usd: '12.3456', unknown: null, rows: [] },
};

describe('CSV', () => {
  it('is a header of names and rows of exact values, whatever the width: no total, no words', () => {
    expect(write(DOCUMENT)).toBe('project,cost\r\na,12.3456\r\nb,\r\n');
  });

  it('is one table: the last, which is the most detailed', () => {
    const detail = { columns: columns('<Meter'), rows: [cells('input')] };
    expect(write({ ...DOCUMENT, tables: [...DOCUMENT.tables, detail] })).toBe('meter\r\ninput\r\n');
    expect(write(documentOf())).toBe('');
  });

  const row = (text: string): string => {
    const [, line = ''] = write(documentOf({ columns: columns('<A'), rows: [cells(text)] })).split(/(?<=^a\r\n)/);
    return line.replace(/\r\n$/, '');
  };

  // What a cell may begin with: test/core/inert.test.ts.
  it.each([
    ['=1+1', "'=1+1"],
    ['=cmd|"/c calc"!A1', `"'=cmd|""/c calc""!A1"`],
    // Quotes where they are needed, doubled inside.
    ['a,b', '"a,b"'],
    ['a;b', '"a;b"'],
    ['say "hi"', '"say ""hi"""'],
    ['a\nb', 'a\\x0ab'],
    [' a ', ' a '],
  ])('%j is written %j', (text, written) => {
    expect(row(text)).toBe(written);
  });

  it('is read back as it was, but for what is made inert', () => {
    const texts = fc.string({ unit: fc.constantFrom(...'ab1-+=@.,;"\'\t\r\n 語'), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(texts, texts), { maxLength: 6 }), (pairs) => {
        const text = write(documentOf({ columns: columns('<A', '<B'), rows: pairs.map((pair) => cells(...pair)) }));
        const read = parse(text, { record_delimiter: '\r\n' });
        expect(read).toEqual([['a', 'b'], ...pairs.map((pair) => pair.map(inertCell))]);
        for (const value of read.flat()) expect(value).not.toMatch(/^\s*[=+@]|^\s*-(?!\d+(\.\d+)?$)/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('JSON', () => {
  it('is the contract, indented, with a final line feed', () => {
    expect(json.render(DOCUMENT, MEDIUM)).toBe(
      '{\n  "schema_version": 1,\n  "cost_usd": "12.3456",\n  "unknown": null,\n  "rows": []\n}\n',
    );
  });
});

describe('Markdown', () => {
  it('is the answer in bold, every column of every table, and the notes as a list', () => {
    expect(mark(DOCUMENT)).toBe(
      [
        '**$12.35 spent.**',
        '7 requests.',
        '### By project',
        '| Project | Cost |\n| --- | ---: |\n| a | $12.35 |\n| b | unpriced |\n| **Total** | **$12.35** |',
        '- Unpriced: b.\n- By the way.\n',
      ].join('\n\n'),
    );
  });

  it('leaves empty cells of the total empty', () => {
    const text = mark(documentOf({ columns: columns('<A', '>B'), rows: [], total: cells('Total', '') }));
    expect(text.split('\n')[2]).toBe('| **Total** |  |');
  });

  it.each([
    ['a|b', 'a\\|b'],
    ['<img src=x>', '\\<img src=x\\>'],
    ['[x](y)', '\\[x\\](y)'],
    ['![x](y)', '!\\[x\\](y)'],
    ['**x** _y_ ~z~', '\\*\\*x\\*\\* \\_y\\_ \\~z\\~'],
    ['`code`', '\\`code\\`'],
    ['# no heading', '\\# no heading'],
    ['@octocat in #12', '@<!-- -->octocat in \\#<!-- -->12'],
    ['https://e.vil www.e.vil', 'https:\\/\\/e.vil www\\.e.vil'],
    ['\\', '\\\\'],
    ['&lt;', '\\&lt;'],
    ['a\nb', 'a\\\\x0ab'],
    ['\u001b[31m', '\\\\x1b\\[31m'],
  ])('%j becomes no markup: %j', (text, written) => {
    const document = {
      ...documentOf({ title: text, columns: columns('<A'), rows: [cells(text)] }),
      headline: [text, text],
    };
    expect(mark({ ...document, notes: [{ text }] })).toBe(
      [`**${written}**`, written, `### ${written}`, `| A |\n| --- |\n| ${written} |`, `- ${written}\n`].join('\n\n'),
    );
  });
});

describe('the formats', () => {
  it('are known by their ids', () => {
    expect(FORMATS.map(({ id }) => id)).toEqual(['table', 'json', 'csv', 'markdown']);
    for (const format of FORMATS) expect(formatById(format.id)).toBe(format);
    expect(formatById('xml')).toBeUndefined();
  });

  it.each(FORMATS)('$id ends with one line feed, and has no escape sequence without colour', (format) => {
    const text = format.render(DOCUMENT, { width: 80, colorLevel: 0 });
    expect(text).toMatch(/[^\n]\n$/);
    expect(text).not.toContain('\u001b');
  });
});
