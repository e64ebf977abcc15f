/** The tokens of one request as the JSON contracts have them. */
import type { TokenMeter } from '../../core/meters.ts';

export function tokensJson(tokens: Readonly<Record<TokenMeter, number>>): unknown {
  const { input, cache_write_5m, cache_write_1h, cache_read, output } = tokens;
  return { input, cache_write_5m, cache_write_1h, cache_read, output };
}
