/** What the ledger keeps of a file's records, which is JSON: a damaged one may hold anything there. */
import { failDamaged } from './damaged.ts';
import type { Outcome } from './ledger.ts';
import { isObject } from '../core/json.ts';

/** Throws a Failure. */
export function outcomeOf(text: string): Outcome {
  return readOutcome(text) ?? failDamaged('what it knows of a file cannot be read');
}

/** undefined for what was never kept of a file. */
export function readOutcome(text: string): Outcome | undefined {
  const outcome = parsed(text);
  return isOutcome(outcome) ? outcome : undefined;
}

/** undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isOutcome(value: unknown): value is Outcome {
  if (!isObject(value)) return false;
  const { records, refused, first, tail, flags, account } = value;
  return (
    isCount(records) &&
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
