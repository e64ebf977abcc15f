/** Amounts of one column have one number of decimals, so that their points stand in one line. */
import { formatUsdTo, type Pico } from '../core/money.ts';

/** An amount as it is written: its `text` alone, or with what is before it and the decimals of its column. */
interface Written {
  readonly text: string;
  readonly usd?: Usd;
}

export interface Usd {
  readonly amount: Pico;
  readonly before: '' | '≥ ' | '+';
}

const PICO_PER_USD = 1_000_000_000_000n;
const PICO_DIGITS = 12;
const MOST_DECIMALS = 6;

/** Rows, and below them the total, of which the amounts are written alike by column. */
export function alignedAmounts<C extends Written>(lines: readonly (readonly C[])[]): C[][] {
  const places = lines.reduce((most, cells) => Math.max(most, cells.length), 0);
  const decimals = Array.from({ length: places }, (_, place) => {
    const amounts = lines.flatMap((cells) => {
      const { usd, text } = cells[place] ?? {};
      return usd === undefined || text === '' ? [] : [usd.amount];
    });
    return decimalsOf(amounts);
  });
  return lines.map((cells) => cells.map((each, place) => withDecimals(each, decimals[place] ?? 2)));
}

/** Cents where there is a dollar or more; else as many as the smallest needs for two digits. */
function decimalsOf(amounts: readonly Pico[]): number {
  const sizes = amounts.map((amount) => (amount < 0n ? -amount : amount)).filter((size) => size !== 0n);
  const smallest = sizes.reduce<bigint>((least, size) => (size < least ? size : least), PICO_PER_USD);
  if (sizes.some((size) => size >= PICO_PER_USD) || smallest >= PICO_PER_USD / 100n) return 2;
  return Math.min(MOST_DECIMALS, PICO_DIGITS - smallest.toString().length + 2);
}

function withDecimals<C extends Written>(each: C, decimals: number): C {
  const { usd, text } = each;
  if (usd === undefined || text === '') return each;
  return { ...each, text: usdText(usd, decimals) };
}

/** What would round to nothing is never written as $0.00. */
function usdText({ amount, before }: Usd, decimals: number): string {
  const least = 10n ** BigInt(PICO_DIGITS - decimals);
  const size = amount < 0n ? -amount : amount;
  if (size === 0n || size * 2n >= least) return `${before}${formatUsdTo(amount, decimals)}`;
  if (before === '≥ ') return `> ${formatUsdTo(0n as Pico, decimals)}`;
  const bound = formatUsdTo(least as Pico, decimals);
  return amount < 0n ? `>-${bound}` : `<${before}${bound}`;
}
