/** One session, request by request, beside what the scenarios make of it. */
import { usdOrNull } from '../../core/money.ts';
import { formatInstant } from '../../core/time.ts';
import { formatDuration } from '../../simulate/duration.ts';
import type { Bill, ExplainedRequest } from '../../simulate/explain.ts';
import type { Reading } from '../../simulate/workload.ts';
import { cell, left, right, type Cell, type Column, type Document } from '../document.ts';
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
  const misses = requests.filter(({ reading }) => reading === 'changed' || reading === 'expired').length;
  return {
    headline: [
      `Session ${session}: ${formatPlural(requests.length, 'request')}, ${formatPlural(misses, 'miss').replace('misss', 'misses')}.`,
    ],
    tables: [{ columns: columns(names), rows: requests.map(requestCells) }],
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

function columns(names: readonly string[]): Column[] {
  return [
    left('at', 'At'),
    left('thread', 'Thread', 5),
    left('model', 'Model', 6),
    right('rest_seconds', 'Rest', 1),
    left('reading', 'What', 1),
    right('prompt', 'Prompt', 3),
    right('read', 'Read'),
    right('written', 'Written', 2),
    right('cost_usd', 'Cost'),
    ...names.flatMap((name, index) => [
      right(`${name}_read`, `${name}: read`, index + 1),
      right(`${name}_cost_usd`, 'Cost', index + 1),
    ]),
  ];
}

function requestCells({ at, thread, model, gap, reading, prompt, logged, scenarios }: ExplainedRequest): Cell[] {
  const missed = reading === 'changed' || reading === 'expired';
  return [
    cell(formatInstant(at)),
    cell(thread === '' ? 'main' : thread, thread),
    cell(model),
    gap === undefined ? NONE : cell(formatDuration(gap), String(gap / 1000)),
    missed ? cell(MEANING[reading], reading, 'warn') : cell(MEANING[reading], reading),
    count(prompt),
    count(logged.read),
    count(logged.write5m + logged.write1h),
    amount(logged.cost),
    ...scenarios.flatMap((bill) => [count(bill.read), amount(bill.cost)]),
  ];
}

function billJson(bill: Bill): unknown {
  return {
    tokens: tokensJson(bill),
    ...(bill.pinged > 0 && { keep_alive_read: bill.pinged }),
    cost_usd: usdOrNull(bill.cost),
  };
}
