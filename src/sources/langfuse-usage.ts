/**
 * Langfuse's `usageDetails`: token counts under names that whoever sends them is free to choose, which Langfuse adds up
 * and prices one by one. So they should stand beside each other; the sender's own `total` says whether they do (log shapes
 * 15; LiteLLM, OpenInference and OpenAI's integration send some inside others).
 */
import type { Flag } from '../core/flags.ts';
import { cellCount } from './cells.ts';
import { optionalCount, requiredCount } from './fields.ts';
import { readable, type JsonObject } from './reading.ts';
import { readTold, type ToldUsage } from './told-usage.ts';
import { kindOf, type Kind } from './usage-keys.ts';
import type { Convention } from './usage-reading.ts';

const CONVENTION: Convention = { cached: 'beside', reasoning: 'beside', certain: false };

/** The same under two names is one: these kinds take the largest, the others add up. */
const ADDED: readonly Kind[] = ['input part', 'output part', 'reasoning'];

export function readUsageDetails(details: JsonObject): ToldUsage {
  const counts: Partial<Record<Kind, number>> = {};
  for (const [name, value] of Object.entries(details)) {
    const kind = kindOf(name);
    if (kind === undefined) continue;
    const count = optionalCount(cellCount(value));
    const before = counts[kind] ?? 0;
    counts[kind] = requiredCount(ADDED.includes(kind) ? before + count : Math.max(before, count));
  }
  // Langfuse's own sum of all there is, where the sender gave none, shows nothing.
  const all = Object.values(details)
    .map(cellCount)
    .reduce<number>((sum, value) => sum + (typeof value === 'number' ? value : 0), 0);
  if (counts.total !== undefined && counts.total * 2 === all) delete counts.total;
  // Audio, images and the like beside the rest, or inside of it where only that adds up.
  const apart = readWith(counts, counts['input part'] ?? 0, counts['output part'] ?? 0);
  const isOpen = counts.total === undefined && (counts['input part'] ?? 0) + (counts['output part'] ?? 0) > 0;
  if (isOpen) return { ...apart, flags: [...new Set<Flag>([...apart.flags, 'reading_assumed'])] };
  if (!apart.flags.includes('total_disagrees')) return apart;
  const inside = readable(() => readWith(counts, 0, 0));
  return inside?.flags.includes('total_disagrees') === false ? inside : apart;
}

function readWith(counts: Partial<Record<Kind, number>>, moreInput: number, moreOutput: number): ToldUsage {
  const { input, output, read, write, write_5m = 0, write_1h = 0, uncached, reasoning, total } = counts;
  const named = write_5m + write_1h;
  // Writes of a named TTL stand beside those of none, or add up to them.
  const unnamed = write === undefined || write === named ? 0 : write;
  const usage = readTold(CONVENTION, {
    ...{ input: more(input, moreInput), output: more(output, moreOutput), read, uncached, reasoning, total },
    written: write === undefined && named === 0 ? undefined : named + unnamed,
    ...(named > 0 && { written5m: write_5m + unnamed, written1h: write_1h }),
  });
  if (named === 0 || unnamed === 0) return usage;
  return { ...usage, flags: [...usage.flags, 'ttl_assumed'], completeness: 0 };
}

/** Where there is neither, the count is missing. */
function more(count: number | undefined, added: number): number | undefined {
  return count === undefined && added === 0 ? undefined : (count ?? 0) + added;
}
