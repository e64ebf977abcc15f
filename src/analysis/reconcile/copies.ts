/**
 * Records that are in the ledger twice for want of an id: equal in instant, model, terms and every meter. By itself that
 * proves nothing, since two requests may be as alike as that; beside a bill that has only one of them it does.
 */
import {
  NO_SUMS,
  PROMPT_METERS,
  TOKEN_METERS,
  type Meters,
  type MeterSums,
  type TokenMeter,
} from '../../core/meters.ts';
import { MS_PER_DAY, type Instant } from '../../core/time.ts';
import { edgeBelow, type LoggedInference, type UsageGroup } from '../../store/ledger.ts';

/** Usage of all copies but one of each, a group an inference. `inferences` come in the order of time. */
export function* copiesOf(inferences: Iterable<LoggedInference>, edges: readonly number[]): Iterable<UsageGroup> {
  let at: Instant | undefined;
  // Copies have one instant, so no more than that has to be remembered.
  let seen = new Set<string>();
  for (const inference of inferences) {
    if (inference.at !== at) [at, seen] = [inference.at, new Set()];
    const { meters, terms, model, part } = inference;
    if (TOKEN_METERS.every((meter) => meters[meter] === 0)) continue;
    const text = JSON.stringify([model, part, Object.values(terms), TOKEN_METERS.map((meter) => meters[meter])]);
    if (seen.has(text)) yield groupOf(inference, edges);
    seen.add(text);
  }
}

function groupOf({ at, model, terms, meters, requests }: LoggedInference, edges: readonly number[]): UsageGroup {
  const prompt = PROMPT_METERS.reduce((sum, meter) => sum + meters[meter], 0);
  return {
    at: (Math.floor(at / MS_PER_DAY) * MS_PER_DAY) as Instant,
    model,
    terms,
    values: [],
    above: terms.kind === 'aggregate' ? 0 : edgeBelow(prompt, edges),
    requests: BigInt(requests),
    hits: 0n,
    sums: sumsOf(meters),
  };
}

function sumsOf(meters: Meters): MeterSums {
  const sums: Record<TokenMeter, bigint> & { web_search: bigint } = { ...NO_SUMS };
  for (const meter of TOKEN_METERS) sums[meter] = BigInt(meters[meter]);
  return sums;
}
