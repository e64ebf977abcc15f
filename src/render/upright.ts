/** A table that is too wide for the terminal: each row as a small block, a column a line. Nothing is left out or cut. */
import stringWidth from 'string-width';
import { wrap } from '../core/wrap.ts';
import type { Cell, Tone } from './document.ts';
import type { PeopleTable } from './people-tables.ts';

interface Style {
  readonly width: number;
  readonly head: (text: string) => string;
  readonly toned: (text: string, tone: Tone | undefined) => string;
}

/** Beside its heading a value has at least this many columns, or it gets lines of its own. */
const LEAST_VALUE = 12;

/** Blocks, which an empty line parts. */
export function upright({ columns, rows, total }: PeopleTable, style: Style): string {
  const titles = columns.reduce((most, { title }) => Math.max(most, stringWidth(title)), 0);
  const isBeside = style.width - titles - 3 >= LEAST_VALUE;
  const block = (cells: readonly Cell[]): string =>
    columns
      .flatMap(({ title }, index) => {
        const { text = '', tone } = cells[index] ?? {};
        if (text === '') return [];
        const value = (first: string): string[] => wrapped(text, { width: style.width, indent: first });
        const paint = (line: string): string => style.toned(line, tone);
        if (!isBeside) {
          const heading = title === '' ? [] : wrapped(title, { width: style.width, indent: '' }).map(style.head);
          return [...heading, ...value('  ').map(paint)];
        }
        const indent = ' '.repeat(titles + 3);
        const [first = '', ...more] = value(indent).map((line) => line.slice(indent.length));
        const heading = `${style.head(title)}${' '.repeat(titles - stringWidth(title))}`;
        return [` ${heading}  ${paint(first)}`, ...more.map((line) => `${indent}${paint(line)}`)];
      })
      .join('\n');
  return [...rows, ...(total ? [total] : [])].map(block).join('\n\n');
}

function wrapped(text: string, { width, indent }: { width: number; indent: string }): string[] {
  return wrap(text, { width, widthOf: stringWidth, first: indent, rest: indent });
}
