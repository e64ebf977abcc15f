/**
 * Events gathered until there are enough to store, together with how far their file has been read. Records of one
 * response mostly follow each other, so most duplicates are merged here and never reach the ledger.
 */
import { merge, type UsageEvent } from '../core/event.ts';
import { eventPacker, packEvents, type EventPacker } from '../core/packed-events.ts';
import type { Refusal } from '../sources/source.ts';
import type { Counts, FileState, Ledger, Outcome } from '../store/ledger.ts';
import { addCounts, NO_COUNTS, withRefusal } from './tally.ts';

/** Responses held in memory before they are stored. */
const BATCH_EVENTS = 4096;
/** Of rows, which are small. */
const BATCH_ROWS = 32_768;

export interface Batches {
  add(event: UsageEvent): void;
  /** For responses that are put in as rows. */
  readonly packer: EventPacker;
  /** `tail`: the record's line may still be being written, so it is refused only for now. */
  refuse(line: number, reason: Refusal, tail: boolean): void;
  readonly full: boolean;
  /** Stores what was gathered and how far the file has been read, as one. */
  store(progress: Omit<FileState, 'outcome'>): void;
  readonly counts: Counts;
  readonly outcome: Outcome;
}

/** `firstLine`: where this run begins to read the file; `before`: what is known of the lines above. */
export function batches(ledger: Ledger, run: number, path: string, firstLine: number, before: Outcome): Batches {
  const packer = eventPacker();
  let pending = new Map<string, UsageEvent>();
  let counts = NO_COUNTS;
  let outcome = before;
  return {
    packer,
    add(event) {
      const other = pending.get(event.key);
      pending.set(event.key, other === undefined ? event : merge(other, event));
    },
    refuse(line, reason, tail) {
      outcome = tail ? { ...outcome, tail: { line, reason } } : withRefusal(outcome, line, reason);
    },
    get full() {
      return pending.size >= BATCH_EVENTS || packer.rows >= BATCH_ROWS;
    },
    store(progress) {
      const events = [packer.take(), packEvents(pending.values())];
      const [written] = ledger.writeAll([{ run, path, firstLine, events, state: { ...progress, outcome } }]);
      if (written === undefined) throw new Error('each batch has an outcome');
      pending = new Map();
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
