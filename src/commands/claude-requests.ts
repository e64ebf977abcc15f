/**
 * The requests whose caching can be looked into. The cache model is that of Claude: breakpoints, times to live and what
 * invalidates them. Models of other providers, as the price files know them, cache by rules of their own.
 */
import type { PriceBook } from '../prices/book.ts';
import { matchModel } from '../prices/match.ts';

export interface ClaudeRequests {
  of<T extends { readonly model: string; readonly requests: number }>(requests: Iterable<T>): Iterable<T>;
  /** So many were left out. */
  readonly others: number;
}

/** A model that no price file has is taken for one of Claude's. */
export function claudeRequests(book: PriceBook): ClaudeRequests {
  const known = new Map<string, boolean>();
  let others = 0;

  function isClaude(model: string): boolean {
    const own = known.get(model) ?? matchModel(book.index, model)?.startsWith('claude-') ?? true;
    known.set(model, own);
    return own;
  }

  return {
    *of(requests) {
      for (const request of requests)
        if (isClaude(request.model)) yield request;
        else others += request.requests;
    },
    get others() {
      return others;
    },
  };
}
