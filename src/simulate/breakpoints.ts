/** Where breakpoints stand: those that were sent, and the rules that hold for all. */
import { TTL_5M } from '../requests/life.ts';
import type { Prefixes } from './prefixes.ts';
import type { Prompts } from './prompts.ts';
import { setBreakpoint, type Breakpoints } from './provider.ts';

/** The nearest place at or before this one whose block can carry a breakpoint; -1 without. */
export function carrierAt({ path, from }: Prompts, { carries }: Prefixes, row: number, place: number): number {
  const start = from[row] ?? 0;
  let found = place;
  while (found >= 0 && carries[path[start + found] ?? 0] !== 1) found -= 1;
  return found;
}

export function lastPlace({ from }: Prompts, row: number): number {
  return (from[row + 1] ?? 0) - (from[row] ?? 0) - 1;
}

/** As sent: the marks, the automatic one, and the provider's own behind the result of a server tool. */
export function loggedBreakpoints(prompts: Prompts, prefixes: Prefixes, row: number, breakpoints: Breakpoints): void {
  breakpoints.count = 0;
  const last = lastPlace(prompts, row);
  for (let mark = prompts.markFrom[row] ?? 0; mark < (prompts.markFrom[row + 1] ?? 0); mark++) {
    const place = prompts.markPlace[mark] ?? 0;
    if (place <= last) setBreakpoint(breakpoints, carrierAt(prompts, prefixes, row, place), prompts.markTtl[mark] ?? 0);
  }
  const automatic = prompts.automatic[row] ?? 0;
  if (automatic > 0) setBreakpoint(breakpoints, carrierAt(prompts, prefixes, row, last), automatic);
  addServerResult(prompts, row, breakpoints);
}

/** When a request has any breakpoint, the provider sets one for five minutes behind a server tool's result. */
export function addServerResult({ serverResult }: Prompts, row: number, breakpoints: Breakpoints): void {
  if (breakpoints.count > 0) setBreakpoint(breakpoints, serverResult[row] ?? -1, TTL_5M);
}
