/** A store of answers, each under a key: for a time, and the least recently used thrown out when it is full. */

interface Kept {
  /** The request that was answered. */
  readonly row: number;
  /** When it could be served from, and until when, ms UTC. */
  readonly from: number;
  readonly until: number;
}

interface Answers {
  /** The request whose answer is served under this key; undefined without one. Using it makes it the most recent. */
  use(key: string, at: number): number | undefined;
  has(key: string, at: number): boolean;
  keep(key: string, row: number, from: number): void;
  drop(key: string): void;
  clear(): void;
}

/** `gone` is told each key that is no longer there. */
export function answers(ttl: number, capacity: number, gone: (key: string) => void = () => undefined): Answers {
  // A Map keeps the order of insertion, so its first key is the least recently used.
  const kept = new Map<string, Kept>();

  function drop(key: string): void {
    if (kept.delete(key)) gone(key);
  }

  function alive(key: string, at: number): Kept | undefined {
    const found = kept.get(key);
    if (found !== undefined && at > found.until) drop(key);
    return found !== undefined && at >= found.from && at <= found.until ? found : undefined;
  }

  return {
    use(key, at) {
      const found = alive(key, at);
      if (found === undefined) return undefined;
      kept.delete(key);
      kept.set(key, found);
      return found.row;
    },
    has: (key, at) => alive(key, at) !== undefined,
    keep(key, row, from) {
      const before = alive(key, from);
      kept.delete(key);
      // Two that asked at once: the first answer can be served already, and the later one lives longer.
      kept.set(key, { row: before?.row ?? row, from: before?.from ?? from, until: from + ttl });
      const [oldest] = kept.keys();
      if (kept.size > capacity && oldest !== undefined) drop(oldest);
    },
    drop,
    clear() {
      for (const key of kept.keys()) gone(key);
      kept.clear();
    },
  };
}
