/**
 * Cost as the provider's APIs report it: buckets with results (log shapes 7), or items with a group and a list amount (6).
 * Amounts are cents, with decimals.
 */
import { blottedName } from '../../core/blot.ts';
import { MS_PER_DAY, parseInstant, type Instant } from '../../core/time.ts';
import type { BilledRow } from '../../store/pulled.ts';
import { parseAmount, type BilledType } from './bill.ts';
import type { BillLine } from './bill-lines.ts';
import type { BadLine } from './console-csv.ts';
import { isObject } from '../../core/json.ts';

type Json = Readonly<Record<string, unknown>>;

/** Token types are written with and without their parent object. */
const TYPES: Readonly<Record<string, BilledType>> = {
  uncached_input_tokens: 'input',
  input_tokens: 'input',
  cache_read_input_tokens: 'cache_read',
  'cache_creation.ephemeral_5m_input_tokens': 'cache_write_5m',
  ephemeral_5m_input_tokens: 'cache_write_5m',
  'cache_creation.ephemeral_1h_input_tokens': 'cache_write_1h',
  ephemeral_1h_input_tokens: 'cache_write_1h',
  output_tokens: 'output',
};

/** A row that was pulled, as a line. */
export function readPulledRow(row: BilledRow): BillLine | BadLine {
  const { since, until, model, costType, tokenType, dimensions, amount, listAmount } = row;
  const paid = parseAmount(amount, 'cents');
  if (paid === undefined) return { bad: 'has no amount' };
  return {
    key: JSON.stringify([since, until, model, costType, tokenType, dimensions]),
    day: dayOf(since, until),
    model: textOf(model),
    type: typeOf(textOf(costType), textOf(tokenType)),
    amount: paid,
    list: listAmount === '' ? undefined : parseAmount(listAmount, 'cents'),
  };
}

/** Every line of a page; undefined when it is no page of a cost report. */
export function readCostPage(page: unknown): (BillLine | BadLine)[] | undefined {
  // An item by itself, as jq '.data[]' prints them, is a page of one.
  const data = isObject(page) ? (page['data'] ?? [page]) : undefined;
  if (!Array.isArray(data)) return undefined;
  const lines: (BillLine | BadLine)[] = [];
  for (const entry of data as unknown[]) {
    if (!isObject(entry)) return undefined;
    const results = entry['results'];
    if (Array.isArray(results)) for (const result of results as unknown[]) lines.push(resultLine(entry, result));
    else if (isObject(entry['group']) && isObject(entry['cost']))
      lines.push(lineOf(entry, entry['group'], entry['cost']));
    else return undefined;
  }
  return lines;
}

function resultLine(bucket: Json, result: unknown): BillLine | BadLine {
  if (!isObject(result)) return { bad: 'has a result that is no object' };
  const { amount: _amount, list_amount: _list, currency: _currency, requests: _requests, ...group } = result;
  return lineOf(bucket, group, result);
}

function lineOf(span: Json, group: Json, cost: Json): BillLine | BadLine {
  const [since, until] = [parseInstant(span['starting_at']), parseInstant(span['ending_at'])];
  if (!since.ok || !until.ok) return { bad: 'has no starting_at and ending_at' };
  const currency = cost['currency'] ?? 'USD';
  if (currency !== 'USD') return { bad: 'is in another currency than USD' };
  const amount = parseAmount(cost['amount'], 'cents');
  if (amount === undefined) return { bad: 'has no amount' };
  const listed = cost['list_amount'] ?? undefined;
  const list = listed === undefined ? undefined : parseAmount(listed, 'cents');
  if (listed !== undefined && list === undefined) return { bad: 'has no amount in list_amount' };
  const dimensions = Object.entries(group).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    key: JSON.stringify([since.at, until.at, dimensions]),
    day: dayOf(since.at, until.at),
    model: textOf(group['model']),
    type: typeOf(textOf(group['cost_type']), textOf(group['token_type'])),
    amount,
    list,
  };
}

/** undefined for what lies in more than one UTC day. */
function dayOf(since: Instant, until: Instant): Instant | undefined {
  const day = Math.floor(since / MS_PER_DAY) * MS_PER_DAY;
  return until <= day + MS_PER_DAY ? (day as Instant) : undefined;
}

/** Without a cost type the row is the total of all of them. */
function typeOf(cost: string | undefined, token: string | undefined): BilledType | undefined {
  if (token !== undefined) return TYPES[token] ?? 'other';
  if (cost === undefined || cost === 'tokens') return undefined;
  return cost === 'web_search' ? 'web_search' : 'other';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? blottedName(value) : undefined;
}
