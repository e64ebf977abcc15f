/**
 * What became of each record of a log. A record gave or completed a response, repeated one, was rejected, or is no usage;
 * whether it was news is for the ledger to say, which knows the responses of before.
 */
import { addByName, totalOf } from '../core/counts.ts';
import type { NotUsage } from '../sources/reading.ts';
import type { Account } from '../store/ledger.ts';

export interface Accountant {
  /** A record with usage: an event, or a copy of one. */
  used(records?: number): void;
  notUsage(what: NotUsage, records?: number): void;
  rejected(): void;
  unknownKeys(names: readonly string[]): void;
  /** All since it was taken last. */
  take(): Account;
}

/** Names of keys that are kept; a hostile log could make up any number. */
const MOST_KEYS = 100;

export function accountant(): Accountant {
  let [used, rejected] = [0, 0];
  let notUsage = new Map<NotUsage, number>();
  let keys = new Map<string, number>();
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
    unknownKeys(names) {
      for (const name of names) if (keys.has(name) || keys.size < MOST_KEYS) keys.set(name, (keys.get(name) ?? 0) + 1);
    },
    take() {
      const none = Object.fromEntries(notUsage);
      const account: Account = {
        records: used + rejected + totalOf(none),
        rejected,
        not_usage: none,
        ...(keys.size > 0 && { unknown_keys: Object.fromEntries(keys) }),
      };
      [used, rejected, notUsage, keys] = [0, 0, new Map(), new Map()];
      return account;
    },
  };
}

export function addAccounts(a: Account, b: Account): Account {
  const keys = addByName(a.unknown_keys ?? {}, b.unknown_keys ?? {});
  return {
    records: a.records + b.records,
    rejected: a.rejected + b.rejected,
    not_usage: addByName(a.not_usage, b.not_usage),
    ...(Object.keys(keys).length > 0 && { unknown_keys: keys }),
  };
}
