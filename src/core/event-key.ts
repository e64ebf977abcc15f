/**
 * The key of an event as it is stored: the first 128 bits of SHA-256 (FIPS 180-4) over its text, so that no two responses of any
 * ledger share them by accident.
 */
import { sha256 } from '@noble/hashes/sha2.js';

export const KEY_BYTES = 16;

/** Begun anew for every key: making a hasher each time takes twice as long as to hash one. */
const blank = sha256.create();
const hasher = sha256.create();
const digest = new Uint8Array(hasher.outputLen);

/** Writes the key of the text in `bytes[start, end)` (UTF-8) into `into` from `at` on. */
export function writeKey(bytes: Uint8Array, start: number, end: number, into: Uint8Array, at: number): void {
  blank._cloneInto(hasher).update(bytes.subarray(start, end)).digestInto(digest);
  for (let index = 0; index < KEY_BYTES; index++) into[at + index] = digest[index] ?? 0;
}

const encoder = new TextEncoder();
/** Room for most keys: making some for each takes longer than to hash it. */
const usual = new Uint8Array(768);

export function keyOf(key: string): Uint8Array {
  const stored = new Uint8Array(KEY_BYTES);
  // A UTF-16 unit is at most three bytes.
  if (key.length * 3 <= usual.length) writeKey(usual, 0, encoder.encodeInto(key, usual).written, stored, 0);
  else {
    const bytes = encoder.encode(key);
    writeKey(bytes, 0, bytes.length, stored, 0);
  }
  return stored;
}

/** From `from` on, to the beginning of `into`. For so few bytes quicker than Buffer.copy, and nothing is left to collect. */
export function putKey(into: Uint8Array, keys: Uint8Array, from: number): void {
  for (let index = 0; index < KEY_BYTES; index++) into[index] = keys[from + index] ?? 0;
}
