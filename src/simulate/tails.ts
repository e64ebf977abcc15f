/**
 * What the provider adds behind the last block: a request whose last block carries a breakpoint still has a few tokens of
 * input. Recorded: 3 behind a text (Claude 3.5 to 4.6), 2 (Sonnet 5, Opus 4.8), 10 with thinking (Haiku 4.5, Sonnet 4.5),
 * 1 to 7 behind the result of a tool (docs/replay.md). So they are taken from what the same log shows of the same model.
 */
import { lastPlace, loggedBreakpoints } from './breakpoints.ts';
import type { Prefixes } from './prefixes.ts';
import type { Prompts } from './prompts.ts';
import { noBreakpoints } from './provider.ts';

interface Tails {
  /** Tokens behind the last block of a request. */
  of(row: number): number;
}

/** Where nothing shows it. */
export const USUAL_TAIL = 3;
/** More than so many are a block that was not cached. */
const MOST = 16;

export function tailsOf(prompts: Prompts, prefixes: Prefixes): Tails {
  const seen = new Map<number, number>();
  const breakpoints = noBreakpoints();
  const keyOf = (row: number): number => {
    const node = prompts.path[(prompts.from[row + 1] ?? 1) - 1] ?? 0;
    return (prompts.kind[row] ?? 0) * 256 + (prefixes.kind[node] ?? 0);
  };
  for (let row = 0; row < prompts.count; row++) {
    if (prompts.logsCache[row] !== 1 || prompts.firstCalls.has(row)) continue;
    const input = prompts.input[row] ?? 0;
    if (input > MOST || input === prompts.total[row] || seen.has(keyOf(row))) continue;
    loggedBreakpoints(prompts, prefixes, row, breakpoints);
    if (breakpoints.places[breakpoints.count - 1] === lastPlace(prompts, row) && breakpoints.count > 0)
      seen.set(keyOf(row), input);
  }
  // Where a log counts its blocks, it counts all there is.
  const isCounted = (row: number): boolean =>
    (prefixes.counted[prompts.path[(prompts.from[row + 1] ?? 1) - 1] ?? 0] ?? -1) >= 0;
  return { of: (row) => (isCounted(row) ? 0 : Math.min(prompts.total[row] ?? 0, seen.get(keyOf(row)) ?? USUAL_TAIL)) };
}
