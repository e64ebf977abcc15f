/** A bill among the logs: what it is for. */
import { statSync } from 'node:fs';
import { isCostHeader } from '../analysis/reconcile/console-csv.ts';
import { readCostPage } from '../analysis/reconcile/cost-report.ts';
import { parsedJson } from '../core/json.ts';
import type { Problem } from '../core/problem.ts';
import { readAtMost } from '../io/bounded-file.ts';
import { parseHeader } from '../io/csv-rows.ts';

const MOST_BYTES = 1 << 24;

/** The problem of a file that is no log, with another hint where it is a bill. */
export function withBillHint(problem: Problem): Problem {
  const file = problem.where?.file;
  if (problem.code !== 'unknown_shape' || file === undefined || !isBill(file)) return problem;
  return {
    ...problem,
    message: 'is a bill, not a log.',
    hint: 'Compare it with the ledger: promptcache-cost reconcile FILE',
  };
}

function isBill(file: string): boolean {
  const text = textOf(file)?.trimStart();
  if (text === undefined) return false;
  if (text.startsWith('{') || text.startsWith('[')) return readCostPage(parsedJson(text)) !== undefined;
  return isCostHeader(parseHeader(text.split(/\r?\n/, 1)[0] ?? '').header);
}

function textOf(file: string): string | undefined {
  try {
    // A pipe is read to its end already, and could be waited for.
    return statSync(file).isFile() ? readAtMost(file, MOST_BYTES) : undefined;
  } catch {
    return undefined;
  }
}
