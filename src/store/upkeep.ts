/** Looking after a ledger: whether it is whole, and taking out of it what is no longer wanted. */
import type { Instant } from '../core/time.ts';
import type { Backup } from './backup.ts';

export interface Upkeep {
  /** Reads all of it, and says of each part what is wrong with it. */
  verify(): readonly Verified[];
  /** Copies all of it, as it is at one moment, to a file that does not exist yet. Throws a Failure. */
  backup(file: string): Backup;
  /** The other files that show a response which one of these shows, by path. Throws a Failure where that is not known. */
  sharedWith(paths: readonly string[]): readonly string[];
  /**
   * Removes every response that one of these files shows; `readAgain` then reads those of {@link sharedWith} from their beginning.
   * To be called in {@link atomically}.
   */
  forget(paths: readonly string[], readAgain: () => Promise<void>): Promise<Forgotten>;
  /** Runs `work`, and keeps all it wrote or nothing. In a rehearsal it is part of that. */
  atomically<T>(work: () => Promise<T>): Promise<T>;
  /** Removes what was first seen before an instant, and what was pulled of the days before. */
  prune(before: Instant): Pruned;
}

/** What forgetting files came to, in responses. */
export interface Forgotten {
  /** That no other file shows. */
  readonly responses: number;
  /** That others show too. */
  readonly shared: number;
  /** Of these, that none of the others showed when it was read again: they are gone as well. */
  readonly lost: number;
  /** That came with files which have grown since they were read. */
  readonly added: number;
}

interface Pruned {
  readonly responses: number;
  /** Rows of the provider's bill. */
  readonly billed: number;
}

/** A part of the ledger that was checked. */
export interface Verified {
  /** What was checked, in words. */
  readonly what: string;
  /** What is wrong with it; empty where nothing is. */
  readonly problems: readonly string[];
  /** What to do about them, where the ledger is whole all the same. */
  readonly remedy?: string;
}
