/** Text for a terminal or a pipe: the answer first, then tables that fit the width, then what to know. */
import { Chalk, type ChalkInstance } from 'chalk';
import CliTable from 'cli-table3';
import stringWidth from 'string-width';
import { inAscii } from '../core/ascii.ts';
import { visible } from '../core/inert.ts';
import { wrap } from '../core/wrap.ts';
import { type Cell, type Column, type Document, type Format, type Medium, type Note, type Tone } from './document.ts';
import { peopleTables, type PeopleTable } from './people-tables.ts';
import { CELL_FRAME, fit, linesOf, type Fit } from './fit.ts';
import { formatPlural } from './numbers.ts';
import { upright } from './upright.ts';

export const table: Format = {
  id: 'table',
  render(document: Document, medium: Medium): string {
    const paint = new Chalk({ level: medium.colorLevel });
    const width = Math.max(LEAST_WIDTH, medium.width);
    const [answer, ...rest] = document.headline;
    const own = medium.ascii === true ? inAscii : (text: string): string => text;
    const facts = (text: string): string[] => wrap(own(visible(text)), { width, widthOf: stringWidth, byClause: true });
    const blocks = [
      [...(answer === undefined ? [] : facts(answer).map((line) => paint.bold(line))), ...rest.flatMap(facts)].join(
        '\n',
      ),
      ...peopleTables(document, true)
        .filter(({ detail }) => detail !== true)
        .map((each) => writeTable(inert(each, own), { width, isWhole: medium.wide === true, own, paint })),
      document.notes
        .flatMap((note) =>
          noteLines({ ...note, text: own(visible(note.text)) }, width).map((line) => toned(line, note.tone, paint)),
        )
        .join('\n'),
    ];
    return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
  },
};

/** What calls itself narrower does not know its width. */
const LEAST_WIDTH = 10;

/** What belongs to the note above is indented, and what does not fit on a line more than its first. */
function noteLines({ text, under }: Note, width: number): string[] {
  const first = under === true ? '  ' : '';
  return wrap(text, { width, widthOf: stringWidth, first, rest: `${first}  ` });
}

/** As it can be printed. What is the same for people and machines is a name, and none of our own words. */
function inert(source: PeopleTable, own: (text: string) => string): PeopleTable {
  const textOf = ({ text, exact }: Cell): string => (text === exact ? visible(text) : own(visible(text)));
  const cells = (row: readonly Cell[]): Cell[] => row.map((each) => ({ ...each, text: textOf(each) }));
  return {
    ...source,
    columns: source.columns.map((column) => ({ ...column, title: own(visible(column.title)) })),
    rows: source.rows.map(cells),
    ...(source.total && { total: cells(source.total) }),
  };
}

interface Page {
  readonly width: number;
  /** Every column, however wide. */
  readonly isWhole: boolean;
  /** How our own signs are written. */
  readonly own: (text: string) => string;
  readonly paint: ChalkInstance;
}

function writeTable(source: PeopleTable, { width, isWhole, own, paint }: Page): string {
  const bold = (text: string): string => paint.bold(text);
  const prose = (text: string): string[] => wrap(text, { width, widthOf: stringWidth });
  const fitting = fit(source, { width: isWhole ? Infinity : width, mark: own('…') });
  const body =
    fitting === undefined
      ? [upright(source, { width, head: bold, toned: (text, tone) => toned(text, tone, paint) })]
      : drawn(source, fitting, { own, paint });
  const hidden = fitting?.hidden ?? 0;
  return [
    ...(source.title === undefined ? [] : prose(own(visible(source.title))).map(bold)),
    ...body,
    ...(source.more === '' ? [] : prose(source.more).map((line) => paint.dim(line))),
    ...(hidden === 0 ? [] : prose(`+${formatPlural(hidden, 'column')}: --wide`).map((line) => paint.dim(line))),
  ].join('\n');
}

/** Heading, rows and total, with rules between. */
function drawn(source: PeopleTable, { kept, written }: Fit, { own, paint }: Pick<Page, 'own' | 'paint'>): string[] {
  const lines = linesOf(source).map((cells, line) =>
    kept.map((index, place): Cell => {
      const each = cells[index] ?? { text: '', exact: '' };
      return line === 0 ? each : { ...each, text: written[place]?.(each.text) ?? each.text };
    }),
  );
  const widths = widest(lines);
  const last = source.total ? lines.length - 1 : -1;
  const painted = lines.map((cells, index) =>
    cells.map(({ text, tone }) => {
      const own = toned(text, tone, paint);
      return index === 0 || index === last ? paint.bold(own) : own;
    }),
  );
  const [head = '', ...body] = align(
    painted,
    widths,
    kept.map((index) => source.columns[index]?.align ?? 'left'),
  );
  const rule = own('─').repeat(widths.reduce((sum, each) => sum + each + CELL_FRAME, -1));
  const total = source.total ? [rule, ...body.splice(-1)] : [];
  return [head, rule, ...body, ...total];
}

/** The library lays rows out in quadratic time; with the widths given it can do so a part at a time. */
const ROWS_AT_ONCE = 100;

/** All that the library would draw beside text. */
const DRAWN =
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid';
const NO_LINES = { ...Object.fromEntries(DRAWN.split(' ').map((name) => [name, ''])), middle: ' ' };

/** One line of text a row. */
function align(rows: readonly string[][], widths: readonly number[], colAligns: Column['align'][]): string[] {
  const lines: string[] = [];
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const style = { head: [], border: [], 'padding-left': 1, 'padding-right': 1 };
    const part = new CliTable({ colWidths: widths.map((each) => each + 2), colAligns, style, chars: NO_LINES });
    part.push(...rows.slice(from, from + ROWS_AT_ONCE));
    lines.push(
      ...part
        .toString()
        .split('\n')
        .map((line) => line.trimEnd()),
    );
  }
  return lines;
}

/** The width of each column. */
function widest(lines: Iterable<readonly Cell[]>): number[] {
  const widths: number[] = [];
  for (const cells of lines) {
    for (const [place, { text }] of cells.entries()) widths[place] = Math.max(widths[place] ?? 0, stringWidth(text));
  }
  return widths;
}

function toned(text: string, tone: Tone | undefined, paint: ChalkInstance): string {
  switch (tone) {
    case 'good':
      return paint.green(text);
    case 'warn':
      return paint.yellow(text);
    case 'bad':
      return paint.red(text);
    case 'quiet':
      return paint.dim(text);
    case undefined:
      return text;
  }
}
