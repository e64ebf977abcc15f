/**
 * The replay of a chain under a rule of times to live, request by request.
 *
 * What a request could read is known where the log shows it, and lies between two bounds where it does not: once an
 * entry had expired, nobody knows how much of the prefix was still the same; and where a shorter time to live would
 * have let an entry expire, nobody knows what other chains kept warm. A replay is made for each bound, and for what is
 * likely.
 */
import type { Habits } from './habits.ts';
import { advance, aliveEnd, LATENCY, newLife, TTL_1H, type Life } from './life.ts';
import { EXPIRED, FIRST, HIT, type Chain, type Requests } from './requests.ts';

/** Which end of what is not known: `cheap` reads as much as possible, `dear` as little. */
export type Assumption = 'cheap' | 'likely' | 'dear';

export const ASSUMPTIONS: readonly Assumption[] = ['cheap', 'likely', 'dear'];

/** How writes are cached. */
export interface Rule {
  /** Which part of what a request writes is written to live for an hour: of all, or of each request of the chain. */
  readonly hourShare: number | Float64Array;
  /** First requests read what they read: nothing is changed for others. */
  readonly asLogged?: boolean;
  /** ms at rest over which entries are kept alive by other means. */
  readonly keptAlive?: number;
}

/** What each request of a chain reads and writes, in tokens, by its place in the chain. */
export interface Played {
  readonly read: Float64Array;
  readonly write5m: Float64Array;
  readonly write1h: Float64Array;
}

/** Room for the longest chain, to be used again and again. */
export function roomFor(chains: readonly Chain[]): Played {
  const longest = chains.reduce((most, { start, end }) => Math.max(most, end - start), 0);
  const column = (): Float64Array => new Float64Array(longest);
  return { read: column(), write5m: column(), write1h: column() };
}

export function replay(
  requests: Requests,
  chain: Chain,
  rule: Rule,
  habits: Habits,
  assumption: Assumption,
  played: Played,
): void {
  const { start, end } = chain;
  const { hourShare } = rule;
  const life = newLife();
  const reuse = habits.reuse(chain);
  const base = requests.read[start] ?? 0;
  for (let row = start; row < end; row++) {
    const index = row - start;
    const cached = requests.cached[row] ?? 0;
    const share = typeof hourShare === 'number' ? hourShare : (hourShare[index] ?? 0);
    let read: number;
    if (requests.reading[row] === FIRST) read = firstRead(requests, row, chain.known, share, rule, habits, assumption);
    else {
      const shared = Math.min(Math.max(base, habits.shared(requests.kind[row] ?? 0)), cached);
      const floor = warmRead(requests, row, life, shared, habits.warmth, assumption);
      read = Math.max(floor, ownRead(requests, row, life, rule.keptAlive, reuse, assumption));
    }
    const written = cached - read;
    const write1h = share === 0 ? 0 : Math.round(written * share);
    played.read[index] = read;
    played.write1h[index] = write1h;
    played.write5m[index] = written - write1h;
    advance(life, read, write1h, written - write1h);
  }
}

/** What of the chain's own entries is alive, as far as the prefix is the same. */
function ownRead(
  requests: Requests,
  row: number,
  life: Life,
  keptAlive: number | undefined,
  reuse: number,
  assumption: Assumption,
): number {
  const gap = requests.gap[row] ?? 0;
  const read = requests.read[row] ?? 0;
  const most = requests.most[row] ?? 0;
  const rested = keptAlive !== undefined && gap <= keptAlive;
  if (most > read) {
    // What lived no longer than in the log was seen to be gone.
    const alive = rested ? life.cached : gap <= TTL_1H - LATENCY ? life.hour : 0;
    return Math.min(between(read, most, reuse, assumption), Math.max(alive, 0));
  }
  const asLong = life.hour >= (requests.hour[row] ?? 0);
  // A hit that came later than it should is a hit.
  if (asLong && assumption === 'cheap' && requests.reading[row] === HIT) return read;
  const grace = asLong || assumption !== 'dear' ? LATENCY : -LATENCY;
  const alive = rested ? life.cached : aliveEnd(life, gap, grace);
  return alive >= life.cached ? read : Math.min(read, alive);
}

/** What other chains keep warm: known where entries were gone in the log as well, and lived as long. */
function warmRead(
  requests: Requests,
  row: number,
  life: Life,
  shared: number,
  warmth: number,
  assumption: Assumption,
): number {
  const read = requests.read[row] ?? 0;
  if (requests.reading[row] === EXPIRED && life.hour >= (requests.hour[row] ?? 0)) return read;
  return between(0, Math.min(shared, read), warmth, assumption);
}

/** Of a first request it is what it read; with longer times to live perhaps more, with shorter ones perhaps less. */
function firstRead(
  requests: Requests,
  row: number,
  known: boolean,
  share: number,
  { keptAlive, asLogged }: Rule,
  habits: Habits,
  assumption: Assumption,
): number {
  const read = requests.read[row] ?? 0;
  if (asLogged === true || assumption === 'likely') return read;
  const kind = requests.kind[row] ?? 0;
  const wrote1h = (requests.write1h[row] ?? 0) > 0;
  const wrote5m = (requests.write5m[row] ?? 0) > 0;
  const forAnHour = wrote1h || (!wrote5m && habits.isForAnHour(kind));
  if (assumption === 'dear') return keptAlive === undefined && forAnHour && share === 0 ? 0 : read;
  const longer = keptAlive !== undefined || (share > 0 && (!forAnHour || wrote5m));
  const company = requests.gap[row] ?? 0;
  if (!longer || company > Math.max(TTL_1H, keptAlive ?? 0) + LATENCY) return read;
  const cached = requests.cached[row] ?? 0;
  return known ? Math.max(read, Math.min(cached, habits.shared(kind))) : cached;
}

function between(low: number, high: number, share: number, assumption: Assumption): number {
  if (assumption === 'cheap') return high;
  return assumption === 'dear' ? low : Math.round(low + (high - low) * share);
}
