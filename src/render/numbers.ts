/** Numbers for people. Exact ones for machines are made where they are known. */
import { roundHalfEven } from '../core/fraction.ts';
import { groupThousands, formatUsd, type Pico } from '../core/money.ts';

type Unit = readonly [size: bigint, name: string];
const LARGEST: Unit = [1_000_000_000_000n, 'T'];
const UNITS: readonly Unit[] = [[1_000n, 'k'], [1_000_000n, 'M'], [1_000_000_000n, 'B'], LARGEST];

/** Three significant digits and a unit: "999", "12.3k", "1.23M". */
export function formatCount(count: bigint): string {
  if (count < 1_000n) return count.toString();
  // The smallest unit of which there are, once rounded, fewer than a thousand.
  const [size, name] = UNITS.find(([unit]) => roundHalfEven(count, unit) < 1_000n) ?? LARGEST;
  const decimals = [2, 1, 0].find((digits) => roundHalfEven(count * 10n ** BigInt(digits), size) < 1_000n) ?? 0;
  const digits = roundHalfEven(count * 10n ** BigInt(decimals), size).toString();
  const point = digits.length - decimals;
  return `${digits.slice(0, point)}${decimals === 0 ? '' : '.'}${digits.slice(point)}${name}`;
}

/** "1,234,567". */
export function formatInteger(count: bigint | number): string {
  return groupThousands(count.toString());
}

/** "91.2%"; "100%" and "0%" only where it is all or nothing; "–" where there is nothing to divide by. */
export function formatRatio(ratio: number | null): string {
  return ratio === 0 || ratio === 1 ? `${ratio * 100}%` : formatShare(ratio);
}

/** The same with one decimal in any case, as in a column: "91.2%", "100.0%". */
export function formatShare(ratio: number | null): string {
  if (ratio === null) return '–';
  const isPart = ratio > 0 && ratio < 1;
  return `${(isPart ? Math.min(99.9, Math.max(0.1, ratio * 100)) : ratio * 100).toFixed(1)}%`;
}

/** "$12.35", or "unpriced": what is not known is never shown as $0. */
export function formatMoney(amount: Pico | null): string {
  return amount === null ? 'unpriced' : formatUsd(amount);
}

/** "1 file", "2 files". */
export function formatPlural(count: bigint | number, noun: string): string {
  return `${formatInteger(count)} ${noun}${BigInt(count) === 1n ? '' : 's'}`;
}
