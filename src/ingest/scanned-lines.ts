/** Lines of a hot shape from their bytes; what is out of the ordinary is left to the plain reader, as every line can be. */
import type { EventPacker } from '../core/packed-events.ts';
import type { Context, Source } from '../sources/source.ts';
import type { Accountant } from './account.ts';
import { lineSearch } from './line-search.ts';
import { noCallIn } from './unparsed.ts';

export interface ScannedLines {
  /** These bytes, up to `end`, are what lines are in until it is called again. */
  over(buffer: Buffer, end: number): void;
  /** Whether a line is dealt with: its row is packed, or nothing counts in it. Lines come in their order, and are whole. */
  takes(buffer: Buffer, start: number, end: number, line: number): boolean;
}

const OPEN = 0x7b;
const CLOSE = 0x7d;
const CARRIAGE_RETURN = 0x0d;

export function scannedLines(
  source: Source,
  context: Omit<Context, 'line'>,
  packer: EventPacker,
  accountant: Accountant,
): ScannedLines {
  const usage = lineSearch(source.needle ?? '');
  const { noCall } = source;
  const scanner = source.scan?.(context, packer);

  return {
    over: (buffer, end) => usage.over(buffer, end),
    takes(buffer, start, end, line) {
      const last = buffer[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
      if (buffer[start] !== OPEN || buffer[last - 1] !== CLOSE) return false;
      if (usage.isIn(start, last)) {
        if (scanner?.scan(buffer, start, last, line) !== true) return false;
        accountant.used();
        return true;
      }
      const what = noCall && noCallIn(buffer, start, last, noCall);
      if (what === undefined) return false;
      accountant.notUsage(what);
      return true;
    },
  };
}
