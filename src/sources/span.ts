/** From when to when a call went on, as a record says it. */
import type { Flag } from '../core/flags.ts';
import type { Instant } from '../core/time.ts';
import { cellValue } from './cells.ts';
import { instantOf } from './fields.ts';
import type { Refusal } from './reading.ts';
import type { Context } from './source.ts';

type Span =
  | { readonly ok: true; readonly at: Instant; readonly until: Instant; readonly flags: readonly Flag[] }
  | { readonly ok: false; readonly reason: Refusal };

/** An end that cannot be read, or lies before the start, says nothing. */
export function spanOf(start: unknown, end: unknown, context: Context): Span {
  const began = instantOf(cellValue(start), context);
  if (!began.ok) return began;
  const { at, flags } = began;
  const ended = instantOf(cellValue(end), { ...context, given: at });
  const until = ended.ok && ended.at > at ? ended.at : at;
  return { ok: true, at, until, flags };
}
