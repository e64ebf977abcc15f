/**
 * The key of an event as it is stored: the first 128 bits of SHA-256 over its text, so that no two responses of any ledger
 * share them by accident. Written out here (FIPS 180-4), because for texts of one block the call into the platform's own
 * takes five times as long as the hash.
 */

export const KEY_BYTES = 16;

const ROUNDS = 64;
const BLOCK_BYTES = 64;
/** The first 32 bits of the fractions of the cube roots of the first 64 primes. */
const CONSTANTS: Int32Array = Int32Array.from(primes(ROUNDS), (prime) => fraction(Math.cbrt(prime)));
/** The same of their square roots. */
const INITIAL: Int32Array = Int32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime)));
const schedule = new Int32Array(ROUNDS);
const state = new Int32Array(8);

/** Writes the key of the text in `bytes[start, end)` (UTF-8) into `into` from `at` on. */
export function writeKey(bytes: Uint8Array, start: number, end: number, into: Uint8Array, at: number): void {
  for (let index = 0; index < 8; index++) state[index] = INITIAL[index] ?? 0;
  let from = start;
  for (; end - from >= BLOCK_BYTES; from += BLOCK_BYTES) compress(bytes, from, BLOCK_BYTES, -1);
  const rest = end - from;
  const bits = (end - start) * 8;
  // The end mark and the length need nine bytes after the rest.
  if (rest + 9 > BLOCK_BYTES) {
    compress(bytes, from, rest, -1);
    compress(bytes, end, -1, bits);
  } else compress(bytes, from, rest, bits);
  for (let word = 0; word < KEY_BYTES / 4; word++) {
    const value = state[word] ?? 0;
    into[at + 4 * word] = value >>> 24;
    into[at + 4 * word + 1] = value >>> 16;
    into[at + 4 * word + 2] = value >>> 8;
    into[at + 4 * word + 3] = value;
  }
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

/**
 * One block of `count` bytes, after which the end mark stands if there is room (-1: it stood in the block before);
 * `bits`: the length of the text in the last block, else -1.
 */
function compress(bytes: Uint8Array, from: number, count: number, bits: number): void {
  const whole = count > 0 ? count >> 2 : 0;
  for (let word = 0; word < whole; word++) {
    const at = from + 4 * word;
    schedule[word] =
      ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
  }
  for (let word = whole; word < 16; word++) schedule[word] = 0;
  if (count >= 0 && count < BLOCK_BYTES) {
    let last = 0x80 << (24 - 8 * (count & 3));
    for (let index = 4 * whole; index < count; index++) last |= (bytes[from + index] ?? 0) << (24 - 8 * (index & 3));
    schedule[whole] = last;
  }
  if (bits >= 0) {
    schedule[14] = Math.floor(bits / 2 ** 32);
    schedule[15] = bits | 0;
  }
  mix();
}

function mix(): void {
  for (let index = 16; index < ROUNDS; index++) {
    const x = schedule[index - 15] ?? 0;
    const y = schedule[index - 2] ?? 0;
    const small = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const large = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    schedule[index] = ((schedule[index - 16] ?? 0) + small + (schedule[index - 7] ?? 0) + large) | 0;
  }
  let a = (state[0] ?? 0) | 0;
  let b = (state[1] ?? 0) | 0;
  let c = (state[2] ?? 0) | 0;
  let d = (state[3] ?? 0) | 0;
  let e = (state[4] ?? 0) | 0;
  let f = (state[5] ?? 0) | 0;
  let g = (state[6] ?? 0) | 0;
  let h = (state[7] ?? 0) | 0;
  for (let index = 0; index < ROUNDS; index++) {
    const chosen = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const first = (h + chosen + (g ^ (e & (f ^ g))) + (CONSTANTS[index] ?? 0) + (schedule[index] ?? 0)) | 0;
    const majority = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = (majority + ((a & b) ^ (c & (a ^ b)))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  add(a, 0);
  add(b, 1);
  add(c, 2);
  add(d, 3);
  add(e, 4);
  add(f, 5);
  add(g, 6);
  add(h, 7);
}

function add(value: number, index: number): void {
  state[index] = (state[index] ?? 0) + value;
}

function fraction(root: number): number {
  return ((root - Math.floor(root)) * 2 ** 32) | 0;
}

function primes(count: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  }
  return found;
}
