/** Tables of any columns and names at every width: no line is longer, and rows that differ look different. */
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { cell, named, inWords, type Column, type Table } from '../../src/render/document.ts';
import { table } from '../../src/render/table.ts';
import { cells, columns, documentOf } from './tables.ts';

function draw(source: Table, width: number): string[] {
  return table.render(documentOf(source), { width, colorLevel: 0 }).trimEnd().split('\n');
}

/** Names as logs have them: prefixes and suffixes in common, and characters that are two columns wide. */
const names = fc
  .tuple(
    fc.constantFrom('', 'us.anthropic.', '/home/dev/services/gateway/', '語のプロジェクト/'),
    fc.constantFrom('claude-opus-4', 'claude-sonnet-4', 'a', 'b', '語ガ한🚀', 'x…y'),
    fc.constantFrom('', '-20250514', '-20250514-v1:0', '/a-folder-of-a-very-long-name', '🚀🚀'),
  )
  .map((parts) => parts.join(''));
const amounts = fc.constantFrom('', '1', '$12.35', '1,234,567');
const titles = fc.constantFrom('Cost', 'Net', 'Request hits', '語ガ한', 'A title of many words');

const others = fc.record({
  title: titles,
  sparable: fc.nat(4),
  kind: fc.constantFrom('figure', 'name', 'sentence'),
});

const tables: fc.Arbitrary<Table> = fc
  .record({
    first: titles,
    others: fc.array(others, { maxLength: 7 }),
    rows: fc.array(fc.tuple(names, fc.array(fc.tuple(amounts, names), { minLength: 7, maxLength: 7 })), {
      maxLength: 6,
    }),
    hasTotal: fc.boolean(),
  })
  .map(({ first, others: more, rows, hasTotal }) => ({
    columns: [
      named<Column>({ name: 'first', title: first, align: 'left', sparable: 0 }),
      ...more.map(({ title, sparable, kind }, index): Column => {
        const column = { name: `c${index}`, title, sparable, align: 'right' as const };
        return kind === 'figure' ? column : kind === 'name' ? named(column) : inWords(column);
      }),
    ],
    rows: rows.map(([text, values]) => [
      cell(text),
      ...more.map(({ kind }, index) => cell(values[index]?.[kind === 'figure' ? 0 : 1] ?? '')),
    ]),
    ...(hasTotal && { total: cells('Total', ...more.map(() => '$1.00')) }),
  }));

const widths = fc.integer({ min: 10, max: 200 });

/** The rows as they are seen: lines below the first rule, or blocks. */
function seenRows(lines: readonly string[], rows: number): string[] {
  const rule = lines.findIndex((line) => /^─+$/.test(line));
  return rule < 0 ? lines.join('\n').split('\n\n').slice(0, rows) : lines.slice(rule + 1, rule + 1 + rows);
}

describe('at every width', () => {
  it('no line is longer', () => {
    fc.assert(
      fc.property(tables, widths, (source, width) => {
        const lines = draw(source, width);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
        // Rules are as wide as the table, so columns line up.
        expect(new Set(lines.filter((line) => /^─+$/.test(line))).size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });

  it('rows whose texts differ look different', () => {
    fc.assert(
      fc.property(tables, widths, (source, width) => {
        const differing = new Set([...source.rows].map((row) => row.map(({ text }) => text).join('\t')));
        const seen = seenRows(draw(source, width), source.rows.length);
        expect(seen).toHaveLength(source.rows.length);
        expect(new Set(seen).size).toBeGreaterThanOrEqual(differing.size);
      }),
      { numRuns: 300 },
    );
  });

  it('columns are shown or counted as hidden, those of one rank together, and none where all fit', () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 20, max: 200 }), (source, width) => {
        // Of headings that can be found again.
        const unique = { ...source, columns: source.columns.map((each, index) => ({ ...each, title: `Q${index}` })) };
        const lines = draw(unique, width);
        const whole = draw(unique, 10_000);
        if (Math.max(...whole.map((line) => stringWidth(line))) < width) expect(lines).toEqual(whole);
        const isDrawn = lines.some((line) => /^─+$/.test(line));
        if (!isDrawn) return;
        const shown = (lines[0] ?? '').trim().split(/\s+/);
        const hidden = unique.columns.filter(({ title }) => !shown.includes(title));
        const count = Number(/^\+(\d+) columns?: --wide$/.exec(lines.at(-1) ?? '')?.[1] ?? 0);
        expect(count).toBe(hidden.length);
        for (const { key, sparable } of hidden) expect(key === true || sparable === 0).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a column that tells rows apart', () => {
  const source: Table = {
    columns: columns('<Model', '<Speed3', '>Price'),
    rows: [cells('claude-fable-5-2', 'standard', '$8'), cells('claude-fable-5-2', 'fast', '$8')],
  };

  it('comes back where rows would look the same without it', () => {
    expect(draw(source, 33).slice(2)).toEqual([' claud…e-5-2   standard      $8', ' claud…e-5-2   fast          $8']);
  });

  it('stays hidden where they do not', () => {
    const [first = [], second = []] = [...source.rows];
    const rows = [first, [cell('claude-opus-5-5'), ...second.slice(1)]];
    expect(draw({ ...source, rows }, 33).at(-1)).toBe('+1 column: --wide');
  });
});

it('in ASCII signs are ours and names are theirs', () => {
  const source: Table = {
    columns: columns('<Project', '>Cost'),
    rows: [
      [cell('a…b–語'), cell('≥ $1.00', '1.00')],
      [cell('claude-3-5-sonnet-20241022'), cell('–', '')],
    ],
  };
  const text = table.render(
    { ...documentOf(source), notes: [{ text: '≥ … ±' }] },
    { width: 25, colorLevel: 0, ascii: true },
  );
  expect(text.trimEnd().split('\n')).toEqual([
    ' Project           Cost',
    '------------------------',
    ' a…b–語        >= $1.00',
    ' clau...1022          -',
    '',
    '>= ... +/-',
  ]);
});
