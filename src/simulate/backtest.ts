/**
 * How far the cache model is from what was logged. Forward: each request from its chain's past alone, a hit when the rest
 * before it was within the time to live, and then all that was cached is read. Replay: the same with the changes of the
 * prefix that the log shows, which is what the scenarios use.
 */
import { sums, type Bills, type Sums } from './bills.ts';
import { replay } from './replay.ts';
import { FIRST, HIT, type Requests } from './workload.ts';
import { billLogged, billPlayed, loggedRule } from './rules.ts';
import type { World } from './scenario.ts';

export interface Backtest {
  /** Requests that had something cached by their chain before them. */
  readonly pairs: number;
  /** Of them, those whose hit or miss the time to live alone predicts. */
  readonly right: number;
  /** Known chains of two requests or more, and those whose replay costs within a fiftieth of what they did. */
  readonly chains: number;
  readonly closeChains: number;
  readonly actual: Sums;
  readonly forward: Sums;
  readonly replayed: Sums;
}

/** Of a chain's cost. */
const CLOSE = 0.02;

export function backtest(world: World, edges: readonly number[]): Backtest {
  const { workload, habits, room } = world;
  const { requests, chains } = workload;
  const [actual, forward, replayed] = [sums(workload, edges), sums(workload, edges), sums(workload, edges)];
  const [loggedCost, replayedCost] = [costs(world, actual), costs(world, replayed)];
  let [pairs, right, long, close] = [0, 0, 0, 0];
  for (const chain of chains) {
    const rule = loggedRule(requests, chain);
    replay(requests, chain, rule, habits, 'likely', room);
    loggedCost.cost = replayedCost.cost = 0;
    billPlayed(requests, chain, room, replayedCost);
    for (let row = chain.start; row < chain.end; row++) {
      billLogged(requests, row, loggedCost);
      billForward(requests, row, row === chain.start, shareAt(rule.hourShare, row - chain.start), forward);
      if (requests.reading[row] === FIRST) continue;
      pairs += 1;
      if ((requests.alive[row] === 1) === (requests.reading[row] === HIT)) right += 1;
    }
    if (!chain.known || chain.end - chain.start < 2) continue;
    long += 1;
    if (Math.abs(replayedCost.cost - loggedCost.cost) <= CLOSE * loggedCost.cost) close += 1;
  }
  return { pairs, right, chains: long, closeChains: close, actual, forward, replayed };
}

/** Bills that also add up what they weigh. */
function costs({ workload, weights }: World, into: Bills): Bills & { cost: number } {
  return {
    cost: 0,
    add(row, input, cache_write_5m, cache_write_1h, read, output) {
      into.add(row, input, cache_write_5m, cache_write_1h, read, output);
      const weight = weights.of(workload.requests.kind[row] ?? 0, input + cache_write_5m + cache_write_1h + read);
      this.cost +=
        input * weight.input +
        cache_write_5m * weight.cache_write_5m +
        cache_write_1h * weight.cache_write_1h +
        read * weight.cache_read +
        output * weight.output;
    },
    ping: (row, read, times) => {
      into.ping(row, read, times);
    },
  };
}

function shareAt(hourShare: number | Float64Array, index: number): number {
  return typeof hourShare === 'number' ? hourShare : (hourShare[index] ?? 0);
}

function billForward(requests: Requests, row: number, first: boolean, hourShare: number, bills: Bills): void {
  if (first || requests.reading[row] === FIRST) {
    billLogged(requests, row, bills);
    return;
  }
  const cached = requests.cached[row] ?? 0;
  const read = requests.alive[row] === 1 ? Math.min(requests.cached[row - 1] ?? 0, cached) : 0;
  const cache_write_1h = Math.round((cached - read) * hourShare);
  const input = (requests.prompt[row] ?? 0) - cached;
  bills.add(row, input, cached - read - cache_write_1h, cache_write_1h, read, requests.output[row] ?? 0);
}
