/**
 * The axis "output format": every command makes one document, and each format is one file beside this one that
 * writes it. A format knows nothing of reports or prices, and a command nothing of tables or CSV.
 */

import type { Usd } from './decimals.ts';
import type { Place } from './shorten.ts';

export interface Document {
  /** The answer in words, most important first. */
  readonly headline: readonly string[];
  readonly tables: readonly Table[];
  /** What the reader should know beside the answer. */
  readonly notes: readonly Note[];
  /** What was checked, for formats of test results. */
  readonly cases?: readonly Case[];
  /** The whole document as the versioned contract that `--format json` prints. */
  readonly json: unknown;
}

export interface Table {
  readonly title?: string;
  /** The headline says it all: only machines get the table. */
  readonly idle?: boolean;
  /** Behind the answer: collapsed where a format can do so, and left out where there is one screen. */
  readonly detail?: boolean;
  /** A second answer: formats that hold one table leave it out. */
  readonly beside?: boolean;
  /** Each row is a figure, and its first cell the name of it. */
  readonly upright?: boolean;
  readonly columns: readonly Column[];
  readonly rows: Rows;
  /** Below the others, set apart. */
  readonly total?: readonly Cell[];
}

export type Row = readonly Cell[];

/** An array of rows, or one that makes each when it is asked for: there may be 100,000. */
type Rows = Pick<readonly Row[], 'length' | 'slice'> & Iterable<Row>;

/** `toRow` is called whenever a row is looked at. */
export function lazyRows<T>(items: readonly T[], toRow: (item: T) => Row): Rows {
  return {
    length: items.length,
    slice: (start, end) => items.slice(start, end).map(toRow),
    *[Symbol.iterator]() {
      for (const item of items) yield toRow(item);
    },
  };
}

/** A list of the JSON contract, of which each entry is made when it is written. */
export interface LazyList {
  readonly entries: Iterable<unknown>;
  /** For whoever wants it whole. */
  toJSON(): unknown[];
}

export function lazyList<T>(items: readonly T[], toJson: (item: T) => unknown): LazyList {
  return {
    entries: {
      *[Symbol.iterator]() {
        for (const item of items) yield toJson(item);
      },
    },
    toJSON: () => items.map(toJson),
  };
}

export function isLazyList(value: unknown): value is LazyList {
  return typeof value === 'object' && value !== null && 'toJSON' in value && 'entries' in value;
}

export interface Column {
  /** For machines: a CSV header. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Where there is no room, all columns with the highest number go first, together; 0 always stays. */
  readonly sparable: number;
  /** Tells rows apart, so it always stays, whatever its number. */
  readonly key?: true;
  /** Where there is no room, its texts may be cut: names in the middle, sentences at the end. */
  readonly cut?: Place;
  /** Not for machines; a picture of another column is for a terminal alone. */
  readonly only?: 'people' | 'terminal';
  /** Says nothing in this table: only machines get it, whose columns should not come and go. */
  readonly idle?: boolean;
}

export interface Cell {
  /** For people: rounded, with units. */
  readonly text: string;
  /** For machines: exact and plain. '' is unknown. */
  readonly exact: string;
  readonly tone?: Tone;
  /** An amount: `text` says it on its own, and in a column it has as many decimals as the others. */
  readonly usd?: Usd;
}

export type Tone = 'good' | 'warn' | 'bad' | 'quiet';

export interface Note {
  readonly text: string;
  /** Belongs to the note above. */
  readonly under?: boolean;
  readonly tone?: Tone;
}

/** One thing that was checked. */
export interface Case {
  readonly name: string;
  /** What kind of check. */
  readonly kind: string;
  readonly verdict: 'pass' | 'warn' | 'fail' | 'unknown';
  /** What came out against which limit, in one line. */
  readonly message: string;
  /** More lines: whom it is due to, what to do. */
  readonly details: readonly string[];
}

/** What a format may know of where it is written. */
export interface Medium {
  /** Columns of the terminal. */
  readonly width: number;
  /** 0 for no colour. */
  readonly colorLevel: 0 | 1 | 2 | 3;
  /** Tables have all their columns, whatever the width. */
  readonly wide?: boolean;
  /** Signs of our own are written in ASCII; names stay as they are. */
  readonly ascii?: boolean;
}

export interface Format {
  readonly id: string;
  render(document: Document, medium: Medium): string;
  /** The same in parts, of formats whose output may be large. */
  parts?(document: Document, medium: Medium): Iterable<string>;
}

export function cell(text: string, exact: string = text, tone?: Tone): Cell {
  return tone === undefined ? { text, exact } : { text, exact, tone };
}

export function left(name: string, title: string, sparable = 0): Column {
  return { name, title, align: 'left', sparable };
}

export function right(name: string, title: string, sparable = 0): Column {
  return { name, title, align: 'right', sparable };
}

/** A column that tells rows apart and has no more text than it needs: dates, kinds. */
export function keyed<C extends Column>(column: C): C {
  return { ...column, key: true };
}

/** One that tells rows apart by names of any length. */
export function named<C extends Column>(column: C): C {
  return { ...column, key: true, cut: 'middle' };
}

/** One of sentences. */
export function inWords<C extends Column>(column: C): C {
  return { ...column, cut: 'end' };
}

/** A column, and what it says of each of a list. */
export interface ItemColumn<T> extends Column {
  readonly of: (item: T) => Cell;
}

export function leftOf<T>(name: string, title: string, of: (item: T) => Cell, sparable = 0): ItemColumn<T> {
  return { ...left(name, title, sparable), of };
}

export function rightOf<T>(name: string, title: string, of: (item: T) => Cell, sparable = 0): ItemColumn<T> {
  return { ...right(name, title, sparable), of };
}

export function rowOf<T>(columns: readonly ItemColumn<T>[], item: T): Cell[] {
  return columns.map(({ of }) => of(item));
}

/** A row for each of a list. */
export function tableOf<T>(columns: readonly ItemColumn<T>[], items: readonly T[]): Table {
  return { columns, rows: items.map((item) => rowOf(columns, item)) };
}

/** A note where something is so, none where it is not. */
export function noteIf(isSo: boolean, text: string, tone?: Tone): Note[] {
  return isSo ? [tone === undefined ? { text } : { text, tone }] : [];
}
