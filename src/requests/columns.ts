/** Columns of numbers that grow while they are filled. */
type Numbers = Counts | Int32Array;

interface Growing<T extends Numbers> {
  push(value: number): void;
  /** Of those that were pushed. */
  at(index: number): number;
  readonly size: number;
  /** What was pushed, without the room beyond. It shares its memory: push nothing afterwards. */
  all(): T;
}

/** Whole numbers from 0: as few bytes each as the largest of them needs. */
export type Counts = Uint8Array | Uint16Array | Uint32Array | Float64Array;

interface Width<T extends Numbers> {
  readonly type: new (size: number) => T;
  readonly most: number;
}

const WIDEST: Width<Counts> = { type: Float64Array, most: Infinity };
const WIDTHS: readonly Width<Counts>[] = [
  { type: Uint8Array, most: 2 ** 8 - 1 },
  { type: Uint16Array, most: 2 ** 16 - 1 },
  { type: Uint32Array, most: 2 ** 32 - 1 },
  WIDEST,
];

function widthFor(largest: number): Width<Counts> {
  return WIDTHS.find(({ most }) => largest <= most) ?? WIDEST;
}

export function growing<T extends Numbers>(type: new (size: number) => T): Growing<T> {
  const only = { type, most: Infinity };
  return growingIn(() => only);
}

export function growingCounts(): Growing<Counts> {
  return growingIn(widthFor);
}

function growingIn<T extends Numbers>(widthOf: (largest: number) => Width<T>): Growing<T> {
  let { type, most } = widthOf(0);
  let values = new type(1024);
  let size = 0;
  return {
    push(value) {
      if (value > most) {
        ({ type, most } = widthOf(value));
        values = moved(values, type, values.length);
      }
      if (size === values.length) values = moved(values, type, size * 2);
      values[size++] = value;
    },
    at: (index) => values[index] ?? 0,
    get size() {
      return size;
    },
    all: () => values.subarray(0, size) as T,
  };
}

/** Columns by their name. */
type Columns = Readonly<Record<string, Growing<Numbers>>>;

/** All that was pushed, column by column. */
export function allOf<C extends Columns>(columns: C): { [Name in keyof C]: ReturnType<C[Name]['all']> } {
  const all = Object.entries(columns).map(([name, column]) => [name, column.all()]);
  return Object.fromEntries(all) as { [Name in keyof C]: ReturnType<C[Name]['all']> };
}

function moved<T extends Numbers>(from: Numbers, type: new (size: number) => T, size: number): T {
  const to = new type(size);
  to.set(from);
  return to;
}

/** Rows put together by a number each, in their order: those of number n are rows[from[n]] to rows[from[n + 1] - 1]. */
interface Grouped {
  readonly rows: Uint32Array;
  readonly from: Uint32Array;
}

/** Where the rows of each number begin, and where the last ones end. Rows whose number is negative are left out. */
export function startsOf(numbers: Int32Array | Uint32Array, groups: number): Uint32Array {
  const from = new Uint32Array(groups + 1);
  for (const number of numbers) if (number >= 0) from[number + 1] = (from[number + 1] ?? 0) + 1;
  for (let group = 0; group < groups; group++) from[group + 1] = (from[group + 1] ?? 0) + (from[group] ?? 0);
  return from;
}

/** A counting sort. */
export function groupedBy(numbers: Int32Array | Uint32Array, groups: number): Grouped {
  const from = startsOf(numbers, groups);
  const next = from.slice();
  const rows = new Uint32Array(from[groups] ?? 0);
  for (const [row, number] of numbers.entries()) {
    if (number < 0) continue;
    const place = next[number] ?? 0;
    rows[place] = row;
    next[number] = place + 1;
  }
  return { rows, from };
}

/** Room for so many counts, none above `largest`. */
export function countsFor(size: number, largest: number): Counts {
  const { type } = widthFor(largest);
  return new type(size);
}
