/** Seeded randomness (xoshiro128**): the same on every machine and Node, because it is integers only. */

const HEX_BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PAIRS = Array.from(ALPHABET).flatMap((a) => Array.from(ALPHABET, (b) => a + b));

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: number) {
    let state = seed | 0;
    const next = (): number => {
      state = (state + 0x9e3779b9) | 0;
      let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
      return mixed ^ (mixed >>> 15);
    };
    [this.#a, this.#b, this.#c, this.#d] = [next(), next(), next(), next() | 1];
  }

  uint32(): number {
    const scrambled = Math.imul(this.#b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  /** 0 … limit-1. */
  below(limit: number): number {
    return Math.floor((this.uint32() / 0x1_0000_0000) * limit);
  }

  /** low … high, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** Every order of magnitude as likely as the next, as sizes of texts and answers are: 2^low … 2^high. */
  magnitude(low: number, high: number): number {
    const power = 2 ** this.between(low, high - 1);
    return power + this.below(power);
  }

  chance(percent: number): boolean {
    return this.below(1000) < percent * 10;
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0];
  }

  hex(length: number): string {
    let text = '';
    while (text.length < length) {
      const word = this.uint32();
      text += `${HEX_BYTES[word & 255]}${HEX_BYTES[(word >>> 8) & 255]}${HEX_BYTES[(word >>> 16) & 255]}`;
    }
    return text.slice(0, length);
  }

  base62(length: number): string {
    let text = '';
    while (text.length < length) text += PAIRS[this.below(PAIRS.length)];
    return text.slice(0, length);
  }

  uuid(): string {
    const digits = this.hex(30);
    const part = (from: number, to: number): string => digits.slice(from, to);
    return `${part(0, 8)}-${part(8, 12)}-4${part(12, 15)}-a${part(15, 18)}-${part(18, 30)}`;
  }
}
