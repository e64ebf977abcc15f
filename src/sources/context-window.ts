/**
 * Which price band the requests of a bucket are in. Their sizes are not known, only what the report says of the context
 * window they were billed in ("0-200k", "200k-1M"; in the Console's tables "≤ 200k", "> 200k").
 */
import { promptTokens, type Count, type Meters } from '../core/meters.ts';
import { parseModelId } from '../core/model-id.ts';
import { parseDate, type Instant } from '../core/time.ts';

/** Models whose price depends on the size of each prompt, and when (facts 2.1). A test holds them against the price tables. */
interface Banded {
  readonly models: readonly string[];
  /** Prompts of more tokens cost more. */
  readonly threshold: Count;
  /** UTC dates; `to` is exclusive. */
  readonly from: string;
  readonly to?: string;
}

const BANDED: readonly Banded[] = [
  { models: ['claude-sonnet-4', 'claude-sonnet-4-0'], threshold: 200_000, from: '2025-08-12', to: '2026-04-30' },
  { models: ['claude-sonnet-4-5'], threshold: 200_000, from: '2025-09-29', to: '2026-04-30' },
  { models: ['claude-opus-4-6'], threshold: 200_000, from: '2026-02-05', to: '2026-03-13' },
  { models: ['claude-sonnet-4-6'], threshold: 200_000, from: '2026-02-17', to: '2026-03-13' },
  { models: ['claude-haiku-5-5'], threshold: 100_000, from: '2026-10-07' },
];

/** The threshold above which a prompt of this model costs more; undefined where there is none. Fast requests have none. */
export function thresholdOf(model: string, at: Instant, speed: string): Count | undefined {
  const { base } = parseModelId(model);
  const found = BANDED.find(({ models, from, to }) => models.includes(base) && isWithin(at, from, to));
  return speed === 'fast' ? undefined : found?.threshold;
}

function isWithin(at: Instant, from: string, to: string | undefined): boolean {
  const [since, until] = [parseDate(from) ?? Infinity, to === undefined ? undefined : parseDate(to)];
  return since <= at && (until === undefined || at < until);
}

interface Sizes {
  /** What each prompt exceeds, and what none does; 0 and Infinity where that is not said. */
  readonly above: Count;
  readonly upTo: Count;
}

const RANGE = /^(\d{1,6})([km]?)-(\d{1,6})([km])$/;
const LIMIT = /^(≤|<=|>)(\d{1,6})([km])$/;

/** Anything else says nothing. */
export function sizesIn(window: unknown): Sizes {
  const text = typeof window === 'string' ? window.toLowerCase().replaceAll(' ', '') : '';
  const [, low, lowUnit, high, highUnit] = RANGE.exec(text) ?? [];
  if (low !== undefined) return { above: tokensOf(low, lowUnit), upTo: tokensOf(high, highUnit) };
  const [, sign, limit, unit] = LIMIT.exec(text) ?? [];
  if (sign === undefined) return { above: 0, upTo: Infinity };
  const tokens = tokensOf(limit, unit);
  return sign === '>' ? { above: tokens, upTo: Infinity } : { above: 0, upTo: tokens };
}

function tokensOf(number = '', unit = ''): Count {
  return Number(number) * (unit === 'm' ? 1_000_000 : unit === 'k' ? 1000 : 1);
}

interface BucketSizes {
  readonly model: string;
  readonly at: Instant;
  readonly speed: string;
  readonly meters: Meters;
  readonly window: unknown;
}

/**
 * What each prompt of a bucket is known to exceed, and whether its price depends on what is not known. A bucket that says
 * that each of its prompts is longer than all of them together are says nothing.
 */
export function bandOf({ model, at, speed, meters, window }: BucketSizes): { above: Count; unknown: boolean } {
  const prompt = promptTokens(meters);
  const said = sizesIn(window);
  const contradicts = said.above > 0 && prompt <= said.above;
  const { above, upTo } = contradicts ? { above: 0, upTo: Infinity } : said;
  const threshold = thresholdOf(model, at, speed);
  const open = threshold !== undefined && above < threshold && threshold < upTo;
  // Where all prompts together stay below the threshold, so does each of them.
  return { above, unknown: open && (contradicts || prompt > threshold) };
}
