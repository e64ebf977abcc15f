/**
 * Bytes into lines, without copying a line that lies inside one chunk, and without holding more of a line
 * than the limit.
 */

/** One line, without its line feed. Valid until the next is taken. */
export interface Line {
  readonly bytes: Buffer;
  /** 1-based. */
  readonly number: number;
  /** Offset of the byte after the line and its line feed, from where splitting started. */
  readonly end: number;
  /** False for a last line without a line feed: more of it may be written later. */
  readonly ended: boolean;
  /** Longer than the limit: `bytes` holds only its head. */
  readonly tooLong: boolean;
}

/** A record longer than this is refused, however it is packed. Transcripts hold images in one line; 64 MiB holds any of them. */
export const MAX_LINE_BYTES: number = 64 << 20;

const LINE_FEED = 10;

export interface LineSplitter {
  push(chunk: Buffer): Iterable<Line>;
  /** The rest, when it does not end in a line feed. */
  end(): Iterable<Line>;
}

export function splitLines(firstLine = 1, limit: number = MAX_LINE_BYTES): LineSplitter {
  let number = firstLine;
  let offset = 0;
  let held: Buffer[] = [];
  let heldBytes = 0;
  let tooLong = false;

  function take(tail: Buffer, end: number, ended: boolean): Line {
    const bytes = held.length === 0 ? tail : Buffer.concat([...held, tail]);
    const line: Line = { bytes, number, end, ended, tooLong: tooLong || bytes.length > limit };
    number += 1;
    held = [];
    heldBytes = 0;
    tooLong = false;
    return line;
  }

  function hold(tail: Buffer): void {
    heldBytes += tail.length;
    if (heldBytes > limit) tooLong = true;
    else held.push(tail);
  }

  return {
    *push(chunk) {
      let start = 0;
      for (let feed = chunk.indexOf(LINE_FEED); feed >= 0; feed = chunk.indexOf(LINE_FEED, start)) {
        const tail = tooLong ? Buffer.alloc(0) : chunk.subarray(start, feed);
        yield take(tail, offset + feed + 1, true);
        start = feed + 1;
      }
      if (start < chunk.length) hold(chunk.subarray(start));
      offset += chunk.length;
    },
    *end() {
      if (heldBytes > 0) yield take(Buffer.alloc(0), offset, false);
    },
  };
}
