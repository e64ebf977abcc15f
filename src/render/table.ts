/** Text for a terminal or a pipe: the answer first, then tables that fit the width, then what to know. */
import { Chalk, type ChalkInstance } from 'chalk';
import CliTable from 'cli-table3';
import stringWidth from 'string-width';
import { visible } from '../core/inert.ts';
import {
  peopleTables,
  type Cell,
  type Column,
  type Document,
  type Format,
  type Medium,
  type PeopleTable,
  type Tone,
} from './document.ts';

export const table: Format = {
  id: 'table',
  render(document: Document, medium: Medium): string {
    const paint = new Chalk({ level: medium.colorLevel });
    const [answer, ...rest] = document.headline;
    const blocks = [
      [...(answer === undefined ? [] : [paint.bold(visible(answer))]), ...rest.map(visible)].join('\n'),
      ...peopleTables(document)
        .filter(({ detail }) => detail !== true)
        .map((each) => writeTable(each, medium.width, paint)),
      document.notes
        .map(({ text, tone, under }) => toned(`${under === true ? '  ' : ''}${visible(text)}`, tone, paint))
        .join('\n'),
    ];
    return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
  },
};

/** Cells are padded by one column on either side, and parted by one more. */
const CELL_FRAME = 3;
const MIN_FIRST_WIDTH = 8;

function writeTable(source: PeopleTable, width: number, paint: ChalkInstance): string {
  const { kept, hidden, firstWidth } = fit(source, width);
  const pick = (cells: readonly Cell[]): Cell[] =>
    kept.map((index) => {
      const { text, ...rest } = cells[index] ?? { text: '', exact: '' };
      return { ...rest, text: index === 0 ? shorten(visible(text), firstWidth) : visible(text) };
    });
  const lines = [headOf(source), ...source.rows, ...(source.total ? [source.total] : [])].map(pick);
  const widths = widest(lines);
  const last = source.total ? lines.length - 1 : -1;
  const bold = (text: string): string => paint.bold(text);
  const painted = lines.map((cells, index) => {
    const weight = index === 0 || index === last ? bold : (text: string): string => text;
    return cells.map(({ text, tone }) => weight(toned(text, tone, paint)));
  });
  const rows = align(
    painted,
    widths,
    kept.map((index) => source.columns[index]?.align ?? 'left'),
  );
  const rule = '─'.repeat(widths.reduce((sum, each) => sum + each + CELL_FRAME, -1));
  const [head = '', ...body] = rows;
  const total = source.total ? [rule, ...body.splice(-1)] : [];
  return [
    ...(source.title === undefined ? [] : [bold(visible(source.title))]),
    ...[head, rule, ...body, ...total],
    ...(source.more === '' ? [] : [paint.dim(source.more)]),
    ...(hidden.length === 0
      ? []
      : [paint.dim(`Hidden to fit: ${hidden.join(', ')}. A wider terminal shows more, --format json all.`)]),
  ].join('\n');
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

function headOf({ columns }: PeopleTable): Cell[] {
  return columns.map(({ name, title }) => ({ text: title, exact: name }));
}

/** The width of each column of what is visible. A loop, because there may be a row for each of 100,000 sessions. */
function widest(lines: Iterable<readonly Cell[]>): number[] {
  const widths: number[] = [];
  for (const cells of lines) {
    for (const [place, { text }] of cells.entries())
      widths[place] = Math.max(widths[place] ?? 0, stringWidth(visible(text)));
  }
  return widths;
}

interface Fit {
  readonly kept: readonly number[];
  /** Titles of the columns there was no room for. */
  readonly hidden: readonly string[];
  readonly firstWidth: number;
}

/** What has to be shown and what there is room for; where there is too little, the first column gives way. */
function fit(source: PeopleTable, width: number): Fit {
  const natural = widest([headOf(source), ...source.rows, ...(source.total ? [source.total] : [])]);
  const needed = (columns: readonly number[]): number =>
    columns.reduce((sum, index) => sum + (natural[index] ?? 0) + CELL_FRAME, 0);
  const sparable = (index: number): number => source.columns[index]?.sparable ?? 0;
  const ranks = [...new Set(source.columns.map((_, index) => sparable(index)))].sort((a, b) => a - b);
  // The least sparable first, as long as there is room; columns of one rank come and go together.
  const shown = new Set([0]);
  for (const rank of ranks) {
    const more = source.columns.flatMap((_, index) =>
      shown.has(sparable(index)) || sparable(index) === rank ? [index] : [],
    );
    if (needed(more) <= width) shown.add(rank);
  }
  const kept = source.columns.flatMap((_, index) => (shown.has(sparable(index)) ? [index] : []));
  const excess = Math.max(0, needed(kept) - width);
  const hidden = source.columns.flatMap((column, index) => (kept.includes(index) ? [] : [visible(column.title)]));
  return { kept, hidden, firstWidth: Math.max(MIN_FIRST_WIDTH, (natural[0] ?? 0) - excess) };
}

/** The end of a path tells more than its beginning. */
function shorten(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  const kept: string[] = [];
  let room = width - 1;
  for (const character of [...text].reverse()) {
    room -= stringWidth(character);
    if (room < 0) break;
    kept.unshift(character);
  }
  return `…${kept.join('')}`;
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
