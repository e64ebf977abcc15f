/**
 * What became of each record of a log. A record gave or completed a response, repeated one, was rejected, or is no usage;
 * whether it was news is for the ledger to say, which knows the responses of before.
 */
import type { NotUsage } from '../sources/source.ts';
import type { Account } from '../store/ledger.ts';

export interface Accountant {
  /** A record with usage: an event, or a copy of one. */
  used(records?: number): void;
  notUsage(what: NotUsage, records?: number): void;
  rejected(): void;
  /** All since it was taken last. */
  take(): Account;
}

export function accountant(): Accountant {
  let [used, rejected] = [0, 0];
  let notUsage = new Map<NotUsage, number>();
  return {
    used(records = 1) {
      used += records;
    },
    notUsage(what, records = 1) {
      notUsage.set(what, (notUsage.get(what) ?? 0) + records);
    },
    rejected() {
      rejected += 1;
    },
    take() {
      const none = [...notUsage.values()].reduce((sum, count) => sum + count, 0);
      const account = { records: used + rejected + none, rejected, not_usage: Object.fromEntries(notUsage) };
      [used, rejected, notUsage] = [0, 0, new Map()];
      return account;
    },
  };
}

export function addAccounts(a: Account, b: Account): Account {
  const sum: Record<string, number> = { ...a.not_usage };
  for (const [what, count] of Object.entries(b.not_usage)) sum[what] = (sum[what] ?? 0) + count;
  return { records: a.records + b.records, rejected: a.rejected + b.rejected, not_usage: sum };
}
