/**
 * What a token is billed as. The five token meters are disjoint; the first four add up to the prompt.
 */

export const PROMPT_METERS = ['input', 'cache_write_5m', 'cache_write_1h', 'cache_read'] as const;
export const TOKEN_METERS = ['input', 'cache_write_5m', 'cache_write_1h', 'cache_read', 'output'] as const;

export type TokenMeter = (typeof TOKEN_METERS)[number];

/** A count of tokens, or of web searches: a non-negative safe integer. */
export type Count = number;

/** The largest count one event may carry. Sums over 90 million such events still fit SQLite's integer. */
export const MAX_COUNT = 100_000_000_000;

/** Tokens by meter, and the web searches billed beside them. */
export type Meters = Readonly<Record<TokenMeter, Count>> & { readonly web_search: Count };

export const NO_METERS: Meters = {
  input: 0,
  cache_write_5m: 0,
  cache_write_1h: 0,
  cache_read: 0,
  output: 0,
  web_search: 0,
};

/** All that is counted: the tokens, and the web searches. */
export const METERS: readonly (keyof Meters)[] = [...TOKEN_METERS, 'web_search'];

/** Sums over many events. bigint, because hostile logs can pass 2^53. */
export type MeterSums = Readonly<Record<TokenMeter, bigint>> & { readonly web_search: bigint };

export const NO_SUMS: MeterSums = {
  input: 0n,
  cache_write_5m: 0n,
  cache_write_1h: 0n,
  cache_read: 0n,
  output: 0n,
  web_search: 0n,
};

/** Prompt tokens of one request: what decides its price band. */
export function promptTokens(meters: Meters): Count {
  return meters.input + meters.cache_write_5m + meters.cache_write_1h + meters.cache_read;
}

export function addSums(a: MeterSums, b: MeterSums): MeterSums {
  const sums = { ...NO_SUMS };
  for (const meter of METERS) sums[meter] = a[meter] + b[meter];
  return sums;
}

/** Tokens of all five meters together. */
export function allTokens(sums: MeterSums): bigint {
  return sums.input + sums.cache_write_5m + sums.cache_write_1h + sums.cache_read + sums.output;
}

/** Both together, meter by meter. */
export function addMeters(a: Meters, b: Meters): Meters {
  const meters = { ...NO_METERS };
  for (const meter of METERS) meters[meter] = a[meter] + b[meter];
  return meters;
}
