/**
 * How far the cache model is from what was logged. Forward: each request from its chain's past alone, a hit when the rest
 * before it was within the time to live, and then all that was cached is read. Replay: the same with the changes of the
 * prefix that the log shows, which is what the scenarios use.
 */
import { billedOf, loggedRule } from './caching.ts';
import { cachedBy, type Chain, type Request } from './chain.ts';
import { replay, type Habits } from './replay.ts';
import { tally, type Billed, type Tally } from './tally.ts';
import { weigh, type Weights } from './weights.ts';

export interface Backtest {
  /** Requests that had something cached by their chain before them. */
  readonly pairs: number;
  /** Of them, those whose hit or miss the time to live alone predicts. */
  readonly right: number;
  /** Known chains of two requests or more, and those whose replay costs within a fiftieth of what they did. */
  readonly chains: number;
  readonly closeChains: number;
  readonly actual: Tally;
  readonly forward: Tally;
  readonly replayed: Tally;
}

/** Of a chain's cost. */
const CLOSE = 0.02;

export function backtest(
  chains: readonly Chain[],
  habits: Habits,
  weights: Weights,
  edges: readonly number[],
): Backtest {
  const [actual, forward, replayed] = [tally(edges), tally(edges), tally(edges)];
  let [pairs, right, long, close] = [0, 0, 0, 0];
  for (const chain of chains) {
    const rule = loggedRule();
    let [cost, replayCost, before] = [0, 0, 0];
    replay(chain, rule, habits, 'likely', (request, played, index) => {
      const logged = loggedBill(request);
      const bill = billedOf(request, played);
      actual.add(request, logged);
      replayed.add(request, bill);
      forward.add(request, index === 0 ? logged : forwardBill(request, before, rule.hourShare(request, index)));
      if (request.reading !== 'first') {
        pairs += 1;
        if (request.alive === (request.reading === 'hit')) right += 1;
      }
      const weight = weights.of(request);
      cost += weigh(weight, logged);
      replayCost += weigh(weight, bill);
      before = cachedBy(request);
    });
    if (!chain.known || chain.requests.length < 2) continue;
    long += 1;
    if (Math.abs(replayCost - cost) <= CLOSE * cost) close += 1;
  }
  return { pairs, right, chains: long, closeChains: close, actual, forward, replayed };
}

export function loggedBill(request: Request): Billed {
  const { prompt, read, write5m, write1h, output } = request;
  return { input: prompt - cachedBy(request), read, write5m, write1h, output };
}

function forwardBill(request: Request, before: number, hourShare: number): Billed {
  const cached = cachedBy(request);
  const read = request.reading === 'first' ? request.read : request.alive ? Math.min(before, cached) : 0;
  const write1h = Math.round((cached - read) * hourShare);
  return billedOf(request, { read, write1h, write5m: cached - read - write1h });
}
