/** Charge lines: which quantity, at which price of which file, with which modifiers, came to which amount. */
import type { ChargeLine } from '../../analysis/charges.ts';
import type { Report } from '../../analysis/report.ts';
import { formatPricePerMillion, formatPricePerThousand, formatUsdExact } from '../../core/money.ts';
import { utcDate, type Instant } from '../../core/time.ts';
import { cell, leftOf, rightOf, rowOf, type Cell, type ItemColumn, type Table, keyed, named } from '../document.ts';
import { formatInteger } from '../numbers.ts';
import { amount, integer, NONE } from './cells.ts';
import { groupCells, groupColumns } from './groups.ts';

const CHARGE_COLUMNS: readonly ItemColumn<ChargeLine>[] = [
  named(leftOf('model', 'Model', ({ model }) => cell(model))),
  keyed(leftOf('meter', 'Meter', ({ meter }) => cell(meter))),
  rightOf('quantity', 'Quantity', ({ quantity }) => integer(quantity)),
  rightOf('unit_price_usd', 'USD/1M', priceCell),
  leftOf('modifiers', 'Modifiers', modifiersCell),
  rightOf('amount_usd', 'Amount', (line) => amount(line.amount)),
  leftOf('price_file', 'Price file', ({ priceFile }) => cell(priceFile), 2),
  leftOf('price_from', 'In force from', ({ priceFrom }) => cell(utcDate(priceFrom as Instant)), 1),
];

export function chargesTable({ by, rows, charges }: Report): Table {
  // A row's model is not said twice.
  const columns = CHARGE_COLUMNS.slice(by.includes('model') ? 1 : 0);
  const cells = (line: ChargeLine): Cell[] => rowOf(columns, line);
  return {
    title: 'Charge lines',
    columns: [...groupColumns(by), ...columns],
    rows:
      by.length === 0
        ? charges.map(cells)
        : rows.flatMap((row) => row.charges.map((line) => [...groupCells(row), ...cells(line)])),
  };
}

function priceCell(line: ChargeLine): Cell {
  const price = unitPrice(line);
  return cell(line.meter === 'web_search' ? `${price}/1k` : price, price);
}

function modifiersCell(line: ChargeLine): Cell {
  const modifiers = modifiersOf(line).join(', ');
  return modifiers === '' ? NONE : cell(modifiers);
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
