/** Text for a terminal or a pipe: the answer first, then tables that fit the width, then what to know. */
import { Chalk, type ChalkInstance } from 'chalk';
import { visible } from '../core/problem.ts';
import { withoutIdle, type Cell, type Document, type Format, type Medium, type Table, type Tone } from './document.ts';

export const table: Format = {
  id: 'table',
  render(document: Document, medium: Medium): string {
    const paint = new Chalk({ level: medium.colorLevel });
    const [answer, ...rest] = document.headline;
    const blocks = [
      [...(answer === undefined ? [] : [paint.bold(visible(answer))]), ...rest.map(visible)].join('\n'),
      ...document.tables.map((each) => writeTable(withoutIdle(each), medium.width, paint)),
      document.notes.map((note) => toned(visible(note.text), note.tone, paint)).join('\n'),
    ];
    return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
  },
};

/** Cells are padded by one column on either side, and parted by one more. */
const CELL_FRAME = 3;
const MIN_FIRST_WIDTH = 8;

function writeTable(source: Table, width: number, paint: ChalkInstance): string {
  const { kept, hidden, firstWidth } = fit(source, width);
  const pick = (cells: readonly Cell[]): Cell[] =>
    kept.map((index) => {
      const { text, ...rest } = cells[index] ?? { text: '', exact: '' };
      return { ...rest, text: index === 0 ? shorten(visible(text), firstWidth) : visible(text) };
    });
  const head = pick(headOf(source));
  const body = source.rows.map(pick);
  const total = source.total === undefined ? [] : [pick(source.total)];
  const widths = widest([head, ...body, ...total]);
  const bold = (text: string): string => paint.bold(text);
  const line = (cells: readonly Cell[], weight: (text: string) => string): string =>
    cells
      .map(({ text, tone }, place) => {
        const padding = ' '.repeat((widths[place] ?? 0) - widthOf(text));
        const shown = weight(toned(text, tone, paint));
        return source.columns[kept[place] ?? 0]?.align === 'right' ? ` ${padding}${shown} ` : ` ${shown}${padding} `;
      })
      .join(' ')
      .trimEnd();
  const rule = '─'.repeat(widths.reduce((sum, each) => sum + each + CELL_FRAME, -1));
  return [
    ...(source.title === undefined ? [] : [bold(visible(source.title))]),
    line(head, bold),
    rule,
    ...body.map((cells) => line(cells, (text) => text)),
    ...total.flatMap((cells) => [rule, line(cells, bold)]),
    ...(hidden.length === 0 ? [] : [paint.dim(`Hidden to fit: ${hidden.join(', ')}. All are in --format csv.`)]),
  ].join('\n');
}

function headOf({ columns }: Table): Cell[] {
  return columns.map(({ name, title }) => ({ text: title, exact: name }));
}

/** The width of each column of what is visible. A loop, because there may be a row for each of 100,000 sessions. */
function widest(lines: Iterable<readonly Cell[]>): number[] {
  const widths: number[] = [];
  for (const cells of lines) {
    for (const [place, { text }] of cells.entries())
      widths[place] = Math.max(widths[place] ?? 0, widthOf(visible(text)));
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
function fit(source: Table, width: number): Fit {
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
  if (widthOf(text) <= width) return text;
  const kept: string[] = [];
  let room = width - 1;
  for (const character of [...text].reverse()) {
    room -= widthOf(character);
    if (room < 0) break;
    kept.unshift(character);
  }
  return `…${kept.join('')}`;
}

/** East Asian wide and full-width characters, and emoji. */
const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2e80-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** Columns of a terminal that a text takes at most. */
function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}

function toned(text: string, tone: Tone | undefined, paint: ChalkInstance): string {
  switch (tone) {
    case 'good':
      return paint.green(text);
    case 'bad':
      return paint.red(text);
    case 'quiet':
      return paint.dim(text);
    case undefined:
      return text;
  }
}
