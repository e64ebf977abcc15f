/** Bills of requests whose prompts are known, priced. */
import { figuresOf, type Figures } from '../analysis/figures.ts';
import { quoter } from '../analysis/quoter.ts';
import { sums, type Bills, type Sums } from './bills.ts';
import type { PromptWorld } from './prompt-world.ts';
import type { Prompts } from './prompts.ts';
import type { Split } from './provider.ts';

export function billsOf({ log: { prompts, kinds }, book }: PromptWorld): Sums {
  return sums({ requests: prompts, kinds }, book.thresholds);
}

export function priced(bills: Sums, { book }: PromptWorld): Figures {
  return figuresOf(bills.groups(), quoter(book));
}

/** As the replay split a request's prompt; its output stays what it was. */
export function addSplit(bills: Bills, { output }: Pick<Prompts, 'output'>, row: number, split: Split): void {
  bills.add(row, split.input, split.cache_write_5m, split.cache_write_1h, split.cache_read, output[row] ?? 0);
}
