/** One file at a time, a buffer ahead of it. A line is JSON with holes, and the texts that go into them. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';

/** Stands in the JSON where a text goes; nothing else in it is beyond ASCII. */
export const HOLE = '§';

const BUFFER_BYTES = 4 << 20;

export class LineWriter {
  readonly #buffer = Buffer.alloc(BUFFER_BYTES);
  #used = 0;
  #file = -1;
  /** In all files so far. */
  bytes = 0;
  lines = 0;
  files = 0;

  open(file: string): void {
    mkdirSync(path.dirname(file), { recursive: true });
    this.#file = openSync(file, 'w');
    this.files += 1;
  }

  /** The bytes of the line as they are in the buffer: copy them before the next line is written. */
  line(json: string, texts: readonly Buffer[] = []): Buffer {
    const start = this.#reserve(json.length + texts.reduce((sum, text) => sum + text.length, 1));
    let from = 0;
    for (const text of texts) {
      const hole = json.indexOf(HOLE, from);
      this.#used += this.#buffer.write(json.slice(from, hole), this.#used, 'latin1');
      this.#used += text.copy(this.#buffer, this.#used);
      from = hole + 1;
    }
    this.#used += this.#buffer.write(json.slice(from), this.#used, 'latin1');
    this.#used = this.#buffer.writeUInt8(0x0a, this.#used);
    return this.#count(start);
  }

  /** A line once more, as it was. */
  again(line: Buffer): void {
    const start = this.#reserve(line.length);
    this.#used += line.copy(this.#buffer, start);
    this.#count(start);
  }

  /** `torn`: the start of a line that was being written when the program was killed. */
  close(torn = ''): void {
    this.#reserve(torn.length);
    this.bytes += this.#buffer.write(torn, this.#used, 'latin1');
    this.#used += torn.length;
    this.#flush();
    closeSync(this.#file);
  }

  #count(start: number): Buffer {
    this.bytes += this.#used - start;
    this.lines += 1;
    return this.#buffer.subarray(start, this.#used);
  }

  #reserve(bytes: number): number {
    if (this.#used + bytes > BUFFER_BYTES) this.#flush();
    return this.#used;
  }

  #flush(): void {
    for (let written = 0; written < this.#used;)
      written += writeSync(this.#file, this.#buffer, written, this.#used - written);
    this.#used = 0;
  }
}

/** Whatever is opened goes into the one file, without what was torn: a line in the middle ends where the next begins. */
export class JoinedWriter extends LineWriter {
  constructor(file: string) {
    super();
    super.open(file);
  }

  override open(): void {
    // Already is.
  }

  override close(): void {
    // Not before the end.
  }

  end(): void {
    super.close();
  }
}
