/**
 * The provider's cache straight from its rules, with no thought of speed: a list of entries, each a whole prefix as text,
 * looked through from front to end. Nothing here knows of src/simulate.
 */
import type { Sent } from './prompt-log.ts';

interface Entry {
  readonly prefix: string;
  used: number;
  lives: number;
  readable: number;
}

type Split = [read: number, cache_write_5m: number, cache_write_1h: number, input: number];

/** In blocks, of which each is so many tokens that a model's minimum is one block. */
export function naiveSplits(sent: readonly Sent[]): Split[] {
  const entries: Entry[] = [];
  return sent.map((request, index) => {
    cacheAnswer(entries, request, sent.slice(0, index));
    return serve(entries, request);
  });
}

/** The provider caches the result of a server tool while it answers: who sends that answer back finds it. */
function cacheAnswer(entries: Entry[], request: Sent, before: readonly Sent[]): void {
  const result = serverResult(request);
  if (request.blocks[result] !== '?' || breakpointsOf(request).length === 0) return;
  const asked = prefixOf(request, result - 1);
  const author = before.findLast((each) => each.blocks !== '' && prefixOf(each, each.blocks.length - 1) === asked);
  if (author === undefined || /[TtSs]$/.test(author.blocks) || breakpointsOf(author).length === 0) return;
  const { at = 0, answers = 0 } = author;
  const prefix = prefixOf(request, result);
  const known = entries.find((entry) => entry.prefix === prefix);
  if (known === undefined || known.used < at) remember(entries, prefix, at, 300, at + answers);
}

function serverResult({ blocks }: Sent): number {
  return Math.max(blocks.lastIndexOf('!'), blocks.lastIndexOf('?'));
}

function serve(entries: Entry[], request: Sent): Split {
  const { at = 0, blocks } = request;
  const breakpoints = breakpointsOf(request);
  const alive = (entry: Entry): boolean => at - entry.used <= entry.lives;
  const hits = breakpoints.flatMap(([place]) =>
    Array.from({ length: Math.min(20, place + 1) }, (_, back) => place - back).filter((candidate) =>
      entries.some((entry) => entry.prefix === prefixOf(request, candidate) && alive(entry) && at >= entry.readable),
    ),
  );
  const hit = Math.max(-1, ...hits);
  for (const entry of entries)
    if (alive(entry) && range(hit + 1).some((place) => entry.prefix === prefixOf(request, place))) entry.used = at;
  let [hour, end] = [hit + 1, hit + 1];
  for (const [place, lives] of breakpoints) {
    if (place <= hit) continue;
    end = place + 1;
    if (lives === 3600) hour = place + 1;
    remember(entries, prefixOf(request, place), at, lives, at + (request.answers ?? 0));
  }
  return [hit + 1, end - hour, hour - hit - 1, blocks.length - end];
}

function remember(entries: Entry[], prefix: string, at: number, lives: number, readable: number): void {
  const known = entries.find((entry) => entry.prefix === prefix);
  if (known === undefined) entries.push({ prefix, used: at, lives, readable });
  else if (at - known.used > known.lives) Object.assign(known, { used: at, lives, readable });
  else
    Object.assign(known, {
      used: at,
      lives: Math.max(lives, known.lives),
      readable: Math.min(readable, known.readable),
    });
}

/** Place and seconds to live, ascending; where two would stand on one block, the first that was asked for. */
function breakpointsOf(request: Sent): [place: number, lives: number][] {
  const { blocks, marks = [], automatic } = request;
  const found = new Map<number, number>();
  const set = (place: number, ttl: string): void => {
    let carrier = place;
    while (blocks[carrier] === '*') carrier -= 1;
    if (carrier >= 0 && !found.has(carrier)) found.set(carrier, ttl === '1h' ? 3600 : 300);
  };
  for (const [place, ttl] of marks) set(place, ttl);
  if (automatic !== undefined) set(blocks.length - 1, automatic);
  const serverTool = serverResult(request);
  if (found.size > 0 && serverTool >= 0) set(serverTool, '5m');
  return [...found].sort(([a], [b]) => a - b);
}

/** Whose it is, and all blocks up to a place; parameters of messages count from the first message on. */
function prefixOf({ blocks, workspace = '', parameters }: Sent, place: number): string {
  const prefix = blocks.slice(0, place + 1);
  return [workspace, /[^TtSs]/.test(prefix) ? (parameters?.messages ?? '') : '', prefix].join('|');
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
