/** Counting what becomes of records, and adding it up over files. */
import { blotted } from '../core/blot.ts';
import { addByName, totalOf } from '../core/counts.ts';
import { FLAGS, type Flag } from '../core/flags.ts';
import type { Refusal } from '../sources/reading.ts';
import { NO_ACCOUNT, NO_OUTCOME, type Account, type Counts, type Outcome } from '../store/ledger.ts';
import { usageRecords } from '../store/outcome.ts';
import { addAccounts } from './account.ts';

/** How many refusals are kept with their line; the rest are counted. */
const FIRST_REFUSALS = 20;

/** An outcome with one more refusal. */
export function withRefusal(outcome: Outcome, line: number, reason: Refusal): Outcome {
  const { refused, first } = outcome;
  return {
    ...outcome,
    refused: addByName(refused, { [reason]: 1 }),
    first: first.length < FIRST_REFUSALS ? [...first, { line, reason }] : first,
  };
}

/** An outcome with more records. What an older version read of a file is not known, so neither is the sum. */
export function withAccount(outcome: Outcome, account: Account): Outcome {
  const records = outcome.records + usageRecords(account);
  const sum = outcome.account && { account: addAccounts(outcome.account, account) };
  return { ...outcome, records, ...sum };
}

/** Each record of each log once: records = events + duplicates + rejected + all that is no usage. */
interface Accounted {
  /** Lines that are not blank, elements of an array, rows, events of a stream, spans of a trace. */
  readonly records: number;
  /** Gave or completed a response. */
  readonly events: number;
  /** Said nothing that was not known. */
  readonly duplicates: number;
  readonly rejected: number;
  readonly not_usage: Readonly<Record<string, number>>;
}

/** What ingest prints. */
export interface Summary {
  readonly files: number;
  /** Those with usage, copies too, file by file. */
  readonly records: number;
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: {
    readonly total: number;
    readonly by_reason: Readonly<Record<string, number>>;
    readonly first: readonly { readonly file: string; readonly line: number; readonly reason: string }[];
  };
  readonly flagged: { readonly total: number; readonly by_flag: Readonly<Record<string, number>> };
  /** Assumptions that were made: nothing is wrong, but the reader should know. */
  readonly noted: Readonly<Record<string, number>>;
  readonly accounted: Accounted;
  /** Records with counts under keys that nobody knows, by source and key. */
  readonly unknown_keys: Readonly<Record<string, number>>;
}

export const NO_SUMMARY: Summary = {
  files: 0,
  records: 0,
  added: 0,
  updated: 0,
  unchanged: 0,
  refused: { total: 0, by_reason: {}, first: [] },
  flagged: { total: 0, by_flag: {} },
  noted: {},
  accounted: { records: 0, events: 0, duplicates: 0, rejected: 0, not_usage: {} },
  unknown_keys: {},
};

export const NO_COUNTS: Counts = { added: 0, updated: 0, unchanged: 0, seen: 0, recounted: 0, news: 0, flags: {} };

/** What one file came to in this run: what was stored now, and its outcome as a whole. */
export interface FileSummary {
  readonly file: string;
  readonly counts: Counts;
  readonly outcome: Outcome;
  /** What was known of it before this run. */
  readonly before: Outcome;
}

/** The refusals of files that were not known before this run. */
export function newlyRefused(files: readonly FileSummary[]): Summary['refused'] {
  return files.map(sinceBefore).reduce(addFile, NO_SUMMARY).refused;
}

function sinceBefore({ outcome, before, ...file }: FileSummary): FileSummary {
  const isKnownTail = before.tail !== undefined && before.tail.line === outcome.tail?.line;
  const { tail, ...settled } = outcome;
  const refused = Object.entries(outcome.refused).map(([reason, total]) => [
    reason,
    total - (before.refused[reason] ?? 0),
  ]);
  return {
    ...file,
    before,
    outcome: {
      ...settled,
      refused: Object.fromEntries(refused.filter(([, total]) => Number(total) > 0)),
      first: outcome.first.slice(before.first.length),
      ...(tail !== undefined && !isKnownTail && { tail }),
    },
  };
}

/** The summary with one more file. Responses the file held before this run count as unchanged. */
export function addFile(summary: Summary, { file, counts, outcome }: Omit<FileSummary, 'before'>): Summary {
  const before = outcome.responses - counts.added - counts.updated - counts.unchanged;
  const refusals = outcome.tail === undefined ? outcome.first : [...outcome.first, outcome.tail];
  const byReason = addByName(summary.refused.by_reason, outcome.refused);
  const all = outcome.tail === undefined ? byReason : addByName(byReason, { [outcome.tail.reason]: 1 });
  const shown = blotted(file);
  const first = [...summary.refused.first, ...refusals.map(({ line, reason }) => ({ file: shown, line, reason }))];
  const byFlag = addByName(summary.flagged.by_flag, pick(outcome.flags, true));
  return {
    files: summary.files + 1,
    records: summary.records + outcome.records,
    added: summary.added + counts.added,
    updated: summary.updated + counts.updated,
    unchanged: summary.unchanged + counts.unchanged + before,
    refused: { total: totalOf(all), by_reason: all, first: first.slice(0, FIRST_REFUSALS) },
    flagged: { total: totalOf(byFlag), by_flag: byFlag },
    noted: addByName(summary.noted, pick(outcome.flags, false)),
    unknown_keys: addByName(summary.unknown_keys, outcome.account?.unknown_keys ?? {}),
    accounted: withFile(summary.accounted, accountOf(outcome), counts.news),
  };
}

/** Of a file that an older version read only responses and rejections are known. */
function accountOf({ account, records, refused, tail }: Outcome): Account {
  const rejected = totalOf(refused);
  const whole = account ?? { records: records + rejected, rejected, not_usage: {} };
  return tail === undefined ? whole : addAccounts(whole, { ...NO_ACCOUNT, records: 1, rejected: 1 });
}

function withFile(all: Accounted, { records, rejected, not_usage }: Account, news: number): Accounted {
  const { not_usage: none, ...counts } = all;
  const duplicates = records - rejected - totalOf(not_usage) - news;
  return {
    ...addByName(counts, { records, events: news, duplicates, rejected }),
    not_usage: addByName(none, not_usage),
  };
}

export function addCounts(a: Counts, b: Counts): Counts {
  const { flags, ...counts } = a;
  const { flags: otherFlags, ...others } = b;
  return { ...addByName(counts, others), flags: addByName(flags, otherFlags) };
}

/** What is known of a file of which so many responses are counted, and no record is. */
export function outcomeOf({ added, updated, unchanged, flags }: Counts): Outcome {
  return { ...NO_OUTCOME, responses: added + updated + unchanged, flags };
}

function pick(flags: Outcome['flags'], suspicious: boolean): Record<string, number> {
  const entries = Object.entries(flags).filter(([flag]) => FLAGS[flag as Flag].suspicious === suspicious);
  return Object.fromEntries(entries);
}
