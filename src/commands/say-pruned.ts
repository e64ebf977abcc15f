/** What a pruned ledger no longer has is missing from figures of the time before. */
import { formatInstant, type Period } from '../core/time.ts';
import type { Host } from '../host.ts';
import type { LedgerReader } from '../store/ledger.ts';
import { say } from './say.ts';

/** Says so, where a period begins before. */
export function sayPruned(host: Host, ledger: Pick<LedgerReader, 'prunedBefore'>, { since }: Period): void {
  const pruned = ledger.prunedBefore();
  if (pruned === undefined || (since !== undefined && since >= pruned)) return;
  say(
    host,
    `Usage before ${formatInstant(pruned)} was removed from this ledger ("ledger prune"); figures of that time may lack some.`,
  );
}
