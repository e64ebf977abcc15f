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

interface Width {
  readonly type: new (size: number) => Counts;
  readonly most: number;
}

const WIDEST: Width = { type: Float64Array, most: Infinity };
const WIDTHS: readonly Width[] = [
  { type: Uint8Array, most: 2 ** 8 - 1 },
  { type: Uint16Array, most: 2 ** 16 - 1 },
  { type: Uint32Array, most: 2 ** 32 - 1 },
  WIDEST,
];

function widthFor(largest: number): Width {
  return WIDTHS.find(({ most }) => largest <= most) ?? WIDEST;
}

export function growing<T extends Numbers>(type: new (size: number) => T): Growing<T> {
  let values = new type(1024);
  let size = 0;
  return {
    push(value) {
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

export function growingCounts(): Growing<Counts> {
  let { type, most } = widthFor(0);
  let values = new type(1024);
  let size = 0;
  return {
    push(value) {
      if (value > most) {
        ({ type, most } = widthFor(value));
        values = moved(values, type, values.length);
      }
      if (size === values.length) values = moved(values, type, size * 2);
      values[size++] = value;
    },
    at: (index) => values[index] ?? 0,
    get size() {
      return size;
    },
    all: () => values.subarray(0, size),
  };
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

/** A counting sort. Rows whose number is negative are left out. */
export function groupedBy(numbers: Int32Array | Uint32Array, groups: number): Grouped {
  const from = new Uint32Array(groups + 1);
  for (const number of numbers) if (number >= 0) from[number + 1] = (from[number + 1] ?? 0) + 1;
  for (let group = 0; group < groups; group++) from[group + 1] = (from[group + 1] ?? 0) + (from[group] ?? 0);
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
