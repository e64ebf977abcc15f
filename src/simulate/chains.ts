/**
 * Chains: the inferences of one workspace, session, thread, model and speed in the order of time, with what their usage
 * says of the prefix each could have read. A sub-agent, another model and another speed have caches of their own; a
 * compaction is a change of the prefix; a session that is resumed under its own id goes on.
 */
import type { Instant } from '../core/time.ts';
import type { Inference } from '../store/ledger.ts';
import { advance, aliveEnd, LATENCY, newLife, TTL_5M, type Life } from './life.ts';
import { priceKinds } from './price-kinds.ts';
import { CHANGED, EXPIRED, FIRST, HIT, type Chain, type Requests, type Workload } from './workload.ts';

/** `inferences` come in the order of time. */
export function workloadOf(inferences: Iterable<Inference>): Workload {
  const caches = new Map<string, Map<string, Cache>>();
  const chains: Growing[] = [];
  const strangers = newChain('', '');
  const kinds = priceKinds();
  const rows: Rows = { size: 0, columns: columnsOf(1024) };
  const owners: Growing[] = [];
  let latest = 0 as Instant;
  for (const inference of inferences) {
    const { at, until, session, thread, terms } = inference;
    const cache = cacheFor(caches, inference);
    const role = isMain(thread) ? 'main' : 'sub';
    const company = at - cache.last[role];
    cache.last[role] = at;
    const known = session !== '' && terms.kind === 'message';
    const chain = known ? chainFor(cache, session, thread, chains) : strangers;
    const seen = known ? observe(chain, inference, cache.hasHours) : ALONE;
    append(rows, inference, kinds.indexOf(inference), company, seen);
    if (inference.meters.cache_write_1h > 0) cache.hasHours = true;
    owners.push(chain);
    chain.size += 1;
    chain.at = latest = at;
    chain.until = Math.max(chain.until, until);
  }
  if (strangers.size > 0) chains.push(strangers);
  const requests = byChain(rows, owners, chains);
  const placed = chains.map((chain, index) => placedChain(chain, index, chain !== strangers));
  return { requests, kinds: kinds.all, chains: placed, latest };
}

/** What requests of one workspace, model and speed have in common. */
interface Cache {
  /** The newest request of main threads and of sub-agents, ms UTC: their prompts begin differently. */
  readonly last: { main: number; sub: number };
  /** Whether anything was written to live for an hour. */
  hasHours: boolean;
  /** By session and thread. */
  readonly chains: Map<string, Map<string, Growing>>;
}

interface Growing {
  readonly session: string;
  readonly thread: string;
  /** By what it wrote itself. */
  readonly life: Life;
  /** At the most so much lives for an hour: what others wrote may. */
  hour: number;
  /** Up to here its entries had expired once, and were written again as one. */
  rewritten: number;
  size: number;
  /** Row after the last one that was put in its place. */
  next: number;
  /** Of the newest request, and of its last line, ms UTC. */
  at: number;
  until: number;
}

function newChain(session: string, thread: string): Growing {
  return { session, thread, life: newLife(), hour: 0, rewritten: 0, size: 0, next: 0, at: -Infinity, until: -Infinity };
}

// Maps in maps: to join the names of a million requests takes longer than to look each of them up.
function cacheFor(caches: Map<string, Map<string, Cache>>, { workspace, model, terms }: Inference): Cache {
  let ofModel = caches.get(model);
  if (ofModel === undefined) caches.set(model, (ofModel = new Map<string, Cache>()));
  const place = workspace === '' ? terms.speed : `${terms.speed}\n${workspace}`;
  let cache = ofModel.get(place);
  if (cache === undefined)
    ofModel.set(place, (cache = { last: { main: -Infinity, sub: -Infinity }, hasHours: false, chains: new Map() }));
  return cache;
}

function chainFor({ chains }: Cache, session: string, thread: string, all: Growing[]): Growing {
  let threads = chains.get(session);
  if (threads === undefined) chains.set(session, (threads = new Map<string, Growing>()));
  let chain = threads.get(thread);
  if (chain === undefined) {
    chain = newChain(session, thread);
    threads.set(thread, chain);
    all.push(chain);
  }
  return chain;
}

/** What is seen of a request beside its own usage. */
interface Seen {
  readonly gap: number;
  readonly reading: number;
  readonly alive: number;
  /** Negative: what it read. */
  readonly most: number;
  readonly hour: number;
  readonly lost: number;
  readonly steady: number;
}

const ALONE: Seen = { gap: Infinity, reading: FIRST, alive: 0, most: -1, hour: 0, lost: 0, steady: 0 };

function observe(chain: Growing, { at, meters }: Inference, hasHours: boolean): Seen {
  const { life, hour, size, at: last } = chain;
  const before = life.cached;
  const gap = size === 0 ? Infinity : Math.max(0, at - chain.until);
  const alive = aliveEnd(life, gap);
  // From start to start it was longer, and an answer may be as late as another was early.
  const surelyAlive = aliveEnd(life, at - last, -LATENCY);
  const { cache_read: read, cache_write_1h: write1h, cache_write_5m: write5m } = meters;
  advance(life, read, write1h, write5m);
  chain.hour = Math.max(life.hour, hasHours && read > 0 && hour < read ? read : Math.min(hour, read));
  if (size === 0 || before === 0) return { ...ALONE, gap, hour };
  const lost = read >= surelyAlive && read < before;
  const same = Math.min(before, life.cached);
  if (lost) chain.rewritten = life.cached;
  return {
    gap,
    reading: read * 2 >= before ? HIT : lost ? EXPIRED : CHANGED,
    alive: alive > 0 ? 1 : 0,
    most: Math.max(read, lost ? same : read < before ? Math.min(same, chain.rewritten) : read),
    hour,
    lost: lost ? 1 : 0,
    steady: read >= before && at - last <= TTL_5M - LATENCY ? 1 : 0,
  };
}

export function isMain(thread: string): boolean {
  return thread === '' || thread === 'main';
}

/** Columns that grow, in the order of time. */
interface Rows {
  size: number;
  columns: Columns;
}

type Columns = Omit<Requests, 'count'>;

function columnsOf(rows: number): Columns {
  const tokens = (): Float64Array => new Float64Array(rows);
  return {
    ...{ kind: new Uint32Array(rows), at: tokens(), gap: tokens(), company: tokens() },
    ...{ prompt: tokens(), read: tokens(), write5m: tokens(), write1h: tokens(), output: tokens() },
    ...{ cached: tokens(), most: tokens(), hour: tokens() },
    ...{
      reading: new Uint8Array(rows),
      alive: new Uint8Array(rows),
      lost: new Uint8Array(rows),
      steady: new Uint8Array(rows),
    },
    ...{ webSearch: tokens(), requests: new Uint8Array(rows) },
  };
}

function append(rows: Rows, { at, meters, requests }: Inference, kind: number, company: number, seen: Seen): void {
  const row = rows.size++;
  if (row === rows.columns.at.length) rows.columns = enlarged(rows.columns, row * 2);
  const { columns } = rows;
  const cached = meters.cache_read + meters.cache_write_5m + meters.cache_write_1h;
  columns.kind[row] = kind;
  columns.at[row] = at;
  columns.gap[row] = seen.gap;
  columns.company[row] = company;
  columns.prompt[row] = meters.input + cached;
  columns.read[row] = meters.cache_read;
  columns.write5m[row] = meters.cache_write_5m;
  columns.write1h[row] = meters.cache_write_1h;
  columns.output[row] = meters.output;
  columns.cached[row] = cached;
  columns.most[row] = seen.most < 0 ? meters.cache_read : seen.most;
  columns.hour[row] = seen.hour;
  columns.reading[row] = seen.reading;
  columns.alive[row] = seen.alive;
  columns.lost[row] = seen.lost;
  columns.steady[row] = seen.steady;
  columns.webSearch[row] = meters.web_search;
  columns.requests[row] = requests;
}

/** As many rows, and room for more. */
function enlarged(from: Columns, rows: number): Columns {
  const to = columnsOf(rows);
  for (const name of Object.keys(from) as (keyof Columns)[]) to[name].set(from[name]);
  return to;
}

/** From the order of time to that of the chains; within a chain time goes on. */
function byChain({ columns, size }: Rows, owners: readonly Growing[], chains: readonly Growing[]): Requests {
  let next = 0;
  for (const chain of chains) {
    chain.next = next;
    next += chain.size;
  }
  const place = Uint32Array.from(owners, (owner) => owner.next++);
  const sorted = columnsOf(size);
  for (const name of Object.keys(columns) as (keyof Columns)[]) scatter(columns[name], sorted[name], place);
  return { count: size, ...sorted };
}

function scatter(from: Columns[keyof Columns], to: Columns[keyof Columns], place: Uint32Array): void {
  for (let row = 0; row < place.length; row++) to[place[row] ?? 0] = from[row] ?? 0;
}

function placedChain({ session, thread, next, size }: Growing, index: number, known: boolean): Chain {
  return { index, session, thread, known, start: next - size, end: next };
}
