/**
 * The cells of one row of CSV (RFC 4180), found in its bytes piece by piece. A quote inside a cell that began without
 * one is a letter like any other, and so is what follows a closing quote: such a row still has its cells.
 */

interface RowScan {
  /** How far the row was looked at. */
  readonly at: number;
  /** Cells that ended. */
  readonly width: number;
  /** Inside a quoted cell, which may go on in the next line. */
  readonly open: boolean;
  /** Text follows a closing quote: it may be a stray one. */
  readonly loose: boolean;
  /** A line without any text. */
  readonly blank: boolean;
  /** Begins with another row. */
  restart(): void;
  /** Looks at the row up to `to`; `ended`: its line ends there. */
  look(row: Buffer, to: number, ended: boolean): void;
  /** Passes a line feed, or what was dropped. */
  goTo(at: number): void;
  values(row: Buffer): string[];
  /** Every quote begins a cell, ends one or is doubled. */
  isStrict(row: Buffer): boolean;
}

const QUOTE = 0x22;

/** Keeps the places of no more cells than `most`; the others are counted. */
export function scanRow(delimiter: string, most: number): RowScan {
  const separator = delimiter.charCodeAt(0);
  // Offsets from where the row begins. A cell that began without a quote has no closing one, but -1.
  const starts: number[] = [];
  const closes: number[] = [];
  const ends: number[] = [];
  let state: 'before' | 'quoted' | 'rest' = 'before';
  let [at, width, start, close] = [0, 0, 0, -1];
  let loose = false;

  function finish(end: number): void {
    if (width < most) {
      starts[width] = start;
      closes[width] = close;
      ends[width] = end;
    }
    width += 1;
    state = 'before';
    close = -1;
  }

  /** False where more has to be known first. */
  function step(seen: Buffer, ended: boolean): boolean {
    const to = seen.length;
    if (state === 'before') {
      while (at < to && isBlank(seen[at]) && seen[at] !== separator) at += 1;
      if (at >= to && !ended) return false;
      start = Math.min(at, to);
      state = seen[start] === QUOTE ? 'quoted' : 'rest';
      if (state === 'quoted') at += 1;
      return true;
    }
    if (state === 'quoted') {
      const quote = seen.indexOf(QUOTE, at);
      at = quote < 0 ? to : quote;
      // Two bytes on, it is known whether it is doubled, or the last of its line.
      if (quote < 0 || (!ended && quote + 2 >= to)) return false;
      if (seen[quote + 1] === QUOTE) at += 2;
      else {
        state = 'rest';
        close = quote;
        at = quote + 1;
        loose ||= at < to && seen[at] !== separator;
      }
      return true;
    }
    const end = seen.indexOf(separator, at);
    at = end < 0 ? to : end + 1;
    if (end < 0 && !ended) return false;
    finish(end < 0 ? to : end);
    return end >= 0;
  }

  return {
    look(row, to, ended) {
      const seen = row.subarray(0, to);
      while (step(seen, ended));
    },
    goTo(next) {
      at = next;
    },
    restart() {
      [state, at, width, start, close, loose] = ['before', 0, 0, 0, -1, false];
    },
    values(row) {
      const values: string[] = [];
      for (let cell = 0; cell < width; cell += 1)
        values.push(valueOf(row, starts[cell] ?? 0, closes[cell] ?? 0, ends[cell] ?? 0));
      return values;
    },
    isStrict(row) {
      for (let cell = 0; cell < width; cell += 1)
        if (closes[cell] === -1 && row.subarray(starts[cell], ends[cell]).includes(QUOTE)) return false;
      return !loose;
    },
    get at() {
      return at;
    },
    get width() {
      return width;
    },
    get open() {
      return state === 'quoted';
    },
    get loose() {
      return loose;
    },
    get blank() {
      return width === 1 && closes[0] === -1 && starts[0] === ends[0];
    },
  };
}

function valueOf(row: Buffer, start: number, close: number, end: number): string {
  if (close < 0) return row.toString('utf8', start, end);
  const inside = row.toString('utf8', start + 1, close).replaceAll('""', '"');
  return close + 1 === end ? inside : `"${inside}${row.toString('utf8', close, end)}`;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0c;
}
