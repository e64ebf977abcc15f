/** Replays all requests with breakpoints placed by a rule, and bills them. */
import type { Bills } from './bills.ts';
import { addServerResult, loggedBreakpoints } from './breakpoints.ts';
import type { PromptWorld } from './prompt-world.ts';
import { noBreakpoints, noEntries, noSplit, serve, type Breakpoints, type Split } from './provider.ts';
import type { Placement, View } from './strategy.ts';

/** Told of each request what it would have read and written; the split is used again. */
export type OnSplit = (row: number, split: Split, breakpoints: Breakpoints) => void;

export function playPlacement(world: PromptWorld, placement: Placement | 'logged', onSplit: OnSplit): void {
  const { prompts, prefixes } = world.log;
  const entries = noEntries(prefixes.count);
  const breakpoints = noBreakpoints();
  const split = noSplit();
  const view: View = { prompts, prefixes, row: 0 };
  for (let row = 0; row < prompts.count; row++) {
    breakpoints.count = 0;
    if (placement === 'logged') loggedBreakpoints(prompts, prefixes, row, breakpoints);
    else {
      view.row = row;
      placement.place(view, breakpoints);
      addServerResult(prompts, row, breakpoints);
    }
    serve(entries, prompts, world.tokens, row, breakpoints, world.minimums[prompts.kind[row] ?? 0] ?? 0, split);
    onSplit(row, split, breakpoints);
  }
}

export function billPlacement(world: PromptWorld, placement: Placement | 'logged', bills: Bills): void {
  const { output } = world.log.prompts;
  playPlacement(world, placement, (row, { input, write5m, write1h, read }) => {
    bills.add(row, input, write5m, write1h, read, output[row] ?? 0);
  });
}
