/** What an event costs by the price files of this repository. */
import { chargeTokens } from '../../src/analysis/charges.ts';
import type { UsageEvent } from '../../src/core/event.ts';
import { addSums, NO_SUMS, promptTokens, TOKEN_METERS, type Meters, type MeterSums } from '../../src/core/meters.ts';
import { formatUsdExact, ZERO_PICO, add } from '../../src/core/money.ts';
import { ask, book } from '../prices/shipped.ts';

/** US dollars, exactly, without searches; or why a part of it has no price. */
export function priceOf({ parts, terms, at }: UsageEvent): string {
  let cost = ZERO_PICO;
  for (const { model, meters } of parts) {
    const quoted = ask(book, model, at, { ...terms, above: promptTokens(meters) });
    if (!quoted.ok) return quoted.reason;
    cost = chargeTokens(sumsOf(meters), quoted).lines.reduce((sum, { amount }) => add(sum, amount), cost);
  }
  return formatUsdExact(cost);
}

function sumsOf(meters: Meters): MeterSums {
  const tokens = Object.fromEntries(TOKEN_METERS.map((meter) => [meter, BigInt(meters[meter])]));
  return addSums(NO_SUMS, { ...NO_SUMS, ...tokens });
}
