/**
 * What each request could expect to read: all that the last request of its conversation had cached. A conversation goes on
 * under another model when its prompt stays about as long; a call on the side does not continue it.
 */
import { advance, aliveEnd, LATENCY, newLife, type Life } from '../requests/life.ts';
import { countsFor, groupedBy, type Counts } from '../requests/columns.ts';
import { cachedBy, promptOf, untilOf } from '../requests/log.ts';
import { cacheOf, isOtherModel, type DiagnosisLog } from './log.ts';
import { expectShared, type ExpectedStarts } from './starts.ts';

/** One entry a request in every column. */
export interface Expected extends ExpectedStarts {
  /** The request it is held against; -1 for the first of a conversation, and where none is known. */
  readonly before: Int32Array;
  /** Of those, what was surely alive by the clock, at the times to live it was written for. */
  readonly alive: Counts;
}

/** A prompt that shrank to less, or grew to more than so much, is another conversation's, not the same one's. */
const LEAST_LIKE = 0.6;
const MOST_LIKE = 3;
/** The same text is so many tokens for an older model as it is for a new one (facts: up to 1.35 times as many). */
const FEWER_TOKENS = 1 / 1.35;
/** Of a conversation: what is left of one that is cut down has tools and system, and what it was about. */
const SUMMARY = 0.1;
/** So far ahead one sees whether a conversation goes on from before a short call. */
const AHEAD = 8;

/** What a conversation has in one cache: its last request there (-1: none), and how long what that cached lives. */
interface Line {
  last: number;
  /** The last request, where none of them has cached anything. */
  plain: number;
  readonly life: Life;
}

export function expectedOf(log: DiagnosisLog): Expected {
  const { count } = log.logged;
  const tokens = (): Counts => countsFor(count, log.longest);
  const expected = {
    before: new Int32Array(count).fill(-1),
    tokens: tokens(),
    alive: tokens(),
    shared: tokens(),
    together: new Uint8Array(count),
  };
  const starts: number[] = [];
  const { rows, from } = groupedBy(log.logged.conversation, log.conversations.length);
  for (let place = 0; place < log.conversations.length; place++)
    follow(log, rows.subarray(from[place], from[place + 1]), expected, starts);
  expectShared(
    log,
    starts.sort((a, b) => a - b),
    expected,
  );
  for (const [row, before] of expected.before.entries())
    if (before >= 0) expected.shared[row] = sharedAfter(log, expected, before);
  return expected;
}

/** `starts` takes the first request in each cache that goes on from none before. */
function follow(log: DiagnosisLog, rows: Uint32Array, expected: Expected, starts: number[]): void {
  const { logged } = log;
  const lines = new Map<number, Line>();
  // The last one that cached anything, and the last one whatever it cached.
  let [last, turn] = [-1, -1];
  for (const [index, row] of rows.entries()) {
    const cache = cacheOf(log, row);
    const line = lines.get(cache) ?? { last: -1, plain: -1, life: newLife() };
    lines.set(cache, line);
    const isCached = cachedBy(logged, row) > 0;
    const coming = rows.subarray(index + 1, index + 1 + AHEAD);
    if (isCached && isShortCall(log, line.last, row, coming)) continue;
    const isAside = !isCached && isPlainCall(log, turn, row, coming);
    const goesOn = isCached ? isLike : isLonger;
    const isOn = !isAside && (goesOn(log, last, row) || goesOn(log, turn, row));
    const isInLine = isCached || (!isAside && goesOn(log, line.last, row));
    const before = last >= 0 && isOn ? last : isInLine ? line.last : line.plain;
    if (before >= 0) expect(log, expected, before, row, before === line.last ? line.life : newLife());
    else if (isCached) starts.push(row);
    if (isOn || isCached || turn < 0) turn = row;
    if (isCached) {
      advance(line.life, logged.cache_read[row] ?? 0, logged.cache_write_1h[row] ?? 0, logged.cache_write_5m[row] ?? 0);
      line.last = last = row;
      line.plain = -1;
      // What is neither read nor written stays as it was.
    } else if (line.last < 0) line.plain = row;
  }
}

function expect(
  { logged }: DiagnosisLog,
  { before, tokens, alive }: Expected,
  other: number,
  row: number,
  life: Life,
): void {
  const at = logged.at[row] ?? 0;
  before[row] = other;
  tokens[row] = Math.min(cachedBy(logged, other), promptOf(logged, row));
  alive[row] = aliveEnd(life, at - (logged.at[other] ?? 0), -LATENCY);
}

/** ms since the last line of the request before; Infinity without one. */
export function gapBefore({ logged }: DiagnosisLog, { before }: Expected, row: number): number {
  const other = before[row] ?? -1;
  return other < 0 ? Infinity : Math.max(0, (logged.at[row] ?? 0) - untilOf(logged, other));
}

/** What a conversation shares after a request: no longer known when that one lost all of it, though it was alive. */
function sharedAfter({ logged }: DiagnosisLog, { before, alive, shared }: Expected, row: number): number {
  const isLost = (before[row] ?? -1) >= 0 && (alive[row] ?? 0) > 0 && logged.cache_read[row] === 0;
  return isLost ? 0 : (shared[row] ?? 0);
}

/** Whether its prompt is about as long as that of another request. */
function isLike({ logged }: DiagnosisLog, other: number, row: number): boolean {
  if (other < 0) return false;
  const ratio = promptOf(logged, row) / Math.max(1, promptOf(logged, other));
  return ratio >= LEAST_LIKE && ratio <= MOST_LIKE;
}

/** The same of one that caches nothing, and may be any call: a conversation that goes on is longer, in the same tokens. */
function isLonger(log: DiagnosisLog, other: number, row: number): boolean {
  if (!isLike(log, other, row)) return false;
  const least = isOtherModel(log, other, row) ? FEWER_TOKENS : 1;
  return promptOf(log.logged, row) >= least * cachedBy(log.logged, other);
}

/**
 * A short call on the side: what comes next in its cache is as long as before, or reads more than anything since had, so
 * from before it. Where nothing comes, it is one when it is too short to be a summary and does not read its beginning.
 */
function isShortCall(log: DiagnosisLog, last: number, row: number, coming: Uint32Array): boolean {
  const { logged } = log;
  if (last < 0 || promptOf(logged, row) >= LEAST_LIKE * promptOf(logged, last)) return false;
  const own = coming.filter((next) => cacheOf(log, next) === cacheOf(log, row));
  if (own.length === 0) return logged.cache_read[row] === 0 && promptOf(logged, row) < SUMMARY * promptOf(logged, last);
  const [first = -1] = own;
  if (isLike(log, last, first) && !isLike(log, row, first)) return true;
  let most = promptOf(logged, row);
  for (const next of own) {
    if ((logged.cache_read[next] ?? 0) > most) return true;
    most = Math.max(most, promptOf(logged, next));
  }
  return false;
}

/** A call on the side that caches nothing, with another model than the one before, which the conversation does not stay with. */
function isPlainCall(log: DiagnosisLog, turn: number, row: number, coming: Uint32Array): boolean {
  const own = cacheOf(log, row);
  if (turn < 0 || own === cacheOf(log, turn)) return false;
  const next = coming.find((each) => cacheOf(log, each) !== own);
  const isBack = next !== undefined && cacheOf(log, next) === cacheOf(log, turn);
  return isBack || coming.every((each) => cacheOf(log, each) !== own);
}
