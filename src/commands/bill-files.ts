/** Reading bills from disk: cost exports of the console as CSV, cost reports of the APIs as JSON. */
import path from 'node:path';
import { halfOfLast, parseAmount, type Bill, type MoneyUnit } from '../analysis/reconcile/bill.ts';
import { billOf, type BillExport, type BillLine } from '../analysis/reconcile/bill-lines.ts';
import {
  isCostHeader,
  isDistinct,
  isHeaderAgain,
  readCostRow,
  type BadLine,
} from '../analysis/reconcile/console-csv.ts';
import { readCostPage } from '../analysis/reconcile/cost-report.ts';
import { blottedName } from '../core/blot.ts';
import { fail, Failure, whyUnreadable } from '../core/problem.ts';
import type { Chunks } from '../io/chunks.ts';
import { parseHeader, readCsv } from '../io/csv-rows.ts';
import { splitValues } from '../io/json-values.ts';
import { openFile } from '../io/open.ts';
import { withHead } from '../ingest/shape.ts';
import { formatPlural } from '../render/numbers.ts';
import { parsedJson } from '../core/json.ts';

interface BillFile {
  readonly exports: readonly BillExport[];
  readonly unit: MoneyUnit;
}

/** All of them as one bill. Throws a Failure for what is no bill, or has a row that cannot be read. */
export async function readBills(names: readonly string[], cwd: string): Promise<Bill> {
  const files: BillFile[] = [];
  for (const name of names) files.push(await readBill(path.resolve(cwd, name), name));
  const [first] = files;
  if (first === undefined) throw new Error('there is a bill');
  if (files.some(({ unit }) => unit !== first.unit))
    fail('mixed_bills', 'exports of the console and reports of the API are bills of the same usage: give one kind.');
  const title = names.length === 1 ? blottedName(path.basename(names[0] ?? '')) : formatPlural(names.length, 'file');
  return billOf(
    title,
    files.flatMap(({ exports }) => exports),
    first.unit,
  );
}

/** A total that the user read off an invoice. */
export function givenBill(text: string): Bill {
  const amount = parseAmount(text, 'usd');
  if (amount === undefined)
    fail('bad_amount', '--billed takes an amount in USD.', { hint: 'For example --billed 1234.56.' });
  return {
    name: 'the total given',
    rows: [{ day: undefined, model: undefined, type: undefined, amount: amount.pico, list: undefined }],
    period: {},
    rowRounding: halfOfLast(Math.max(2, amount.places), 'usd'),
    repeated: 0,
  };
}

async function readBill(file: string, name: string): Promise<BillFile> {
  try {
    const { head, chunks } = await withHead(openFile(file).chunks);
    const text = head.toString().trimStart();
    if (/^[[{]/.test(text)) return { exports: await readReport(chunks, name), unit: 'cents' };
    const firstLine = text.split(/\r?\n/, 1)[0] ?? '';
    const { header, delimiter } = parseHeader(firstLine);
    if (!isCostHeader(header)) notABill(name);
    return { exports: await readExport(chunks, header, delimiter, name), unit: 'usd' };
  } catch (error) {
    if (error instanceof Failure) throw new Failure({ where: { file: name }, ...error.problem });
    fail('no_bill', whyUnreadable(error), { where: { file: name } });
  }
}

function notABill(name: string): never {
  fail('not_a_bill', 'is no cost export of the console (CSV) and no cost report of the API (JSON).', {
    where: { file: name },
    hint: 'A usage export has tokens, and goes to ingest.',
  });
}

async function readExport(
  chunks: Chunks,
  header: readonly string[],
  delimiter: string,
  name: string,
): Promise<BillExport[]> {
  const distinct = isDistinct(header);
  const exports: { lines: BillLine[]; distinct: boolean }[] = [{ lines: [], distinct }];
  for await (const read of readCsv(chunks, header, delimiter)) {
    if (!read.ok) badRow(name, read.line, 'has more or fewer cells than the header, or an open quote');
    if (isHeaderAgain(read.row)) exports.push({ lines: [], distinct });
    else exports.at(-1)?.lines.push(whole(readCostRow(read.row), name, read.line));
  }
  return exports;
}

/** One page, several, or an array of them, on one line or many. */
async function readReport(chunks: Chunks, name: string): Promise<BillExport[]> {
  const exports: BillExport[] = [];
  const values = splitValues();
  const take = (value: { readonly bytes: Buffer; readonly line: number }): void => {
    const page = parsedJson(value.bytes.toString());
    if (page === undefined) badRow(name, value.line, 'is not valid JSON');
    const lines = readCostPage(page);
    if (lines === undefined) notABill(name);
    exports.push({ lines: lines.map((line) => whole(line, name, value.line)), distinct: true });
  };
  for await (const chunk of chunks) for (const value of values.push(chunk)) take(value);
  for (const value of values.end()) take(value);
  return exports;
}

function whole(line: BillLine | BadLine, name: string, number: number): BillLine {
  if ('bad' in line) badRow(name, number, line.bad);
  return line;
}

/** A bill of which something is left out is no bill to compare with. */
function badRow(file: string, line: number, why: string): never {
  fail('bad_bill', `the bill ${why}.`, { where: { file, line } });
}
