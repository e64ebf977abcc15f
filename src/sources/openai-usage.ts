/** The tier that an answer of OpenAI names. */
import { nameText } from './fields.ts';
import type { JsonObject } from './reading.ts';
import { isBatchResult } from './wrapped-answer.ts';

/** "fast" is what Priority is called since July 2026, and what models from GPT-6 on answer; "auto" does not tell. */
const TIERS: ReadonlyMap<string, string> = new Map([
  ['default', 'standard'],
  ['auto', ''],
  ['fast', 'priority'],
]);

export function tierNamed(value: unknown): string {
  const tier = nameText(value);
  return TIERS.get(tier) ?? tier;
}

/** As billed: what the response says; results of a batch say it by their frame. */
export function tierOf(record: JsonObject, answer: JsonObject): string {
  return record !== answer && isBatchResult(record) ? 'batch' : tierNamed(answer['service_tier']);
}
