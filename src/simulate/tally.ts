/**
 * Tokens of a scenario, summed by everything that decides a price, so that a million requests are priced as a few
 * thousand groups.
 */
import type { Terms } from '../core/event.ts';
import { MS_PER_DAY, type Instant } from '../core/time.ts';
import { edgeBelow, type UsageGroup } from '../store/ledger.ts';
import type { Request } from './chain.ts';

/** What is billed of one request, and as what. */
export interface Billed {
  readonly input: number;
  readonly write5m: number;
  readonly write1h: number;
  readonly read: number;
  readonly output: number;
}

/** What a scenario changes about how requests are priced. */
export interface Repricing {
  /** As logged where absent. */
  readonly model?: string;
  terms?(terms: Terms): Terms;
}

export interface Tally {
  add(request: Request, billed: Billed): void;
  /** Requests beside one that is counted already, so many times. */
  addMore(request: Request, billed: Billed, times: number): void;
  groups(): Iterable<UsageGroup>;
}

interface Slot {
  readonly request: Request;
  readonly above: number;
  input: number;
  write5m: number;
  write1h: number;
  read: number;
  output: number;
  webSearch: number;
  requests: number;
  hits: number;
}

/** `edges` are the band thresholds of the price book. Sums stay below 2^53 tokens, or they are not exact. */
export function tally(edges: readonly number[], { model, terms }: Repricing = {}): Tally {
  const slots = new Map<string, Slot>();
  // Most requests follow one of their own kind.
  const recent = new Map<number, { request: Request; above: number; slot: Slot }>();

  function slotOf(request: Request, prompt: number): Slot {
    const above = edgeBelow(prompt, edges);
    const last = recent.get(above);
    if (last !== undefined && isAlike(last.request, request)) return last.slot;
    const key = `${Math.floor(request.at / MS_PER_DAY)}\n${request.model}\n${above}\n${termsText(request)}\n${request.values.join('\n')}`;
    let slot = slots.get(key);
    if (slot === undefined) {
      slot = { request, above, ...NOTHING };
      slots.set(key, slot);
    }
    recent.set(above, { request, above, slot });
    return slot;
  }

  function count(slot: Slot, billed: Billed, times: number): void {
    slot.input += billed.input * times;
    slot.write5m += billed.write5m * times;
    slot.write1h += billed.write1h * times;
    slot.read += billed.read * times;
    slot.output += billed.output * times;
  }

  return {
    add(request, billed) {
      const slot = slotOf(request, billed.input + billed.write5m + billed.write1h + billed.read);
      count(slot, billed, 1);
      slot.webSearch += request.webSearch;
      slot.requests += request.requests;
      if (billed.read > 0) slot.hits += request.requests;
    },
    addMore(request, billed, times) {
      count(slotOf(request, billed.input + billed.write5m + billed.write1h + billed.read), billed, times);
    },
    *groups() {
      for (const { request, above, ...sums } of slots.values()) {
        yield {
          at: (Math.floor(request.at / MS_PER_DAY) * MS_PER_DAY) as Instant,
          model: model ?? request.model,
          terms: terms === undefined ? request.terms : terms(request.terms),
          values: request.values,
          above,
          requests: BigInt(sums.requests),
          hits: BigInt(sums.hits),
          sums: {
            input: BigInt(sums.input),
            cache_write_5m: BigInt(sums.write5m),
            cache_write_1h: BigInt(sums.write1h),
            cache_read: BigInt(sums.read),
            output: BigInt(sums.output),
            web_search: BigInt(sums.webSearch),
          },
        };
      }
    },
  };
}

const NOTHING = { input: 0, write5m: 0, write1h: 0, read: 0, output: 0, webSearch: 0, requests: 0, hits: 0 };

function isAlike(a: Request, b: Request): boolean {
  return (
    a.model === b.model &&
    a.terms === b.terms &&
    Math.floor(a.at / MS_PER_DAY) === Math.floor(b.at / MS_PER_DAY) &&
    a.values.every((value, index) => value === b.values[index])
  );
}

function termsText({ terms }: Request): string {
  const { source, platform, tier, speed, geo, kind } = terms;
  return `${source}\n${platform}\n${tier}\n${speed}\n${geo}\n${kind}`;
}
