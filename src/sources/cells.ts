/** Values of a log that may come as JSON or as the cells of a table, in which everything is text. */

/** A cell without a text is no value. */
export function cellValue(value: unknown): unknown {
  return value === '' ? undefined : value;
}

/** A number of a table is text; what is not written like a whole number stays what it is, and is refused as a count. */
export function cellCount(value: unknown): unknown {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : cellValue(value);
}
