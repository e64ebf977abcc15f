/** Amounts, counts and shares as cells: rounded for people, exact for machines. */
import type { Figures } from '../../analysis/figures.ts';
import { formatUsdExact, type Pico } from '../../core/money.ts';
import { cell, type Cell, type Tone } from '../document.ts';
import { formatCount, formatInteger, formatMoney, formatShare } from '../numbers.ts';

export const EMPTY: Cell = cell('');
/** There is no such figure. */
export const NONE: Cell = cell('–', '');

/** "1,234,567". */
export function integer(value: bigint | number): Cell {
  return cell(formatInteger(value), String(value));
}

/** "1.23M". */
export function count(value: bigint | number): Cell {
  return cell(formatCount(BigInt(value)), String(value));
}

export function ratio(value: number | null): Cell {
  return cell(formatShare(value), value === null ? '' : String(value));
}

/** "+1.2%". */
export function changeRatio(value: number | null): Cell {
  return value === null ? NONE : cell(`${value > 0 ? '+' : ''}${(value * 100).toFixed(1)}%`, String(value));
}

/** null: it has no price. */
export function amount(value: Pico | null, tone?: Tone): Cell {
  return value === null ? cell(formatMoney(null), '', 'bad') : money(value, { tone });
}

/** What is priced of something that is not all priced is a lower bound. */
export function atLeast(value: Pico | null, isComplete: boolean): Cell {
  return value === null || isComplete ? amount(value) : money(value, { before: '≥ ' });
}

export function cost({ cost: value, complete }: Pick<Figures, 'cost' | 'complete'>): Cell {
  return atLeast(value, complete);
}

/** Less than nothing is bad. */
export function savings(value: Pico): Cell {
  return amount(value, value < 0n ? 'bad' : undefined);
}

/** A change of cost: less is good. */
export function change(delta: Pico): Cell {
  const tone = delta === 0n ? undefined : delta < 0n ? 'good' : 'bad';
  return { ...signed(delta), ...(tone && { tone }) };
}

/** With a sign in any case: "+$0.43". */
export function signed(value: Pico): Cell {
  return money(value, { before: value > 0n ? '+' : '' });
}

interface MoneyStyle {
  readonly before?: '' | '≥ ' | '+';
  readonly tone?: Tone | undefined;
}

function money(value: Pico, { before = '', tone }: MoneyStyle): Cell {
  const plain = cell(`${before}${formatMoney(value)}`, formatUsdExact(value), tone);
  return { ...plain, usd: { amount: value, before } };
}

/** Above how many prompt tokens a price holds: "> 200k"; null: of any prompt. */
export function bandCell(above: number | null): Cell {
  return above === null ? cell('any', '0') : cell(`> ${above / 1000}k`, String(above));
}

/** What a row is of, by this facet. */
export function group(value: string | null, by: string): Cell {
  return value === null ? cell(lackOf(by), '', 'quiet') : cell(value);
}

/** In place of a value that there is none of: no log says it, or no rule assigns it. */
export function lackOf(by: string): string {
  return by.startsWith('group:') ? '(unassigned)' : '(unknown)';
}
