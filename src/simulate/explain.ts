/** One session, request by request: what was logged, how it reads, and what each scenario would have made of it. */
import { figuresOf } from '../analysis/figures.ts';
import { quoter } from '../analysis/quoter.ts';
import { NO_METERS } from '../core/meters.ts';
import type { Pico } from '../core/money.ts';
import type { Instant } from '../core/time.ts';
import { edgeBelow } from '../store/ledger.ts';
import { repriced, type Billed, type Bills } from './bills.ts';
import { READINGS, type Chain, type Reading } from './workload.ts';
import { billLogged } from './rules.ts';
import type { Plan, World } from './scenario.ts';
import type { Asked } from './what-if.ts';

/** Tokens, and what they cost; null without a price. */
export interface Bill extends Billed {
  /** Tokens of reads that keep the cache alive until the next request. */
  readonly pinged: number;
  readonly cost: Pico | null;
}

export interface ExplainedRequest {
  readonly at: Instant;
  readonly thread: string;
  readonly model: string;
  /** ms since the last line of the request before in its chain; undefined for a first one. */
  readonly gap: number | undefined;
  readonly reading: Reading;
  readonly prompt: number;
  readonly logged: Bill;
  /** Likely bills, in the order of the scenarios. */
  readonly scenarios: readonly Bill[];
}

/** In the order of time; empty when there is no such session. */
export function explainSession(world: World, asked: readonly Asked[], session: string): ExplainedRequest[] {
  const { workload } = world;
  const plans = asked.map(({ scenario, options }) => scenario.plan(options, world));
  const chains = workload.chains.filter((chain) => chain.known && chain.session === session);
  return chains.flatMap((chain) => explainChain(world, plans, chain)).sort((a, b) => a.at - b.at);
}

function explainChain(world: World, plans: readonly Plan[], chain: Chain): ExplainedRequest[] {
  const { workload } = world;
  const { requests, kinds } = workload;
  const logged = recorded(world, {}, (bills) => {
    for (let row = chain.start; row < chain.end; row++) billLogged(requests, row, bills);
  });
  const played = plans.map((plan) => recorded(world, plan, (bills) => plan.play(chain, 'likely', bills)));
  return Array.from({ length: chain.end - chain.start }, (_, index) => {
    const row = chain.start + index;
    return {
      at: (requests.at[row] ?? 0) as Instant,
      thread: chain.thread,
      model: kinds[requests.kind[row] ?? 0]?.model ?? '',
      gap: index === 0 ? undefined : (requests.gap[row] ?? 0),
      reading: READINGS[requests.reading[row] ?? 0] ?? 'first',
      prompt: requests.prompt[row] ?? 0,
      logged: logged(row),
      scenarios: played.map((billOf) => billOf(row)),
    };
  });
}

/** What `work` bills, by row, each row priced by itself. */
function recorded(
  { workload, book }: World,
  { repricing = {}, asOf }: Pick<Plan, 'repricing' | 'asOf'>,
  work: (bills: Bills) => void,
): (row: number) => Bill {
  const quotes = quoter(book, asOf);
  const tokens = new Map<number, Omit<Bill, 'cost'>>();
  work({
    add: (row, input, cache_write_5m, cache_write_1h, read, output) => {
      tokens.set(row, { input, cache_write_5m, cache_write_1h, cache_read: read, output, pinged: 0 });
    },
    ping: (row, read, times) => {
      const own = tokens.get(row);
      if (own) tokens.set(row, { ...own, pinged: own.pinged + read * times });
    },
  });
  return (row) => {
    const bill = tokens.get(row) ?? { ...NO_METERS, pinged: 0 };
    const { kind, web_search } = workload.requests;
    const priceKind = workload.kinds[kind[row] ?? 0];
    if (priceKind === undefined) return { ...bill, cost: null };
    const { day, model, terms } = priceKind;
    const prompt = bill.input + bill.cache_write_5m + bill.cache_write_1h + bill.cache_read;
    const group = {
      at: day,
      model,
      terms,
      values: [],
      above: edgeBelow(prompt, book.thresholds),
      requests: 1n,
      hits: 0n,
      sums: {
        input: BigInt(bill.input),
        cache_write_5m: BigInt(bill.cache_write_5m),
        cache_write_1h: BigInt(bill.cache_write_1h),
        cache_read: BigInt(bill.cache_read + bill.pinged),
        output: BigInt(bill.output),
        web_search: BigInt(web_search[row] ?? 0),
      },
    };
    const { cost, allPriced } = figuresOf(repriced([group], repricing), quotes);
    return { ...bill, cost: allPriced ? cost : null };
  };
}
