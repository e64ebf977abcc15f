/** Text to fill lines with, escaped for JSON beforehand, so that writing gigabytes of it is copying bytes. */
import type { Random } from './random.ts';

const TEXT_BYTES = 1 << 19;
const BLOB_BYTES = 1 << 18;

/** What a scanner may trip over: quotes, escapes, bytes beyond ASCII, and usage that is only talked about. */
const PITFALLS: readonly [string, ...string[]] = [
  '\n',
  '\n\n\t',
  '"quoted" ',
  'C:\\src\\app ',
  'naïve — ✓ ',
  '日本語 ',
  '😀 ',
  '\u001b[32mok\u001b[0m ',
  '{"usage":{"input_tokens":12,"output_tokens":3}} ',
  '"usage": {"input_tokens": ',
  '\\"usage\\":{ ',
  '{"type":"assistant","message":{"id":"msg_quoted","usage":{"output_tokens":99}}}\n',
];

export class Filler {
  readonly #random: Random;
  readonly #text = Buffer.alloc(TEXT_BYTES);
  /** Where a slice may begin or end without splitting an escape or a character. */
  readonly #cuts: number[] = [0];
  readonly #blob: Buffer;

  constructor(random: Random) {
    this.#random = random;
    for (let end = 0; end < TEXT_BYTES - 256; this.#cuts.push(end)) {
      const piece = random.chance(6) ? random.pick(PITFALLS) : `${word(random)} `;
      end += this.#text.write(JSON.stringify(piece).slice(1, -1), end);
    }
    this.#blob = Buffer.from(random.base62(BLOB_BYTES), 'latin1');
  }

  /** About so many bytes of prose and code; exactly as many as its cuts allow. */
  text(bytes: number): Buffer {
    const average = TEXT_BYTES / this.#cuts.length;
    const pieces = Math.min(Math.ceil(bytes / average), this.#cuts.length >> 1);
    const first = this.#random.below(this.#cuts.length - pieces);
    return this.#text.subarray(this.#cuts[first], this.#cuts[first + pieces]);
  }

  /** What an image or a signature looks like: one long word. */
  blob(bytes: number): Buffer {
    const size = Math.min(bytes, this.#blob.length >> 1);
    const from = this.#random.below(this.#blob.length - size);
    return this.#blob.subarray(from, from + size);
  }
}

export function word(random: Random): string {
  return random.base62(random.between(2, 9)).toLowerCase();
}
