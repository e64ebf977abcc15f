/** Breakpoints (cache_control) as a request carries them, and what the API would refuse about them (facts 3.2, 3.3). */
import type { Mark, PromptBlock, Ttl } from '../core/prompt.ts';
import { isObject } from './fields.ts';
import type { JsonObject, Refusal } from './reading.ts';

const MAX_BREAKPOINTS = 4;

type TtlResult =
  { readonly ok: true; readonly ttl: Ttl | undefined } | { readonly ok: false; readonly reason: Refusal };

/** The time of a breakpoint; undefined where there is none. */
export function ttlOf(control: unknown): TtlResult {
  if (control === undefined || control === null) return { ok: true, ttl: undefined };
  if (!isObject(control) || control['type'] !== 'ephemeral') return { ok: false, reason: 'bad_request' };
  const ttl = control['ttl'] ?? '5m';
  return ttl === '5m' || ttl === '1h' ? { ok: true, ttl } : { ok: false, reason: 'bad_ttl' };
}

type ControlsResult =
  { readonly ok: true; readonly ttls: readonly Ttl[] } | { readonly ok: false; readonly reason: Refusal };

/** The breakpoints on a block. Those inside a result or a document count for the block as a whole. */
export function controlsOf(block: JsonObject): ControlsResult {
  const source = isObject(block['source']) ? block['source']['content'] : undefined;
  const inner = [block['content'], source].flatMap((list) => (Array.isArray(list) ? list.filter(isObject) : []));
  const ttls: Ttl[] = [];
  for (const { cache_control } of [...inner, block]) {
    const control = ttlOf(cache_control);
    if (!control.ok) return control;
    if (control.ttl !== undefined) ttls.push(control.ttl);
  }
  return { ok: true, ttls };
}

/** Several on one block are one, for the longest time. */
export function longest(ttls: readonly Ttl[]): Ttl | undefined {
  return ttls.includes('1h') ? '1h' : ttls[0];
}

/** What the API would refuse. `sent` are all explicit ones, `marks` those of the blocks. */
export function misplaced(
  blocks: readonly PromptBlock[],
  marks: readonly Mark[],
  sent: number,
  automatic: Ttl | undefined,
): Refusal | undefined {
  const order = marks.map(({ ttl }) => ttl);
  const own = automatic === undefined || isThere(blocks, marks, automatic) ? [] : [automatic];
  if (sent + own.length > MAX_BREAKPOINTS) return 'too_many_markers';
  const all = [...order, ...own];
  return isOrdered(all) ? undefined : 'ttl_order';
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
