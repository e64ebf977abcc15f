/** What is known of a line without parsing it. */
import { SOURCES } from '../sources/index.ts';
import type { NotUsage } from '../sources/reading.ts';
import type { NoCall, Source } from '../sources/source.ts';

/** Bytes of a line in which the mark of {@link NoCall} is looked for. */
const MARK_WITHIN = 1024;

/**
 * Every record with usage of any format names it: "usage" or "token" in some spelling, also with letters escaped, or the
 * mark of its format.
 */
const MAY_HOLD_USAGE = new RegExp(
  // Spelled out: ignoring case takes three times as long.
  [...['usage', 'Usage', 'USAGE', 'token', 'Token', 'TOKEN'], String.raw`\\u00[4-7]`]
    .concat(SOURCES.flatMap(({ mark }) => mark ?? []))
    .join('|'),
);

/** What a whole line is that need not be parsed; undefined for one that must be, as all are where no source is known. */
export function unparsed(line: Buffer, source: Source | undefined): NotUsage | undefined {
  if (source?.needle === undefined || line.includes(source.needle)) return undefined;
  const what = source.noCall && noCallIn(line, 0, line.length, source.noCall);
  if (what !== undefined) return what;
  return mayHoldUsage(line.toString('latin1')) ? undefined : 'no usage in the line';
}

export function mayHoldUsage(text: string): boolean {
  return MAY_HOLD_USAGE.test(text);
}

/** Of a line without the needle, in `bytes[start, end)`. */
export function noCallIn(bytes: Buffer, start: number, end: number, { opening, marks }: NoCall): NotUsage | undefined {
  for (let index = 0; index < opening.length; index++)
    if (bytes[start + index] !== opening.charCodeAt(index)) return undefined;
  const head = bytes.subarray(start, Math.min(end, start + MARK_WITHIN));
  return marks.find(([text]) => head.includes(text))?.[1];
}
