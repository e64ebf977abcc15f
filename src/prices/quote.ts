/**
 * The list price in force for one kind of request, or why there is none. Unknown is never zero, and never
 * the price of something similar.
 */
import { multiply, ONE, type Fraction } from '../core/fraction.ts';
import type { Instant } from '../core/time.ts';
import {
  inForce,
  type MultiplierName,
  type PriceBook,
  type PriceRow,
  type Rates,
  type Span,
  type WebSearchRow,
} from './book.ts';
import { matchId, matchModel, type Matched } from './match.ts';

export interface QuoteRequest {
  /** As logged. */
  readonly model: string;
  readonly at: Instant;
  /** The prompt exceeds this many tokens, and no threshold of the book lies between the two. */
  readonly above: number;
  /** On 'bedrock' and 'vertex' a geography is a regional endpoint. */
  readonly platform: string;
  /** As billed; '' is standard. */
  readonly tier: string;
  readonly speed: string;
  readonly geo: string;
}

export type UnpricedReason =
  | 'unknown_model'
  /** The model is known, but has no price for this speed at any time. */
  | 'unknown_speed'
  | 'no_price_at_date'
  /** The row has no multiplier for it: there is no list price, or it is not one factor for every meter. */
  | 'unknown_tier'
  /** Fast requests cannot be batched. */
  | 'batch_not_offered'
  | 'unknown_geo';

export type Quote =
  | {
      readonly ok: true;
      readonly row: PriceRow;
      readonly rates: Rates;
      /** Threshold of the band that applies, in prompt tokens; null for the base rates. */
      readonly band: number | null;
      /** All modifiers together; applies to every token meter, never to web searches. */
      readonly multiplier: Fraction;
      /** For people: "batch x0.5", "us x1.1". */
      readonly modifiers: readonly string[];
    }
  /** `model` is the canonical id, or the logged one where that is unknown. */
  | { readonly ok: false; readonly reason: UnpricedReason; readonly model: string };

export function quote(book: PriceBook, logged: QuoteRequest): Quote {
  const matched = matchId(book.index, logged.model);
  if (matched === undefined) return { ok: false, reason: 'unknown_model', model: logged.model };
  const { model } = matched;
  const request = onTerms(logged, matched);
  const found = findRow(book, model, request);
  if (typeof found === 'string') return { ok: false, reason: found, model };
  const modifiers = findModifiers(found, request);
  if (typeof modifiers === 'string') return { ok: false, reason: modifiers, model };
  const band = found.bands.findLast(({ above_prompt_tokens }) => request.above >= above_prompt_tokens);
  return {
    ok: true,
    row: found,
    rates: band?.rates ?? found.rates,
    band: band?.above_prompt_tokens ?? null,
    multiplier: modifiers.reduce((product, { value }) => multiply(product, value), ONE),
    modifiers: modifiers.map(({ name, text }) => `${name} x${text}`),
  };
}

/** The log's own word for what was billed comes first; a fast id without one is never given the standard price. */
function onTerms(request: QuoteRequest, { speed, tier }: Matched): QuoteRequest {
  return { ...request, speed: request.speed || (speed ?? ''), tier: request.tier || (tier ?? '') };
}

function findRow(book: PriceBook, model: string, request: QuoteRequest): PriceRow | UnpricedReason {
  const speed = request.speed || 'standard';
  let offered = false;
  const row = inForce(book, request.at, (layer) => {
    const rows = layer.models.get(model)?.rows.filter((candidate) => candidate.speed === speed);
    offered ||= rows !== undefined && rows.length > 0;
    return rows;
  });
  return row ?? (offered ? 'no_price_at_date' : 'unknown_speed');
}

interface Modifier {
  readonly name: MultiplierName;
  readonly text: string;
  readonly value: Fraction;
}

/** The service tier, then geography; both apply where both do (provider's pricing page, "batch processing" and "data residency"). */
function findModifiers(row: PriceRow, request: QuoteRequest): Modifier[] | UnpricedReason {
  const tier = tierModifier(row, request.tier);
  if (typeof tier === 'string') return tier;
  const geo = geoModifier(row, request.platform, request.geo);
  return typeof geo === 'string' ? geo : [...tier, ...geo];
}

function tierModifier(row: PriceRow, tier: string): Modifier[] | UnpricedReason {
  if (tier === '' || tier === 'standard') return [];
  if (tier !== 'batch' && tier !== 'flex' && tier !== 'priority') return 'unknown_tier';
  if (row.multipliers[tier]) return named(row, tier);
  return tier === 'batch' && row.speed !== 'standard' ? 'batch_not_offered' : 'unknown_tier';
}

/**
 * Models before the premiums were introduced have no multiplier, and cost the same everywhere. A "us" on Bedrock
 * or Vertex is a regional endpoint, whose premium is older than that of the provider's own inference_geo.
 */
function geoModifier(row: PriceRow, platform: string, geo: string): Modifier[] | UnpricedReason {
  switch (geo) {
    case '':
    case 'global':
    case 'not_available':
      return [];
    case 'us':
      return named(row, platform === 'bedrock' || platform === 'vertex' ? 'regional' : 'us');
    case 'regional':
      return named(row, 'regional');
    default:
      return 'unknown_geo';
  }
}

/** Whether a call on a cloud may have been billed at a regional endpoint, which costs more, as far as its log says. */
export function isReachOpen({ multipliers }: PriceRow, platform: string, geo: string): boolean {
  if (platform !== 'bedrock' && platform !== 'vertex') return false;
  return multipliers.regional !== undefined && (geo === '' || geo === 'not_available');
}

function named(row: PriceRow, name: MultiplierName): Modifier[] {
  const multiplier = row.multipliers[name];
  return multiplier ? [{ name, ...multiplier }] : [];
}

/** When anything may change that a quote for a model (as logged) or a web search says: UTC midnights, in any order. */
export function priceChanges(book: PriceBook, logged: string): Instant[] {
  const model = matchModel(book.index, logged);
  const spans = book.layers.flatMap((layer): readonly Span[] => [
    ...layer.web_search,
    ...((model === undefined ? undefined : layer.models.get(model)?.rows) ?? []),
  ]);
  return [...new Set(spans.flatMap(({ from, to }) => (to === undefined ? [from] : [from, to])))];
}

/** The price of one web search; batch and geography do not change it. */
export function webSearchPrice(book: PriceBook, at: Instant): WebSearchRow | undefined {
  return inForce(book, at, (layer) => layer.web_search);
}
