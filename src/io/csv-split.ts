/**
 * CSV bytes into rows of cells. A quote that nobody closes, or that a later stray one does, would swallow the rows between:
 * so a row that spans lines and is not whole costs its first line, and reading resumes at the next.
 */
import { scanRow } from './csv-cells.ts';
import { holdBytes } from './held-bytes.ts';

export type SplitRow =
  | { readonly ok: true; readonly cells: readonly string[]; readonly line: number }
  | { readonly ok: false; readonly line: number; readonly tooLong: boolean };

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

interface RowSplitter {
  push(chunk: Buffer): Iterable<SplitRow>;
  end(): Iterable<SplitRow>;
}

/** All offsets count from where the row begins. */
export function splitRows(width: number, delimiter: string, limit: number): RowSplitter {
  const held = holdBytes();
  const scan = scanRow(delimiter, width);
  const alone = scanRow(delimiter, width);
  let [rowLine, line] = [1, 1];
  /** Where the second line begins, and the last; 0 while there is one. */
  let [secondLine, lastLine] = [0, 0];
  let sawHeader = false;
  /** Of a row above the limit nothing is held but its last line, if that is held as a whole. */
  let dropping: 'nothing' | 'lines' | 'part of a line' = 'nothing';
  /** Bytes that may be read again. After that a quote left open costs its line, as far as has been read: else time is quadratic. */
  let patience = limit;
  let impatient = 0;

  /** The row that begins after so many bytes is next. */
  function begin(bytes: number, atLine: number): void {
    held.drop(bytes);
    impatient = Math.max(0, impatient - bytes);
    [rowLine, line, secondLine, lastLine, dropping] = [atLine, atLine, 0, 0, 'nothing'];
    scan.restart();
  }

  function* broken(tooLong: boolean): Iterable<SplitRow> {
    if (sawHeader) yield { ok: false, line: rowLine, tooLong };
    sawHeader = true;
  }

  /** What was read of the row is read again, without its first line. */
  function* resume(bytes: number): Iterable<SplitRow> {
    yield* broken(false);
    patience -= bytes;
    if (patience < 0) impatient = Math.max(impatient, bytes);
    begin(secondLine, rowLine + 1);
  }

  /** Whether a line behind the first is a row by itself: then it is hardly text of a quoted cell. */
  function holdsRow(end: number, endsLine: boolean): boolean {
    const bytes = held.all.subarray(0, end);
    for (let start = secondLine; start > 0 && start < end;) {
      const feed = bytes.indexOf(LINE_FEED, start);
      if (feed < 0 && !endsLine) return false;
      const to = feed < 0 ? end : feed;
      if (isRow(bytes.subarray(start, to))) return true;
      start = to + 1;
    }
    return false;
  }

  function isRow(bytes: Buffer): boolean {
    if (width > 1 && !bytes.includes(delimiter)) return false;
    alone.restart();
    alone.look(bytes, withoutReturn(bytes, 0), true);
    return !alone.open && !alone.blank && alone.width === width && alone.isStrict(bytes);
  }

  function* close(next: number): Iterable<SplitRow> {
    const fits = scan.width === width || !sawHeader;
    if (secondLine > 0 && (!fits || scan.loose)) return yield* resume(next);
    if (!scan.blank) {
      if (!fits) yield* broken(false);
      else if (sawHeader) yield { ok: true, line: rowLine, cells: scan.values(held.all) };
      sawHeader = true;
    }
    begin(next, line);
  }

  function* aboveLimit(next: number, ended: boolean): Iterable<SplitRow> {
    if (holdsRow(limit, false)) return yield* resume(next);
    yield* broken(true);
    [dropping, secondLine, lastLine] = ['part of a line', 0, 0];
    if (ended) dropLine(next, next);
    else dropPart();
  }

  function dropLine(to: number, next: number): void {
    const isPart = dropping === 'part of a line';
    if (!scan.open) begin(next, line);
    else if (!isPart && to <= limit && isRow(held.all.subarray(0, to))) begin(0, line - 1);
    else {
      held.drop(next);
      scan.goTo(0);
      dropping = 'lines';
    }
  }

  function dropPart(): void {
    held.drop(scan.at);
    scan.goTo(0);
    dropping = 'part of a line';
  }

  /** A line that ends at `to`, where the next begins at `next`. */
  function* takeLine(to: number, next: number): Iterable<SplitRow> {
    const bytes = held.all.subarray(0, to);
    scan.look(bytes, withoutReturn(bytes, lastLine), true);
    line += 1;
    if (dropping !== 'nothing') dropLine(to, next);
    else if (to > limit) yield* aboveLimit(next, true);
    else if (!scan.open) yield* close(next);
    else if (impatient > 0) {
      yield* broken(false);
      begin(next, line);
    } else {
      secondLine ||= next;
      lastLine = next;
      scan.goTo(next);
    }
  }

  function* takePart(): Iterable<SplitRow> {
    scan.look(held.all, held.all.length, false);
    if (held.all.length <= limit) return;
    if (dropping === 'nothing') yield* aboveLimit(scan.at, false);
    else dropPart();
  }

  function* lines(): Iterable<SplitRow> {
    for (let feed = held.all.indexOf(LINE_FEED, scan.at); feed >= 0; feed = held.all.indexOf(LINE_FEED, scan.at))
      yield* takeLine(feed, feed + 1);
  }

  return {
    *push(chunk) {
      held.add(chunk);
      do {
        yield* lines();
        yield* takePart();
      } while (held.all.includes(LINE_FEED, scan.at));
    },
    *end() {
      while (held.all.length > 0) {
        yield* lines();
        const { length } = held.all;
        if (length > lastLine) yield* takeLine(length, length);
        else if (length > 0) {
          // The quote of the last row is open.
          if (holdsRow(length, true)) yield* resume(length);
          else return yield* broken(false);
        }
      }
    },
  };
}

/** Where a line ends that may end in a carriage return. */
function withoutReturn(bytes: Buffer, start: number): number {
  const { length } = bytes;
  return length > start && bytes[length - 1] === CARRIAGE_RETURN ? length - 1 : length;
}
