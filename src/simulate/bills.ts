/** What a scenario would have been billed: tokens, summed by everything that decides a price. */
import type { Terms } from '../core/event.ts';
import { NO_SUMS, type TokenMeter } from '../core/meters.ts';
import { fail } from '../core/problem.ts';
import type { UsageGroup } from '../store/ledger.ts';
import type { PriceKind } from '../requests/kinds.ts';
import type { Logged } from '../requests/log.ts';
import type { Requests } from './workload.ts';

/** What one request is billed: tokens by meter. */
export type Billed = Readonly<Record<TokenMeter, number>>;

/** Takes the bill of each request, named by its row. */
export interface Bills {
  add(row: number, input: number, cache_write_5m: number, cache_write_1h: number, read: number, output: number): void;
  /** Reads beside the request, of so many tokens and so many times; they are counted as no request. */
  ping(row: number, read: number, times: number): void;
}

/** What a scenario changes about how requests are priced. */
export interface Repricing {
  /** As logged where absent. */
  readonly model?: string;
  terms?(terms: Terms): Terms;
}

export type PromptMeter = Exclude<keyof Billed, 'output'>;

/** As it was logged. */
export function billedAt(logged: Metered, row: number): Billed {
  return {
    input: logged.input[row] ?? 0,
    cache_write_5m: logged.cache_write_5m[row] ?? 0,
    cache_write_1h: logged.cache_write_1h[row] ?? 0,
    cache_read: logged.cache_read[row] ?? 0,
    output: logged.output[row] ?? 0,
  };
}

type Metered = Pick<Logged, keyof Billed>;

export function addLogged(bills: Bills, logged: Metered, row: number): void {
  addBilled(bills, row, billedAt(logged, row));
}

export function addBilled(bills: Bills, row: number, billed: Billed): void {
  const { input, cache_write_5m, cache_write_1h, cache_read, output } = billed;
  bills.add(row, input, cache_write_5m, cache_write_1h, cache_read, output);
}

export interface Sums extends Bills {
  /** Bills tokens of a request that was added, whose whole prompt is so large, on another meter than before. */
  move(row: number, prompt: number, from: PromptMeter, to: PromptMeter, tokens: number): void;
  groups(): Iterable<UsageGroup>;
  /** What the pings read, in groups of no request. */
  pings(): Iterable<UsageGroup>;
}

const [INPUT, WRITE_5M, WRITE_1H, READ, OUTPUT, SEARCHES, REQUESTS, HITS, PINGED] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const COLUMNS = 9;
const COLUMN_OF: Readonly<Record<PromptMeter, number>> = {
  input: INPUT,
  cache_write_5m: WRITE_5M,
  cache_write_1h: WRITE_1H,
  cache_read: READ,
};

/** Of what is billed: which kind each row is of, and what no way of caching changes. */
interface Billable {
  readonly requests: Pick<Requests, 'kind' | 'web_search' | 'requests'>;
  readonly kinds: readonly PriceKind[];
}

/** `edges` are the band thresholds of the price book. */
export function sums({ requests, kinds }: Billable, edges: readonly number[]): Sums {
  const bands = edges.length + 1;
  const totals = new Float64Array(kinds.length * bands * COLUMNS);
  const { kind, web_search, requests: counts } = requests;

  function slotOf(row: number, prompt: number): number {
    let band = 0;
    while (band < edges.length && prompt > (edges[band] ?? 0)) band += 1;
    return ((kind[row] ?? 0) * bands + band) * COLUMNS;
  }

  function increase(index: number, by: number): void {
    totals[index] = (totals[index] ?? 0) + by;
  }

  return {
    add(row, input, cache_write_5m, cache_write_1h, read, output) {
      const slot = slotOf(row, input + cache_write_5m + cache_write_1h + read);
      increase(slot + INPUT, input);
      increase(slot + WRITE_5M, cache_write_5m);
      increase(slot + WRITE_1H, cache_write_1h);
      increase(slot + READ, read);
      increase(slot + OUTPUT, output);
      increase(slot + SEARCHES, web_search[row] ?? 0);
      const count = counts[row] ?? 0;
      increase(slot + REQUESTS, count);
      if (read > 0) increase(slot + HITS, count);
    },
    move(row, prompt, from, to, tokens) {
      const slot = slotOf(row, prompt);
      increase(slot + COLUMN_OF[from], -tokens);
      increase(slot + COLUMN_OF[to], tokens);
    },
    ping(row, read, times) {
      increase(slotOf(row, read) + PINGED, read * times);
    },
    *groups() {
      for (const { own, ...group } of slots()) {
        if (own.every((total, column) => total === 0 || column === PINGED)) continue;
        yield {
          ...group,
          requests: exact(own[REQUESTS]),
          hits: exact(own[HITS]),
          sums: {
            input: exact(own[INPUT]),
            cache_write_5m: exact(own[WRITE_5M]),
            cache_write_1h: exact(own[WRITE_1H]),
            cache_read: exact(own[READ]),
            output: exact(own[OUTPUT]),
            web_search: exact(own[SEARCHES]),
          },
        };
      }
    },
    *pings() {
      for (const { own, ...group } of slots()) {
        if (own[PINGED] === 0) continue;
        yield { ...group, requests: 0n, hits: 0n, sums: { ...NO_SUMS, cache_read: exact(own[PINGED]) } };
      }
    },
  };

  function* slots(): Iterable<Omit<UsageGroup, 'requests' | 'hits' | 'sums'> & { own: Float64Array }> {
    for (const [index, { day, model, terms, values }] of kinds.entries()) {
      for (let band = 0; band < bands; band++) {
        const slot = (index * bands + band) * COLUMNS;
        const above = band === 0 ? 0 : (edges[band - 1] ?? 0);
        yield { at: day, model, terms, values, above, own: totals.subarray(slot, slot + COLUMNS) };
      }
    }
  }
}

/** The groups as a scenario prices them. */
export function* repriced(groups: Iterable<UsageGroup>, { model, terms }: Repricing): Iterable<UsageGroup> {
  for (const group of groups) {
    yield { ...group, model: model ?? group.model, terms: terms === undefined ? group.terms : terms(group.terms) };
  }
}

function exact(total: number | undefined): bigint {
  if (total === undefined || !Number.isSafeInteger(total))
    fail('too_many_tokens', 'there are more tokens of one day and model than can be summed exactly here.', {
      hint: 'Narrow the question with --since, --until or --where.',
    });
  return BigInt(total);
}
