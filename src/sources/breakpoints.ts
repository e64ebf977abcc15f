/** Breakpoints (cache_control) as a request carries them, and what the API would refuse about them (facts 3.2, 3.3). */
import type { Mark, PromptBlock, Ttl } from '../core/prompt.ts';
import { isObject } from './fields.ts';
import { refuse, type JsonObject } from './reading.ts';

const MAX_BREAKPOINTS = 4;

/** The time of a breakpoint; undefined where there is none. */
export function ttlOf(control: unknown): Ttl | undefined {
  if (control === undefined || control === null) return undefined;
  if (!isObject(control) || control['type'] !== 'ephemeral') return refuse('bad_request');
  const ttl = control['ttl'] ?? '5m';
  return ttl === '5m' || ttl === '1h' ? ttl : refuse('bad_ttl');
}

/** The breakpoints on a block. Those inside a result or a document count for the block as a whole. */
export function controlsOf(block: JsonObject): Ttl[] {
  const source = isObject(block['source']) ? block['source']['content'] : undefined;
  const inner = [block['content'], source].flatMap((list) => (Array.isArray(list) ? list.filter(isObject) : []));
  return [...inner, block].flatMap(({ cache_control }) => ttlOf(cache_control) ?? []);
}

/** Several on one block are one, for the longest time. */
export function longest(ttls: readonly Ttl[]): Ttl | undefined {
  return ttls.includes('1h') ? '1h' : ttls[0];
}

/** Refuses what the API would. `sent` are all explicit ones, `marks` those of the blocks. */
export function checkPlaces(
  blocks: readonly PromptBlock[],
  marks: readonly Mark[],
  sent: number,
  automatic: Ttl | undefined,
): void {
  const order = marks.map(({ ttl }) => ttl);
  const own = automatic === undefined || isThere(blocks, marks, automatic) ? [] : [automatic];
  if (sent + own.length > MAX_BREAKPOINTS) refuse('too_many_markers');
  if (!isOrdered([...order, ...own])) refuse('ttl_order');
}

/** Whether no one-hour breakpoint comes after one of 5 minutes. */
function isOrdered(ttls: readonly Ttl[]): boolean {
  return !ttls.includes('5m') || ttls.lastIndexOf('1h') < ttls.indexOf('5m');
}

/** An automatic breakpoint changes nothing where the same one was sent. */
function isThere(blocks: readonly PromptBlock[], marks: readonly Mark[], automatic: Ttl): boolean {
  const last = blocks.findLastIndex(({ kind }) => kind !== 'thinking' && kind !== 'empty');
  return marks.some(({ block, ttl }) => block === last && ttl === automatic);
}
