/** Replays all requests with breakpoints placed by a rule, and bills them. */
import type { Bills } from './bills.ts';
import { addServerResult, loggedBreakpoints } from './breakpoints.ts';
import type { PromptWorld } from './prompt-world.ts';
import { noPlay, serveRow, type Evidence } from './play.ts';
import { noBreakpoints, noSplit, type Breakpoints, type Split } from './provider.ts';
import { addSplit } from './request-bills.ts';
import type { Placement, View } from './strategy.ts';

/** Told of each request what it would have read and written; the split is used again. */
export type OnSplit = (row: number, split: Split, breakpoints: Breakpoints) => void;

/** What was logged is predicted, unless it is asked for otherwise; what was not, is played with all that is known. */
export function playPlacement(
  world: PromptWorld,
  placement: Placement | 'logged',
  onSplit: OnSplit,
  evidence: Evidence = placement === 'logged' ? 'past' : 'likely',
): void {
  const { prompts, prefixes } = world.log;
  const play = noPlay(world, evidence);
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
    serveRow(world, play, row, breakpoints, split);
    onSplit(row, split, breakpoints);
  }
}

export function billPlacement(
  world: PromptWorld,
  placement: Placement | 'logged',
  bills: Bills,
  evidence: Evidence = 'likely',
): void {
  const add: OnSplit = (row, split) => {
    addSplit(bills, world.log.prompts, row, split);
  };
  playPlacement(world, placement, add, evidence);
}
