/**
 * The price book: dated list prices per model and speed, in layers, as read from `pricing/*.json`.
 */
import type { Fraction } from '../core/fraction.ts';
import type { UnitPrice } from '../core/money.ts';
import type { Instant } from '../core/time.ts';
import type { ModelIndex } from './match.ts';

/** List price of each token meter, in picodollars per token. null: not sold, so such tokens are unpriced, not free. */
export interface Rates {
  readonly input: UnitPrice;
  /** A provider's plain write: five minutes at Anthropic, thirty at OpenAI, none at Google. */
  readonly cache_write_5m: UnitPrice | null;
  /** Its longer, dearer write, where there is one. */
  readonly cache_write_1h: UnitPrice | null;
  readonly cache_read: UnitPrice | null;
  readonly output: UnitPrice;
}

/** The rates of a whole request whose prompt exceeds a number of tokens. */
export interface Band {
  readonly above_prompt_tokens: number;
  readonly rates: Rates;
}

export const MULTIPLIERS = ['batch', 'flex', 'priority', 'us', 'regional'] as const;
export type MultiplierName = (typeof MULTIPLIERS)[number];

export interface Multiplier {
  /** As the price file writes it ("1.1"). */
  readonly text: string;
  readonly value: Fraction;
}

/** Where a row was read, and what it rests on. */
export interface Evidence {
  readonly layer: string;
  readonly file: string;
  /** JSON path of the row ("prices[2]"). */
  readonly path: string;
  /** The date the source was last looked at, '' when not given. */
  readonly checked: string;
  readonly source: readonly string[];
  readonly confidence: string;
  readonly note: string;
}

/** In force while `from <= at < to`. */
export interface Span {
  readonly from: Instant;
  /** Exclusive: its own end or the next row's start; undefined while it lasts. */
  readonly to: Instant | undefined;
}

export interface PriceRow extends Span {
  readonly model: string;
  readonly speed: string;
  readonly rates: Rates;
  /** By threshold, ascending. */
  readonly bands: readonly Band[];
  readonly multipliers: Readonly<Partial<Record<MultiplierName, Multiplier>>>;
  readonly evidence: Evidence;
}

/** Picodollars per web search. No multiplier applies to it. */
export interface WebSearchRow extends Span {
  readonly price: UnitPrice;
  readonly evidence: Evidence;
}

export interface MinimumCacheable extends Span {
  readonly tokens: number;
}

export interface ModelPrices {
  readonly model: string;
  readonly displayName: string;
  /** Ids it is logged under, beside `model` itself. */
  readonly ids: readonly string[];
  readonly minimumCacheable: readonly MinimumCacheable[];
  /** In file order: per speed by date, without overlap. */
  readonly rows: readonly PriceRow[];
}

export interface LayerPrices {
  readonly name: string;
  readonly models: ReadonlyMap<string, ModelPrices>;
  readonly web_search: readonly WebSearchRow[];
}

export interface PriceBook {
  readonly version: string;
  /** Topmost first. */
  readonly layers: readonly LayerPrices[];
  readonly index: ModelIndex;
  /** Every band's threshold in prompt tokens, distinct, ascending. */
  readonly thresholds: readonly number[];
}

export function isInForce(span: Span, at: Instant): boolean {
  return span.from <= at && (span.to === undefined || at < span.to);
}

/** What the topmost layer that has an answer at that instant says. */
export function inForce<T extends Span>(
  book: PriceBook,
  at: Instant,
  spans: (layer: LayerPrices) => readonly T[] | undefined,
): T | undefined {
  for (const layer of book.layers) {
    const found = spans(layer)?.find((span) => isInForce(span, at));
    if (found) return found;
  }
  return undefined;
}

/** Every model of every layer, by name. */
export function modelNames(book: PriceBook): string[] {
  return [...new Set(book.layers.flatMap((layer) => [...layer.models.keys()]))].sort();
}
