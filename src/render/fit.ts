/**
 * Which columns of a table there is room for, and how wide each may be. What tells rows apart stays: where that does not
 * fit either, there is no such table, and the rows are written one below the other (see `render/upright`).
 */
import stringWidth from 'string-width';
import type { Cell } from './document.ts';
import type { PeopleTable } from './people-tables.ts';
import { namesOf, type Names } from './shorten.ts';

/** Between two columns of text, with the blanks at either side. */
export const CELL_FRAME = 3;

/** Names up to this wide (a UUID) are not cut for the sake of columns that can be spared. */
const COMFORTABLE = 36;

export interface Fit {
  /** Columns by their place in the table. */
  readonly kept: readonly number[];
  readonly hidden: number;
  /** What stands in each of the kept columns for a text of it. */
  readonly written: readonly ((text: string) => string)[];
}

interface Room {
  readonly natural: number;
  /** What it can be cut to. */
  readonly least: number;
  readonly names: Names | undefined;
}

/** undefined where no line of a table could hold what has to be seen. */
export function fit(source: PeopleTable, { width, mark }: { width: number; mark: string }): Fit | undefined {
  const rooms = source.columns.map((_, index) => roomOf(source, index, mark));
  const stays = new Set(
    source.columns.flatMap(({ key, sparable }, index) => (key === true || sparable === 0 ? [index] : [])),
  );
  for (;;) {
    const kept = keptOf(source, { rooms, stays, width });
    if (kept === undefined) return undefined;
    const missing = missingOf(source, kept);
    if (missing !== undefined) {
      stays.add(missing);
      continue;
    }
    const limits = limitsOf(
      kept.map((index) => rooms[index] ?? NO_ROOM),
      width,
    );
    return {
      kept,
      hidden: source.columns.length - kept.length,
      written: kept.map((index, place) => {
        const { natural, names } = rooms[index] ?? NO_ROOM;
        const limit = limits[place] ?? natural;
        return limit < natural && names !== undefined ? names.cutTo(limit) : asIs;
      }),
    };
  }
}

function asIs(text: string): string {
  return text;
}

const NO_ROOM: Room = { natural: 0, least: 0, names: undefined };

/** Heading, rows and total. */
export function linesOf({ columns, rows, total }: PeopleTable): (readonly Cell[])[] {
  return [columns.map(({ name, title }) => ({ text: title, exact: name })), ...rows, ...(total ? [total] : [])];
}

function roomOf(source: PeopleTable, index: number, mark: string): Room {
  const texts = linesOf(source).map((cells) => cells[index]?.text ?? '');
  const natural = texts.reduce((most, text) => Math.max(most, stringWidth(text)), 0);
  const { cut, title } = source.columns[index] ?? {};
  if (cut === undefined) return { natural, least: natural, names: undefined };
  // The heading is never cut, so it is none of the names.
  const names = namesOf(texts.slice(1), { place: cut, mark });
  let least: number | undefined;
  return {
    natural,
    get least() {
      return (least ??= Math.min(natural, Math.max(names.least, stringWidth(title ?? ''), cut === 'end' ? 20 : 0)));
    },
    names,
  };
}

function needed(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each + CELL_FRAME, 0);
}

interface Wanted {
  readonly rooms: readonly Room[];
  readonly stays: ReadonlySet<number>;
  readonly width: number;
}

/** Those that stay; then the least sparable first, as long as there is room. Columns of one rank come and go together. */
function keptOf({ columns }: PeopleTable, { rooms, stays, width }: Wanted): readonly number[] | undefined {
  const least = (index: number): number => rooms[index]?.least ?? 0;
  const comfortable = (index: number): number => {
    const natural = rooms[index]?.natural ?? 0;
    return natural <= COMFORTABLE ? natural : Math.max(COMFORTABLE, least(index));
  };
  let kept = [...stays].sort((a, b) => a - b);
  const isWhole = needed(kept.map((index) => rooms[index]?.natural ?? 0)) <= width;
  // To how little names can be cut takes a while to find.
  if (!isWhole && needed(kept.map(least)) > width) return undefined;
  for (const rank of [...new Set(columns.map(({ sparable }) => sparable))].sort((a, b) => a - b)) {
    const more = columns.flatMap(({ sparable }, index) => (kept.includes(index) || sparable === rank ? [index] : []));
    if (needed(more.map(comfortable)) <= width) kept = more;
  }
  return kept;
}

/** The least sparable hidden column that tells apart rows which look the same without it; undefined where none is missing. */
function missingOf({ columns, rows }: PeopleTable, kept: readonly number[]): number | undefined {
  if (kept.length === columns.length) return undefined;
  const alike = Map.groupBy(rows, (row) => kept.map((index) => row[index]?.text).join('\n'));
  const doubtful = [...alike.values()].filter((same) => same.length > 1);
  const hidden = columns.flatMap(({ sparable }, index) => (kept.includes(index) ? [] : [{ index, sparable }]));
  hidden.sort((a, b) => a.sparable - b.sparable);
  return hidden.find(({ index }) =>
    doubtful.some(([first, ...others]) => others.some((row) => row[index]?.text !== first?.[index]?.text)),
  )?.index;
}

/** Everything as it is where there is room; else the widest that can be cut give way first. */
function limitsOf(rooms: readonly Room[], width: number): number[] {
  const limited = (cap: number): number[] =>
    rooms.map(({ natural, least, names }) => (names === undefined || natural <= cap ? natural : Math.max(least, cap)));
  const natural = rooms.map((room) => room.natural);
  if (needed(natural) <= width) return natural;
  let cap = Math.max(...natural);
  while (cap > 1 && needed(limited(cap)) > width) cap -= 1;
  return limited(cap);
}
