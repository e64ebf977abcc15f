/** Whose requests these are, and whether they could do what a scenario asks for. */
import { clientOf, type Client, type Lever } from '../core/controls.ts';
import { TTL_1H } from '../requests/life.ts';
import type { Counts } from '../requests/columns.ts';
import type { PriceKind } from '../requests/kinds.ts';

/** What a scenario needs: levers, or what no user of the API has. */
export type Need =
  | Lever
  /** Knowing what comes later. */
  | 'foresight'
  /** What is not theirs to choose, and shown for comparison: a price list, a bound, another engine. */
  | 'given';

/** Requests of one client. */
export interface Part {
  readonly client: Client;
  readonly requests: number;
  /** Of those: in conversations, where each request follows the answer to the one before. */
  readonly conversing: number;
}

/** The part with most requests first. */
export type Audience = readonly Part[];

interface Judgement {
  /** null where it holds for a part only, or depends on the client. */
  readonly applies: boolean | null;
  readonly can: Audience;
  readonly cannot: Audience;
  readonly unknown: Audience;
}

export function judge(needs: readonly Need[], audience: Audience): Judgement {
  const parts = audience.map((part) => ({ part, control: controlOf(needs, part) }));
  const those = (wanted: boolean | null): Audience =>
    parts.filter(({ control }) => control === wanted).map(({ part }) => part);
  const [can, cannot, unknown] = [those(true), those(false), those(null)];
  const applies = can.length === parts.length ? true : cannot.length === parts.length ? false : null;
  return { applies, can, cannot, unknown };
}

/** The worst of all that is needed. */
function controlOf(needs: readonly Need[], part: Part): boolean | null {
  const controls = needs.map((need) => controlOfOne(need, part));
  return controls.includes(false) ? false : controls.includes(null) ? null : true;
}

function controlOfOne(need: Need, { client, requests, conversing }: Part): boolean | null {
  if (need === 'foresight' || need === 'given') return false;
  // A batch takes up to a day: whoever goes on within the hour did not wait for one.
  if (need === 'batch' && client.can.batch === null && conversing * 2 > requests) return false;
  return client.can[need];
}

interface Rows {
  readonly count: number;
  readonly kind: Counts;
  readonly requests: Uint8Array;
  readonly at: Float64Array;
}

/** ms. What is sent sooner was sent at once, and does not go on from an answer. */
const AT_ONCE = 1000;

/**
 * By a value of each kind of request: those for which it is undefined are left out. `conversationOf` is a number by row,
 * -1 where none is known; rows of one conversation are in the order of time.
 */
export function audiencesOf<T>(
  rows: Rows,
  kinds: readonly PriceKind[],
  conversationOf: (row: number) => number,
  valueOf: (kind: PriceKind) => T,
): Map<T, Audience> {
  const conversing = conversingOf(rows, conversationOf);
  const places = kinds.map((kind) => ({ client: clientOf(kind.terms.source), value: valueOf(kind) }));
  const found = new Map<T, Map<Client, { requests: number; conversing: number }>>();
  for (let row = 0; row < rows.count; row++) {
    const place = places[rows.kind[row] ?? 0];
    if (place === undefined) continue;
    const parts = found.get(place.value) ?? new Map<Client, { requests: number; conversing: number }>();
    found.set(place.value, parts);
    const part = parts.get(place.client) ?? { requests: 0, conversing: 0 };
    parts.set(place.client, part);
    const requests = rows.requests[row] ?? 0;
    part.requests += requests;
    if (conversing.has(conversationOf(row))) part.conversing += requests;
  }
  return new Map([...found].map(([value, parts]) => [value, mostFirst(parts)]));
}

function mostFirst(parts: ReadonlyMap<Client, { requests: number; conversing: number }>): Audience {
  return [...parts].map(([client, counts]) => ({ client, ...counts })).sort((a, b) => b.requests - a.requests);
}

/** Conversations in which a request came seconds to an hour after another one. */
function conversingOf({ count, at }: Rows, conversationOf: (row: number) => number): Set<number> {
  const last = new Map<number, number>();
  const conversing = new Set<number>();
  for (let row = 0; row < count; row++) {
    const conversation = conversationOf(row);
    if (conversation < 0) continue;
    const own = at[row] ?? 0;
    const gap = own - (last.get(conversation) ?? -Infinity);
    if (gap >= AT_ONCE && gap <= TTL_1H) conversing.add(conversation);
    last.set(conversation, own);
  }
  return conversing;
}
