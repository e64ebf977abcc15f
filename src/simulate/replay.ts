/**
 * The replay of a chain under a rule of times to live, request by request.
 *
 * What a request could read is known where the log shows it, and lies between two bounds where it does not: once an
 * entry had expired, nobody knows how much of the prefix was still the same; and where a shorter time to live would
 * have let an entry expire, nobody knows what other chains kept warm. A replay is made for each bound, and for what is
 * likely.
 */
import { isMain } from '../requests/caches.ts';
import type { Habits } from './habits.ts';
import { advance, aliveEnd, LATENCY, newLife, TTL_1H, type Life } from '../requests/life.ts';
import { CHANGED, FIRST, HIT, type Chain, type Requests } from './workload.ts';

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
  readonly cache_read: Float64Array;
  readonly cache_write_5m: Float64Array;
  readonly cache_write_1h: Float64Array;
}

/** Room for the longest chain, to be used again and again. */
export function roomFor(chains: readonly Chain[]): Played {
  const longest = chains.reduce((most, { start, end }) => Math.max(most, end - start), 0);
  const column = (): Float64Array => new Float64Array(longest);
  return { cache_read: column(), cache_write_5m: column(), cache_write_1h: column() };
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
  const [reuse, warmth] = [habits.reuse(chain), habits.warmth(chain)];
  const base = requests.cache_read[start] ?? 0;
  const replayed: Replayed = { requests, rule, assumption, life, reuse, warmth, base, merged: { from: 0, to: 0 } };
  for (let row = start; row < end; row++) {
    const index = row - start;
    const cached = requests.cached[row] ?? 0;
    const share = typeof hourShare === 'number' ? hourShare : (hourShare[index] ?? 0);
    const read =
      requests.steady[row] === 1 ? (requests.cache_read[row] ?? 0) : unsteadyRead(replayed, chain, row, share, habits);
    if (read < (requests.cache_read[row] ?? 0)) replayed.merged = { from: read, to: cached };
    // What changed below it took it away.
    else if (read <= replayed.merged.from) replayed.merged = { from: 0, to: 0 };
    const written = cached - read;
    const cache_write_1h = share === 0 ? 0 : Math.round(written * share);
    played.cache_read[index] = read;
    played.cache_write_1h[index] = cache_write_1h;
    played.cache_write_5m[index] = written - cache_write_1h;
    advance(life, read, cache_write_1h, written - cache_write_1h);
  }
}

function unsteadyRead(replayed: Replayed, chain: Chain, row: number, share: number, habits: Habits): number {
  const { requests, base } = replayed;
  const kind = requests.kind[row] ?? 0;
  const cached = requests.cached[row] ?? 0;
  const shared = chain.known ? Math.min(cached, Math.max(base, habits.shared(kind, isMain(chain.thread)))) : cached;
  if (requests.reading[row] === FIRST) return firstRead(replayed, row, share, shared, habits.wrote(kind));
  return Math.max(warmRead(replayed, row, share, shared), ownRead(replayed, row));
}

/** A chain in the middle of its replay. */
interface Replayed {
  readonly requests: Requests;
  readonly rule: Rule;
  readonly assumption: Assumption;
  readonly life: Life;
  readonly reuse: number;
  readonly warmth: number;
  /** What the chain's first request read. */
  readonly base: number;
  /** What expired here and not in the log was written again as one entry: there is nothing inside it to fall back on. */
  merged: { readonly from: number; readonly to: number };
}

/** Whether entries live at least as long as they did in the log. */
function livesAsLong({ requests, rule, life }: Replayed, row: number): boolean {
  return rule.asLogged === true || life.hour >= (requests.hour[row] ?? 0);
}

/** What of the chain's own entries is alive, as far as the prefix is the same. */
function ownRead(replayed: Replayed, row: number): number {
  const { requests, rule, assumption, life, reuse } = replayed;
  const [gap, read, most] = [requests.gap[row] ?? 0, requests.cache_read[row] ?? 0, requests.most[row] ?? 0];
  const age = (requests.at[row] ?? 0) - (requests.at[row - 1] ?? 0);
  const rested = isKeptAlive(rule, assumption, gap, age);
  // What lived no longer than in the log was seen to be gone.
  const longer = rested ? life.cached : gap <= TTL_1H - LATENCY ? life.hour : 0;
  if (requests.lost[row] === 1) return Math.min(between(read, most, reuse, assumption), longer);
  const asLong = livesAsLong(replayed, row);
  // A hit that came later than it should is a hit; and had nothing expired before, there might be more to fall back on.
  const more = rule.asLogged === true ? 0 : Math.min(most, longer);
  if (assumption === 'cheap' && asLong && requests.reading[row] === HIT) return Math.max(read, more);
  const alive = rested
    ? life.cached
    : asLong || assumption !== 'dear'
      ? aliveEnd(life, gap)
      : aliveEnd(life, age, -LATENCY);
  // Another chain may have cached more than this one had.
  const own = alive >= life.cached && alive > 0 ? read : Math.min(read, alive);
  if (assumption === 'cheap') return Math.max(own, more);
  const { from, to } = replayed.merged;
  const isInside = read > from && read < Math.min(to, requests.cached[row - 1] ?? 0);
  return assumption === 'dear' && isInside ? Math.min(own, from) : own;
}

/** A lifetime counts from the start of a request, of which a log knows only a later moment. */
function isKeptAlive({ keptAlive }: Rule, assumption: Assumption, gap: number, age: number): boolean {
  if (keptAlive === undefined) return false;
  if (assumption === 'cheap') return gap <= keptAlive + LATENCY;
  return assumption === 'likely' ? age <= keptAlive : age <= keptAlive - LATENCY;
}

/** What other chains keep warm: known where entries were gone in the log as well, and lived as long. */
function warmRead(replayed: Replayed, row: number, share: number, shared: number): number {
  const { requests, rule, assumption, warmth } = replayed;
  const read = requests.cache_read[row] ?? 0;
  const wasWarm = requests.lost[row] === 1 && livesAsLong(replayed, row);
  if (assumption === 'cheap' && rule.asLogged !== true && (share > 0 || rule.keptAlive !== undefined)) {
    // Those that were gone in the log may live longer as well.
    const isNear = (requests.company[row] ?? 0) <= Math.max(TTL_1H, rule.keptAlive ?? 0) + LATENCY;
    const isOpen = requests.lost[row] === 1 || requests.reading[row] === CHANGED;
    if (isNear && isOpen) return Math.max(read, Math.min(shared, requests.most[row] ?? 0));
  }
  return wasWarm ? read : between(0, Math.min(shared, read), warmth, assumption);
}

/** Of a first request it is what it read; with longer times to live perhaps more, with shorter ones perhaps less. */
function firstRead(
  { requests, rule, assumption }: Replayed,
  row: number,
  share: number,
  shared: number,
  wrote: ReturnType<Habits['wrote']>,
): number {
  const read = requests.cache_read[row] ?? 0;
  if (rule.asLogged === true || assumption === 'likely') return read;
  // What it read may have been written for an hour, unless its like is only ever written for five minutes.
  const isShort = wrote.cache_write_5m && !wrote.cache_write_1h;
  if (assumption === 'dear') return isShort || share >= 1 ? read : 0;
  const isLonger = rule.keptAlive !== undefined || (share > 0 && (wrote.cache_write_5m || !wrote.cache_write_1h));
  const isNear = (requests.company[row] ?? 0) <= Math.max(TTL_1H, rule.keptAlive ?? 0) + LATENCY;
  return isLonger && isNear ? Math.max(read, shared) : read;
}

function between(low: number, high: number, share: number, assumption: Assumption): number {
  if (assumption === 'cheap') return high;
  return assumption === 'dear' ? low : Math.round(low + (high - low) * share);
}
