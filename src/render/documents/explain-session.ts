/** One session, request by request, beside what the scenarios make of it. */
import { formatUsdExact, type Pico } from '../../core/money.ts';
import { formatInstant } from '../../core/time.ts';
import { formatDuration } from '../../simulate/duration.ts';
import type { Bill, ExplainedRequest } from '../../simulate/explain.ts';
import type { Reading } from '../../simulate/workload.ts';
import { cell, type Cell, type Column, type Document } from '../document.ts';
import { formatCount, formatMoney, formatPlural } from '../numbers.ts';

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
    { name: 'at', title: 'At', align: 'left', sparable: 0 },
    { name: 'thread', title: 'Thread', align: 'left', sparable: 5 },
    { name: 'model', title: 'Model', align: 'left', sparable: 6 },
    { name: 'rest_seconds', title: 'Rest', align: 'right', sparable: 1 },
    { name: 'reading', title: 'What', align: 'left', sparable: 1 },
    { name: 'prompt', title: 'Prompt', align: 'right', sparable: 3 },
    { name: 'read', title: 'Read', align: 'right', sparable: 0 },
    { name: 'written', title: 'Written', align: 'right', sparable: 2 },
    { name: 'cost_usd', title: 'Cost', align: 'right', sparable: 0 },
    ...names.flatMap((name, index): Column[] => [
      { name: `${name}_read`, title: `${name}: read`, align: 'right', sparable: index + 1 },
      { name: `${name}_cost_usd`, title: 'Cost', align: 'right', sparable: index + 1 },
    ]),
  ];
}

function requestCells({ at, thread, model, gap, reading, prompt, logged, scenarios }: ExplainedRequest): Cell[] {
  const missed = reading === 'changed' || reading === 'expired';
  return [
    cell(formatInstant(at)),
    cell(thread === '' ? 'main' : thread, thread),
    cell(model),
    gap === undefined ? cell('–', '') : cell(formatDuration(gap), String(gap / 1000)),
    missed ? cell(MEANING[reading], reading, 'warn') : cell(MEANING[reading], reading),
    tokens(prompt),
    tokens(logged.read),
    tokens(logged.write5m + logged.write1h),
    money(logged.cost),
    ...scenarios.flatMap((bill) => [tokens(bill.read), money(bill.cost)]),
  ];
}

function tokens(count: number): Cell {
  return cell(formatCount(BigInt(count)), String(count));
}

function money(cost: Pico | null): Cell {
  return cost === null ? cell(formatMoney(null), '', 'bad') : cell(formatMoney(cost), formatUsdExact(cost));
}

function billJson({ input, write5m, write1h, read, output, pinged, cost }: Bill): unknown {
  return {
    tokens: { input, cache_write_5m: write5m, cache_write_1h: write1h, cache_read: read, output },
    ...(pinged > 0 && { keep_alive_read: pinged }),
    cost_usd: cost === null ? null : formatUsdExact(cost),
  };
}
