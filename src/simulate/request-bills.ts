/** Bills of requests whose prompts are known, priced. */
import { account, type Figures } from '../analysis/figures.ts';
import { quoter } from '../analysis/quoter.ts';
import { sums, type Sums } from './bills.ts';
import type { PromptWorld } from './prompt-world.ts';

export function billsOf({ log: { prompts, kinds }, book }: PromptWorld): Sums {
  return sums({ requests: prompts, kinds }, book.thresholds);
}

export function priced(bills: Sums, { book }: PromptWorld): Figures {
  const own = account(quoter(book));
  for (const group of bills.groups()) own.add(group);
  return own.figures();
}
