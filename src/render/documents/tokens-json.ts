/** The tokens of one request as the JSON contracts have them. */

interface RequestTokens {
  readonly input: number;
  readonly write5m: number;
  readonly write1h: number;
  readonly read: number;
  readonly output: number;
}

export function tokensJson({ input, write5m, write1h, read, output }: RequestTokens): unknown {
  return { input, cache_write_5m: write5m, cache_write_1h: write1h, cache_read: read, output };
}
