/** Events gathered until there are enough to store, together with how far their file has been read. */
import type { UsageEvent } from '../core/event.ts';
import { eventPacker, type EventPacker } from '../core/packed-events.ts';
import type { Refusal } from '../sources/reading.ts';
import type { Account, Counts, FileState, Ledger, Outcome } from '../store/ledger.ts';
import { addCounts, NO_COUNTS, withAccount, withRefusal } from './tally.ts';

/** Rows held in memory before they are stored, and prompts, of which each may be large. */
const BATCH_ROWS = 32_768;
const BATCH_ASIDES = 4096;

interface Batches {
  /** `records`: how many of the log's records gave it. */
  add(event: UsageEvent, records: number): void;
  /** Takes rows as well. */
  readonly packer: EventPacker;
  /** `tail`: the record's line may still be being written, so it is refused only for now. */
  refuse(line: number, reason: Refusal, tail: boolean): void;
  readonly full: boolean;
  /** Stores what was gathered, what became of the records since, and how far the file has been read, as one. */
  store(progress: Omit<FileState, 'outcome'>, account: Account): void;
  readonly counts: Counts;
  readonly outcome: Outcome;
}

/** `firstLine`: where this run begins to read the file; `before`: what is known of the lines above. */
export function batches(ledger: Ledger, run: number, path: string, firstLine: number, before: Outcome): Batches {
  const packer = eventPacker();
  let counts = NO_COUNTS;
  let outcome = before;
  return {
    packer,
    add(event, records) {
      packer.add(event, records);
      packer.mergeLast();
    },
    refuse(line, reason, tail) {
      outcome = tail ? { ...outcome, tail: { line, reason } } : withRefusal(outcome, line, reason);
    },
    get full() {
      return packer.rows >= BATCH_ROWS || packer.asides >= BATCH_ASIDES;
    },
    store(progress, account) {
      outcome = withAccount(outcome, account);
      const batch = { run, path, firstLine, events: [packer.take()], state: { ...progress, outcome } };
      const [written] = ledger.write([batch]);
      if (written === undefined) throw new Error('each batch has an outcome');
      counts = addCounts(counts, written.counts);
      outcome = written.outcome;
    },
    get counts() {
      return counts;
    },
    get outcome() {
      return outcome;
    },
  };
}
