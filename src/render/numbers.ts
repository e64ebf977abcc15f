/** Numbers for people. Exact ones for machines are made where they are known. */
import { formatUsd, type Pico } from '../core/money.ts';

const UNITS: readonly [size: bigint, unit: string][] = [
  [1_000_000_000_000n, 'T'],
  [1_000_000_000n, 'B'],
  [1_000_000n, 'M'],
  [1_000n, 'k'],
];

/** Three significant digits and a unit: "999", "12.3k", "1.23M". */
export function formatCount(count: bigint): string {
  const unit = UNITS.find(([size]) => count >= size);
  if (unit === undefined) return count.toString();
  const [size, name] = unit;
  const hundredths = (count * 100n) / size;
  if (hundredths >= 10_000n) return `${hundredths / 100n}${name}`;
  const decimals = hundredths >= 1_000n ? 1 : 2;
  return `${(Number(hundredths) / 100).toFixed(decimals)}${name}`;
}

/** "1,234,567". */
export function formatInteger(count: bigint | number): string {
  return count.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** "91.2 %"; "100 %" and "0 %" only where it is all or nothing; "–" where there is nothing to divide by. */
export function formatRatio(ratio: number | null): string {
  if (ratio === null) return '–';
  if (ratio === 0 || ratio === 1) return `${ratio * 100} %`;
  const percent = Math.min(99.9, Math.max(0.1, ratio * 100));
  return `${percent.toFixed(1)} %`;
}

/** "$12.35", or "unpriced": what is not known is never shown as $0. */
export function formatMoney(amount: Pico | null): string {
  return amount === null ? 'unpriced' : formatUsd(amount);
}

/** "1 file", "2 files". */
export function formatPlural(count: bigint | number, noun: string): string {
  return `${formatInteger(count)} ${noun}${BigInt(count) === 1n ? '' : 's'}`;
}
