/** Amounts as cells of a table. */
import type { Figures } from '../../analysis/figures.ts';
import { formatUsdExact, type Pico } from '../../core/money.ts';
import { cell, type Cell } from '../document.ts';
import { formatMoney } from '../numbers.ts';

export function money({ cost, complete }: Pick<Figures, 'cost' | 'complete'>): Cell {
  if (cost === null) return cell(formatMoney(null), '', 'bad');
  return cell(`${complete ? '' : '≥ '}${formatMoney(cost)}`, formatUsdExact(cost));
}

/** A change of cost: less is good. */
export function signed(delta: Pico): Cell {
  const tone = delta === 0n ? undefined : delta < 0n ? 'good' : 'bad';
  return cell(`${delta > 0n ? '+' : ''}${formatMoney(delta)}`, formatUsdExact(delta), tone);
}
