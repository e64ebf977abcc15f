/** What the ledger keeps of a file's records, which is JSON: a damaged one may hold anything there. */
import { totalOf } from '../core/counts.ts';
import { isObject, parsedJson } from '../core/json.ts';
import { failDamaged } from './damaged.ts';
import type { Account, Outcome } from './ledger.ts';

/** Throws a Failure. */
export function outcomeOf(text: string): Outcome {
  return readOutcome(text) ?? failDamaged('what it knows of a file cannot be read');
}

/** Records with usage: those that gave or completed a response, and copies of one. */
export function usageRecords({ records, rejected, not_usage }: Account): number {
  return records - rejected - totalOf(not_usage);
}

/** Records that were rejected: of a file that an older version read, which kept no account, by their reasons. */
export function rejectedIn({ account, refused, tail }: Outcome): number {
  return (account?.rejected ?? totalOf(refused)) + (tail ? 1 : 0);
}

/** undefined for what was never kept of a file. */
export function readOutcome(text: string): Outcome | undefined {
  const outcome = parsedJson(text);
  return isOutcome(outcome) ? withOwnRecords(outcome) : undefined;
}

/** An earlier version counted responses only. Where it kept an account as well, that tells how many records it was. */
function withOwnRecords(outcome: Kept): Outcome {
  const { records, responses = records, account } = outcome;
  return { ...outcome, responses, records: account === undefined ? records : usageRecords(account) };
}

type Kept = Omit<Outcome, 'responses'> & { readonly responses?: number };

function isOutcome(value: unknown): value is Kept {
  if (!isObject(value)) return false;
  const { records, responses, refused, first, tail, flags, account } = value;
  return (
    isCount(records) &&
    (responses === undefined || isCount(responses)) &&
    isCounts(refused) &&
    isCounts(flags) &&
    Array.isArray(first) &&
    first.every(isRefusal) &&
    (tail === undefined || isRefusal(tail)) &&
    (account === undefined || isAccount(account))
  );
}

function isAccount(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { records, rejected, not_usage, unknown_keys } = value;
  return (
    isCount(records) &&
    isCount(rejected) &&
    isCounts(not_usage) &&
    (unknown_keys === undefined || isCounts(unknown_keys))
  );
}

function isRefusal(value: unknown): boolean {
  return isObject(value) && isCount(value.line) && typeof value.reason === 'string';
}

function isCounts(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(isCount);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
