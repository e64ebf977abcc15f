/**
 * The replay of a chain under a rule of times to live, request by request.
 *
 * What a request could read is known where the log shows it, and lies between two bounds where it does not: after an
 * entry had expired, nobody knows how much of the prefix was still the same; and where a shorter time to live would
 * have let an entry expire, nobody knows what other chains kept warm. A replay is made for each bound, and for what is
 * likely.
 */
import { advance, aliveEnd, cachedBy, newLife, TTL_1H, TTL_5M, type Chain, type Request } from './chain.ts';

/** Which end of what is not known: `cheap` reads as much as possible, `dear` as little. */
export type Assumption = 'cheap' | 'likely' | 'dear';

export const ASSUMPTIONS: readonly Assumption[] = ['cheap', 'likely', 'dear'];

/** What the whole ledger says of what is not known of one request. */
export interface Habits {
  /** Of what was cached, how much requests within its lifetime could read again, by model. */
  reuse(chain: Chain): number;
  /** Of a chain's first read, how much was still there after its own entries had expired: others kept it warm. */
  readonly warmth: number;
  /** How long the entries lived that requests of this model wrote, mostly. */
  lifetime(model: string): number;
  /** The largest first read of any chain of this model: a prefix that chains may share. */
  shared(model: string): number;
}

/** How writes are cached. */
export interface Rule {
  /** Which part of what request k writes is written to live for an hour. */
  hourShare(request: Request, index: number): number;
  /** First requests read what they read: nothing is changed for others. */
  readonly asLogged?: boolean;
  /** ms at rest over which entries are kept alive by other means. */
  readonly keptAlive?: number;
}

/** Tokens of one request as replayed. */
export interface Played {
  read: number;
  write5m: number;
  write1h: number;
}

/** Calls `emit` for each request with what it would have read and written. The object is used again. */
export function replay(
  chain: Chain,
  rule: Rule,
  habits: Habits,
  assumption: Assumption,
  emit: (request: Request, played: Played, index: number) => void,
): void {
  const life = newLife();
  const played: Played = { read: 0, write5m: 0, write1h: 0 };
  const reuse = habits.reuse(chain);
  const base = chain.requests[0]?.read ?? 0;
  let before = 0;
  for (const [index, request] of chain.requests.entries()) {
    const cached = cachedBy(request);
    const hourShare = rule.hourShare(request, index);
    if (request.reading === 'first') played.read = firstRead(chain, request, hourShare, rule, habits, assumption);
    else {
      const rest = rule.keptAlive !== undefined && request.gap <= rule.keptAlive ? 0 : request.gap;
      const alive = aliveEnd(life, rest);
      const floor = floorOf(request, Math.min(base, cached), habits.warmth, assumption);
      const reusable = reusableOf(request, Math.min(before, cached), reuse, assumption);
      const own = alive >= life.cached ? reusable : Math.min(reusable, alive);
      played.read = alive > 0 ? Math.max(own, floor) : floor;
    }
    const written = cached - played.read;
    played.write1h = Math.round(written * hourShare);
    played.write5m = written - played.write1h;
    emit(request, played, index);
    advance(life, played.read, played.write1h, played.write5m);
    before = cached;
  }
}

/** How far the prefix was the same as before. Known where an entry was alive, or was read all the same. */
function reusableOf({ reading, read }: Request, most: number, reuse: number, assumption: Assumption): number {
  if (reading !== 'expired' || most <= read) return read;
  return between(read, most, reuse, assumption);
}

/** What other chains keep warm when this one's entries are gone: known where they were gone in the log as well. */
function floorOf({ reading, read }: Request, base: number, warmth: number, assumption: Assumption): number {
  if (reading === 'expired') return read;
  return between(0, Math.min(base, read), warmth, assumption);
}

/** Of a first request it is what it read; with longer times to live perhaps more, with shorter ones perhaps less. */
function firstRead(
  { known }: Chain,
  request: Request,
  hourShare: number,
  { keptAlive, asLogged }: Rule,
  habits: Habits,
  assumption: Assumption,
): number {
  const { read, write1h, write5m, model } = request;
  if (asLogged === true) return read;
  const cached = cachedBy(request);
  const logged = write1h > 0 ? TTL_1H : write5m > 0 ? TTL_5M : habits.lifetime(model);
  const lived = hourShare > 0 ? TTL_1H : TTL_5M;
  const longer = keptAlive !== undefined || (logged !== TTL_1H && lived === TTL_1H);
  const shorter = keptAlive === undefined && logged !== TTL_5M && lived === TTL_5M;
  if (longer && assumption === 'cheap') return known ? Math.max(read, Math.min(cached, habits.shared(model))) : cached;
  return shorter && assumption === 'dear' ? 0 : read;
}

function between(low: number, high: number, share: number, assumption: Assumption): number {
  if (assumption === 'cheap') return high;
  return assumption === 'dear' ? low : Math.round(low + (high - low) * share);
}
