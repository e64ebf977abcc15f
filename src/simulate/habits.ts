/** What a ledger as a whole says of what single requests leave open. */
import { LATENCY, TTL_5M } from './life.ts';
import { FIRST, type Chain, type Workload } from './requests.ts';

export interface Habits {
  /** Of what was cached, how much requests within its lifetime could read again. */
  reuse(chain: Chain): number;
  /** Of a chain's first read, how much was still there after its own entries had expired: others kept it warm. */
  readonly warmth: number;
  /** Whether requests of this kind's model wrote for an hour, mostly. */
  isForAnHour(kind: number): boolean;
  /**
   * The largest first read of any chain of this kind's model: a prefix that chains may share. Infinity when no chain
   * began soon enough after another to show whether they share any.
   */
  shared(kind: number): number;
}

/** Fewer requests of a chain say less than those of its model. */
const ENOUGH = 20;

interface Share {
  part: number;
  whole: number;
}

/** Of one model. */
interface Seen {
  /** Requests that could have read all that was cached before, and those that did. */
  readonly reread: Share;
  /** Tokens written, and those of them for an hour. */
  readonly hours: Share;
  shared: number;
  /** Whether a chain began while what others had cached was alive. */
  shown: boolean;
}

export function habitsOf({ requests, kinds, chains }: Workload): Habits {
  const models = new Map<string, Seen>();
  const byKind = kinds.map(({ model }) => {
    const seen = models.get(model) ?? { reread: share(), hours: share(), shared: 0, shown: false };
    models.set(model, seen);
    return seen;
  });
  const own: Share[] = [];
  const warm = share();
  for (const chain of chains) {
    const { start, end, known } = chain;
    const base = requests.read[start] ?? 0;
    const reread = share();
    let before = 0;
    for (let row = start; row < end; row++) {
      const seen = byKind[requests.kind[row] ?? 0];
      if (seen === undefined) continue;
      const [read, cached] = [requests.read[row] ?? 0, requests.cached[row] ?? 0];
      seen.hours.part += requests.write1h[row] ?? 0;
      seen.hours.whole += cached - read;
      if (requests.reading[row] === FIRST) {
        if (known && row === start) {
          seen.shared = Math.max(seen.shared, read);
          seen.shown ||= (requests.gap[row] ?? 0) <= TTL_5M - LATENCY;
        }
      } else if (requests.alive[row] === 1) {
        const full = read >= Math.min(before, cached) ? 1 : 0;
        for (const each of [reread, seen.reread]) {
          each.part += full;
          each.whole += 1;
        }
      } else if (base > 0) {
        warm.whole += base;
        warm.part += Math.min(read, base);
      }
      before = cached;
    }
    own.push(reread);
  }
  const reuses = chains.map(({ start }, index) => {
    const mine = own[index] ?? share();
    if (mine.whole >= ENOUGH) return ratio(mine, 1);
    return ratio(byKind[requests.kind[start] ?? 0]?.reread ?? share(), 1);
  });
  return {
    reuse: ({ index }) => reuses[index] ?? 1,
    warmth: ratio(warm, 0),
    isForAnHour: (kind) => ratio(byKind[kind]?.hours ?? share(), 0) > 0.5,
    shared(kind) {
      const seen = byKind[kind];
      return seen === undefined || (!seen.shown && seen.shared === 0) ? Infinity : seen.shared;
    },
  };
}

function share(): Share {
  return { part: 0, whole: 0 };
}

function ratio({ part, whole }: Share, otherwise: number): number {
  return whole === 0 ? otherwise : part / whole;
}
