/** What a ledger as a whole says of what single requests leave open. */
import { isMain } from '../requests/caches.ts';
import { LATENCY, TTL_5M } from '../requests/life.ts';
import { FIRST, type Chain, type Workload } from './workload.ts';

export interface Habits {
  /** Of what was cached, how much requests within its lifetime could read again. */
  reuse(chain: Chain): number;
  /** Of a chain's first read, how much was still there after its own entries had expired: others kept it warm. */
  warmth(chain: Chain): number;
  /** Whether any request of this kind's model wrote for five minutes, or for an hour. */
  wrote(kind: number): { readonly cache_write_5m: boolean; readonly cache_write_1h: boolean };
  /**
   * The largest first read of any chain of this kind's model and role: a prefix that chains may share. Infinity when no
   * chain began soon enough after another to show whether they share any.
   */
  shared(kind: number, main: boolean): number;
}

/** Fewer requests of a chain say less than those of its model. */
const ENOUGH = 20;

interface Share {
  part: number;
  whole: number;
}

/** Of one model in one workspace. */
interface Seen {
  /** Requests that could have read all that was cached before, and those that did. */
  readonly reread: Share;
  /** Tokens of first reads at rests that outlasted the chain's own entries, and what of them was read then. */
  readonly warm: Share;
  cache_write_5m: boolean;
  cache_write_1h: boolean;
  readonly main: Sharing;
  readonly sub: Sharing;
}

interface Sharing {
  largest: number;
  /** Whether a chain began while what others had cached was alive. */
  shown: boolean;
}

function newSeen(): Seen {
  const sharing = (): Sharing => ({ largest: 0, shown: false });
  return {
    reread: share(),
    warm: share(),
    cache_write_5m: false,
    cache_write_1h: false,
    main: sharing(),
    sub: sharing(),
  };
}

export function habitsOf({ requests, kinds, chains }: Workload): Habits {
  const models = new Map<string, Seen>();
  const byKind = kinds.map(({ model, workspace }) => {
    const seen = models.get(`${workspace}\n${model}`) ?? newSeen();
    models.set(`${workspace}\n${model}`, seen);
    return seen;
  });
  const own: Share[] = [];
  for (const chain of chains) {
    const { start, end, known } = chain;
    const base = requests.cache_read[start] ?? 0;
    const reread = share();
    let before = 0;
    for (let row = start; row < end; row++) {
      const seen = byKind[requests.kind[row] ?? 0];
      if (seen === undefined) continue;
      const [read, cached] = [requests.cache_read[row] ?? 0, requests.cached[row] ?? 0];
      seen.cache_write_5m ||= (requests.cache_write_5m[row] ?? 0) > 0;
      seen.cache_write_1h ||= (requests.cache_write_1h[row] ?? 0) > 0;
      if (requests.reading[row] === FIRST) {
        if (known && row === start)
          observe(isMain(chain.thread) ? seen.main : seen.sub, read, requests.company[row] ?? 0);
      } else if (requests.alive[row] === 1) {
        const full = read >= Math.min(before, cached) ? 1 : 0;
        for (const each of [reread, seen.reread]) {
          each.part += full;
          each.whole += 1;
        }
      } else if (base > 0) {
        seen.warm.whole += base;
        seen.warm.part += Math.min(read, base);
      }
      before = cached;
    }
    own.push(reread);
  }
  const reuses = chains.map(({ start }, index) => {
    const mine = own[index] ?? share();
    if (mine.whole >= ENOUGH) return ratio(mine, 1);
    return ratio(seenOf(start).reread, 1);
  });
  function seenOf(row: number): Seen {
    return byKind[requests.kind[row] ?? 0] ?? newSeen();
  }
  return {
    reuse: ({ index }) => reuses[index] ?? 1,
    warmth: ({ start }) => ratio(seenOf(start).warm, 0),
    wrote: (kind) => byKind[kind] ?? { cache_write_5m: false, cache_write_1h: false },
    shared(kind, main) {
      const seen = byKind[kind];
      const sharing = main ? seen?.main : seen?.sub;
      return sharing === undefined || (!sharing.shown && sharing.largest === 0) ? Infinity : sharing.largest;
    },
  };
}

/** What others cached can be read once they have their answer, and while it lives. */
function observe(sharing: Sharing, read: number, company: number): void {
  sharing.largest = Math.max(sharing.largest, read);
  sharing.shown ||= company > 2 * LATENCY && company <= TTL_5M - LATENCY;
}

function share(): Share {
  return { part: 0, whole: 0 };
}

function ratio({ part, whole }: Share, otherwise: number): number {
  return whole === 0 ? otherwise : part / whole;
}
