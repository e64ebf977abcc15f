/** One session, request by request, beside what the scenarios make of it. */
import { usdOrNull } from '../../core/money.ts';
import { formatInstant } from '../../core/time.ts';
import { formatDuration } from '../../simulate/duration.ts';
import type { Bill, ExplainedRequest } from '../../simulate/explain.ts';
import type { Reading } from '../../simulate/workload.ts';
import { cell, leftOf, rightOf, tableOf, type Cell, type Document, type ItemColumn, keyed } from '../document.ts';
import { formatPlural } from '../numbers.ts';
import { amount, count, NONE } from './cells.ts';
import { tokensJson } from './tokens-json.ts';

const SCHEMA_VERSION = 1;

const MEANING: Readonly<Record<Reading, string>> = {
  first: 'first of its chain',
  hit: 'hit',
  changed: 'miss: prefix changed',
  expired: 'miss: expired',
};

/** `names` are those of the scenarios, in their order. */
export function explainDocument(
  session: string,
  requests: readonly ExplainedRequest[],
  names: readonly string[],
): Document {
  const misses = requests.filter(({ reading }) => isMiss(reading)).length;
  return {
    headline: [
      `Session ${session}: ${formatPlural(requests.length, 'request')}, ${formatPlural(misses, 'miss').replace('misss', 'misses')}.`,
    ],
    tables: [tableOf(columns(names), requests)],
    notes: [
      {
        text: 'Rest: since the last line of the request before in the same thread, model and speed. Scenario figures are the likely ones.',
        tone: 'quiet',
      },
    ],
    json: {
      schema_version: SCHEMA_VERSION,
      session,
      requests: requests.map((request) => ({
        at: formatInstant(request.at),
        thread: request.thread,
        model: request.model,
        rest_ms: request.gap ?? null,
        reading: request.reading,
        prompt_tokens: request.prompt,
        logged: billJson(request.logged),
        scenarios: Object.fromEntries(request.scenarios.map((bill, index) => [names[index], billJson(bill)])),
      })),
    },
  };
}

function columns(names: readonly string[]): ItemColumn<ExplainedRequest>[] {
  return [
    keyed(leftOf('at', 'At', ({ at }) => cell(formatInstant(at)))),
    leftOf('thread', 'Thread', ({ thread }) => cell(thread === '' ? 'main' : thread, thread), 5),
    leftOf('model', 'Model', ({ model }) => cell(model), 6),
    rightOf('rest_seconds', 'Rest', ({ gap }) => restCell(gap), 1),
    leftOf(
      'reading',
      'What',
      ({ reading }) => cell(MEANING[reading], reading, isMiss(reading) ? 'warn' : undefined),
      1,
    ),
    rightOf('prompt', 'Prompt', ({ prompt }) => count(prompt), 3),
    rightOf('read', 'Read', ({ logged }) => count(logged.cache_read)),
    rightOf('written', 'Written', ({ logged }) => count(logged.cache_write_5m + logged.cache_write_1h), 2),
    rightOf('cost_usd', 'Cost', ({ logged }) => amount(logged.cost)),
    ...names.flatMap((name, index) => {
      const ofBill = (of: (bill: Bill) => Cell) => (request: ExplainedRequest) => {
        const bill = request.scenarios[index];
        return bill === undefined ? NONE : of(bill);
      };
      return [
        rightOf(
          `${name}_read`,
          `${name}: read`,
          ofBill(({ cache_read: read }) => count(read)),
          index + 1,
        ),
        rightOf(
          `${name}_cost_usd`,
          'Cost',
          ofBill(({ cost }) => amount(cost)),
          index + 1,
        ),
      ];
    }),
  ];
}

/** Since the request before, in ms. */
function restCell(gap: number | undefined): Cell {
  return gap === undefined ? NONE : cell(formatDuration(gap), String(gap / 1000));
}

function isMiss(reading: Reading): boolean {
  return reading === 'changed' || reading === 'expired';
}

function billJson(bill: Bill): unknown {
  return {
    tokens: tokensJson(bill),
    ...(bill.pinged > 0 && { keep_alive_read: bill.pinged }),
    cost_usd: usdOrNull(bill.cost),
  };
}
