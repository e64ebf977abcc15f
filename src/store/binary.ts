/** Whole numbers as bytes, seven bits in each, the lowest first; a set eighth bit says that more follow. */

import { failDamaged } from './damaged.ts';

export function pushNumber(bytes: number[], value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${value} is not a whole number >= 0`);
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

/** Reads bytes from their beginning. Throws a Failure where they end within a number. */
export interface ByteReader {
  readonly ended: boolean;
  number(): number;
  /** The next bytes, in hexadecimal digits. */
  hex(bytes: number): string;
}

export function byteReader(bytes: Buffer): ByteReader {
  let at = 0;
  return {
    get ended() {
      return at >= bytes.length;
    },
    number() {
      let value = 0;
      for (let unit = 1; ; unit *= 0x80) {
        const byte = bytes[at] ?? failDamaged('a list of numbers ends within one');
        at += 1;
        value += (byte & 0x7f) * unit;
        if (byte < 0x80) return value;
      }
    },
    hex(length) {
      at += length;
      if (at > bytes.length) failDamaged('a list of numbers ends within one');
      return bytes.toString('hex', at - length, at);
    },
  };
}

export function numbersToBytes(numbers: readonly number[]): Buffer {
  const bytes: number[] = [];
  for (const each of numbers) pushNumber(bytes, each);
  return Buffer.from(bytes);
}

export function bytesToNumbers(bytes: Buffer): number[] {
  const numbers: number[] = [];
  for (const reader = byteReader(bytes); !reader.ended;) numbers.push(reader.number());
  return numbers;
}
