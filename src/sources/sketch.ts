/**
 * MinHash of a text's words: the share of equal numbers in two sketches estimates how alike two texts are. Made from
 * keyed hashes, so that without the ledger's key a sketch tells nothing of the text.
 */

const NUMBERS = 32;
/** Words that make one shingle. */
const WORDS = 3;
/** What stands behind is not looked at: enough to tell questions apart, and it bounds the time. */
const MAX_CHARACTERS = 16_384;

/** Scripts that put no space between words: each character counts as one. */
const UNSPACED = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]`;
const WORD = new RegExp(String.raw`${UNSPACED}|(?:(?!${UNSPACED})[\p{L}\p{M}\p{N}])+`, 'gu');

/** Empty for a text without words. */
export function sketchOf(text: string, fingerprint: (text: string) => string): number[] {
  const words = text.slice(0, MAX_CHARACTERS).toLowerCase().match(WORD) ?? [];
  if (words.length === 0) return [];
  const least = new Array<number>(NUMBERS).fill(0xffff_ffff);
  for (const shingle of shinglesOf(words)) {
    const hash = fingerprint(shingle);
    const high = Number.parseInt(hash.slice(0, 8), 16);
    const low = Number.parseInt(hash.slice(8), 16) | 1;
    for (let index = 0; index < NUMBERS; index += 1) {
      const number = mixed(high + Math.imul(index, low));
      if (number < (least[index] ?? 0)) least[index] = number;
    }
  }
  return least;
}

/** A text of fewer words is one shingle. */
function shinglesOf(words: readonly string[]): Set<string> {
  const last = Math.max(0, words.length - WORDS);
  return new Set(Array.from({ length: last + 1 }, (_, at) => `shingle\n${words.slice(at, at + WORDS).join(' ')}`));
}

/** The finalizer of MurmurHash3: spreads every bit over all 32. */
function mixed(number: number): number {
  let bits = number | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
