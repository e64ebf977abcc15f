/**
 * An account of little usage is a list of it: most groups of a large answer have a single entry, and an account that is
 * ready to price anything takes ten times as much memory.
 */
import type { UsageGroup } from '../store/ledger.ts';
import { account, type Account } from './figures.ts';
import type { Quoter } from './quoter.ts';

/** Beyond so many entries it becomes one. */
const FEW = 4;

export function smallAccount(quotes: Quoter): Account {
  let few: UsageGroup[] = [];
  let whole: Account | undefined;

  function opened(): Account {
    if (whole !== undefined) return whole;
    const own = account(quotes);
    for (const group of few) own.add(group);
    return own;
  }

  return {
    add(group) {
      if (whole !== undefined) whole.add(group);
      else if (few.push(group) > FEW) {
        whole = opened();
        few = [];
      }
    },
    figures: () => opened().figures(),
    charges: () => opened().charges(),
  };
}
