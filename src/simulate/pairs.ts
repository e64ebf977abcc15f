/** Numbers pairs of whole numbers below 2^32 as they come: a map of millions of entries without an object for each. */
import { growing } from '../requests/columns.ts';

interface Pairs {
  /** The number of a pair: that it got before, or the next one. */
  numberOf(first: number, second: number): number;
  /** -1 for a pair without a number. */
  find(first: number, second: number): number;
  /** The first of each pair, by number. */
  firsts(): Uint32Array;
}

export function pairs(): Pairs {
  const [firsts, seconds] = [growing(Uint32Array), growing(Uint32Array)];
  /** At the place that a pair is hashed to, or the next free one behind it: its number and 1. */
  let slots = new Uint32Array(1024);

  function slotOf(first: number, second: number): number {
    const mask = slots.length - 1;
    let slot = hashOf(first, second) & mask;
    for (;;) {
      const number = (slots[slot] ?? 0) - 1;
      if (number < 0 || (firsts.at(number) === first && seconds.at(number) === second)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  /** All of them are different, so the next free place will do. */
  function grow(): void {
    slots = new Uint32Array(slots.length * 2);
    const mask = slots.length - 1;
    for (let number = 0; number < firsts.size; number++) {
      let slot = hashOf(firsts.at(number), seconds.at(number)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
  }

  function add(first: number, second: number): number {
    if (firsts.size * 2 >= slots.length) grow();
    const number = firsts.size;
    slots[slotOf(first, second)] = number + 1;
    firsts.push(first);
    seconds.push(second);
    return number;
  }

  function find(first: number, second: number): number {
    return (slots[slotOf(first, second)] ?? 0) - 1;
  }

  return {
    find,
    numberOf(first, second) {
      const number = find(first, second);
      return number < 0 ? add(first, second) : number;
    },
    firsts: () => firsts.all(),
  };
}

/** Neighbours far apart; multipliers as in MurmurHash3. */
function hashOf(first: number, second: number): number {
  let hash = Math.imul(first, 0x85eb_ca6b) ^ Math.imul(second, 0xc2b2_ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}
