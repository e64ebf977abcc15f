/** Columns that grow while they are filled. */
type Numbers = Float64Array | Uint32Array | Int32Array | Uint8Array;

export interface Growing<T extends Numbers> {
  push(value: number): void;
  /** Of those that were pushed. */
  at(index: number): number;
  readonly size: number;
  /** What was pushed, without the room beyond. */
  all(): T;
}

export function growing<T extends Numbers>(type: new (size: number) => T): Growing<T> {
  let values = new type(1024);
  let size = 0;
  return {
    push(value) {
      if (size === values.length) {
        const more = new type(size * 2);
        more.set(values);
        values = more;
      }
      values[size++] = value;
    },
    at: (index) => values[index] ?? 0,
    get size() {
      return size;
    },
    all: () => values.slice(0, size) as T,
  };
}
