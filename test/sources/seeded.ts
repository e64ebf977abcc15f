/** Random numbers that a seed decides. */
export interface Chances {
  /** A whole number from 0 on, below the limit. */
  upTo(limit: number): number;
  chance(share: number): boolean;
  shuffled<T>(all: readonly T[]): T[];
}

/** Mulberry32. */
export function seeded(seed: number): Chances {
  let state = seed;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const upTo = (limit: number): number => Math.floor(random() * limit);
  const shuffled = <T>(all: readonly T[]): T[] => {
    const left = [...all];
    return all.flatMap(() => left.splice(upTo(left.length), 1));
  };
  return { upTo, chance: (share) => random() < share, shuffled };
}
