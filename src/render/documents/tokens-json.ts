/** The tokens of one request as the JSON contracts have them. */

interface RequestTokens {
  readonly input: number;
  readonly cache_write_5m: number;
  readonly cache_write_1h: number;
  readonly cache_read: number;
  readonly output: number;
}

export function tokensJson({ input, cache_write_5m, cache_write_1h, cache_read, output }: RequestTokens): unknown {
  return { input, cache_write_5m, cache_write_1h, cache_read, output };
}
