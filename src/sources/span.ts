/** From when to when a call went on, as a record says it. */
import { cellValue } from './cells.ts';
import { endOf, instantOf, type When } from './fields.ts';
import type { Context } from './source.ts';

export function spanOf(start: unknown, end: unknown, context: Context): When {
  const began = instantOf(cellValue(start), context);
  return { ...began, until: endOf(end, began) };
}
