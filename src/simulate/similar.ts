/** Finds the most similar of many sketches without looking at all of them. */

interface Sketches {
  add(key: string, sketch: readonly number[]): void;
  remove(key: string): void;
  /** Keys of sketches that share at least `least` numbers with this one, the most similar first, then as added. */
  like(sketch: readonly number[], least: number): string[];
}

export function sketches(): Sketches {
  const known = new Map<string, readonly number[]>();
  const keysAt: Map<number, Set<string>>[] = [];

  return {
    add(key, sketch) {
      if (known.has(key) || sketch.length === 0) return;
      known.set(key, sketch);
      for (const [place, number] of sketch.entries()) {
        const column = (keysAt[place] ??= new Map());
        const keys = column.get(number);
        if (keys === undefined) column.set(number, new Set([key]));
        else keys.add(key);
      }
    },
    remove(key) {
      for (const [place, number] of (known.get(key) ?? []).entries()) {
        const keys = keysAt[place]?.get(number);
        keys?.delete(key);
        if (keys?.size === 0) keysAt[place]?.delete(number);
      }
      known.delete(key);
    },
    like(sketch, least) {
      // Whoever shares `least` of n numbers shares one of any n - least + 1.
      const looked = sketch.slice(0, sketch.length - least + 1);
      const candidates = new Set(looked.flatMap((number, place) => [...(keysAt[place]?.get(number) ?? [])]));
      return [...candidates]
        .map((key) => ({ key, shared: sharedBy(sketch, known.get(key) ?? []) }))
        .filter(({ shared }) => shared >= least)
        .sort((a, b) => b.shared - a.shared)
        .map(({ key }) => key);
    },
  };
}

export function sharedBy(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, number, place) => sum + (b[place] === number ? 1 : 0), 0);
}
