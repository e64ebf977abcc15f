/** What is known of a line without parsing it. */
import { SOURCES } from '../sources/index.ts';
import type { NoCall, NotUsage, Source } from '../sources/source.ts';

/** Bytes of a line in which the mark of {@link NoCall} is looked for. */
export const MARK_WITHIN = 1024;

/**
 * Every record with usage of any format names it: "usage" or "token" in some spelling, also with letters escaped, or the
 * mark of its format.
 */
const MAY_HOLD_USAGE = new RegExp(
  ['usage', 'token', String.raw`\\u00[4-7]`, ...SOURCES.flatMap(({ mark }) => mark ?? [])].join('|'),
  'i',
);

/** What a whole line is that need not be parsed; undefined for one that must be, as all are where no source is known. */
export function unparsed(line: Buffer, source: Source | undefined): NotUsage | undefined {
  if (source?.needle === undefined || line.includes(source.needle)) return undefined;
  if (source.noCall !== undefined && isNoCall(line, source.noCall)) return source.noCall.what;
  return MAY_HOLD_USAGE.test(line.toString('latin1')) ? undefined : 'no usage in the line';
}

/** Of a line without the needle. */
function isNoCall(line: Buffer, { opening, mark }: NoCall): boolean {
  if (!line.subarray(0, opening.length).equals(Buffer.from(opening))) return false;
  const at = line.subarray(0, MARK_WITHIN).indexOf(mark);
  return at >= 0;
}
