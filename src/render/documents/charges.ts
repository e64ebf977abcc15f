/** Charge lines: which quantity, at which price of which file, with which modifiers, came to which amount. */
import type { ChargeLine } from '../../analysis/charges.ts';
import type { Report } from '../../analysis/report.ts';
import { formatPricePerMillion, formatPricePerThousand, formatUsdExact } from '../../core/money.ts';
import { utcDate, type Instant } from '../../core/time.ts';
import { cell, left, right, type Cell, type Column, type Table } from '../document.ts';
import { formatInteger } from '../numbers.ts';
import { amount, integer } from './cells.ts';
import { groupCells, groupColumns } from './groups.ts';

const CHARGE_COLUMNS: readonly Column[] = [
  left('model', 'Model'),
  left('meter', 'Meter'),
  right('quantity', 'Quantity'),
  right('unit_price_usd', 'USD/1M'),
  left('modifiers', 'Modifiers'),
  right('amount_usd', 'Amount'),
  left('price_file', 'Price file', 2),
  left('price_from', 'In force from', 1),
];

export function chargesTable({ by, rows, charges }: Report): Table {
  // A row's model is not said twice.
  const skipped = by.includes('model') ? 1 : 0;
  const cells = (line: ChargeLine): Cell[] => chargeCells(line).slice(skipped);
  return {
    title: 'Charge lines',
    columns: [...groupColumns(by), ...CHARGE_COLUMNS.slice(skipped)],
    rows:
      by.length === 0
        ? charges.map(cells)
        : rows.flatMap((row) => row.charges.map((line) => [...groupCells(row), ...cells(line)])),
  };
}

function chargeCells(line: ChargeLine): Cell[] {
  const modifiers = modifiersOf(line).join(', ');
  return [
    cell(line.model),
    cell(line.meter),
    integer(line.quantity),
    cell(line.meter === 'web_search' ? `${unitPrice(line)}/1k` : unitPrice(line), unitPrice(line)),
    cell(modifiers === '' ? '–' : modifiers, modifiers),
    amount(line.amount),
    cell(line.priceFile),
    cell(utcDate(line.priceFrom as Instant)),
  ];
}

function unitPrice({ meter, unitPrice: price }: ChargeLine): string {
  return meter === 'web_search' ? formatPricePerThousand(price) : formatPricePerMillion(price);
}

function modifiersOf({ band, speed, modifiers }: ChargeLine): string[] {
  return [
    ...(speed === 'standard' ? [] : [speed]),
    ...(band === null ? [] : [`prompt > ${formatInteger(band)}`]),
    ...modifiers,
  ];
}

export function chargeJson(line: ChargeLine): unknown {
  return {
    model: line.model,
    meter: line.meter,
    quantity: Number(line.quantity),
    unit_price_usd: unitPrice(line),
    per: line.meter === 'web_search' ? 1_000 : 1_000_000,
    speed: line.speed,
    above_prompt_tokens: line.band,
    modifiers: line.modifiers,
    amount_usd: formatUsdExact(line.amount),
    price_file: line.priceFile,
    price_from: utcDate(line.priceFrom as Instant),
  };
}
