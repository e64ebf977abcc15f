/** What is said of a ledger that holds what this program never wrote. */
import { fail } from '../core/problem.ts';

/** A stored number, of which SQLite keeps no type: damaged bytes may be another one. Throws a Failure. */
export function wholeNumber(stored: unknown): number {
  return typeof stored === 'number' && Number.isSafeInteger(stored) ? stored : failDamaged('a number in it is none');
}

/** `what` is wrong, as a clause. Throws a Failure; whoever knows the ledger's file adds it (`explain`). */
export function failDamaged(what: string): never {
  fail('damaged', `the ledger is damaged: ${what}.`, {
    hint: 'See "promptcache-cost ledger check". Restore a copy, or remove it and ingest your logs again.',
  });
}
