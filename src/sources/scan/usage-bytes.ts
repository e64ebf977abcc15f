/** The counts of a `usage` object from its bytes: what readUsage makes of one whose totals are all there is to it. */
import { FLAGS } from '../../core/flags.ts';
import { MAX_COUNT } from '../../core/meters.ts';
import { isTextAt, textBytes } from './text-bytes.ts';
import { KIND, type JsonLocator } from './json-bytes.ts';
import type { Shape } from './key-table.ts';

const COUNTS = {
  input_tokens: true,
  output_tokens: true,
  cache_read_input_tokens: true,
  cache_creation_input_tokens: true,
  cache_creation: { ephemeral_5m_input_tokens: true, ephemeral_1h_input_tokens: true },
} as const;

const MESSAGE: Uint8Array = textBytes('message');

/** What is looked out for in a usage object. */
export const USAGE_SHAPE: Shape = {
  ...COUNTS,
  server_tool_use: { web_search_requests: true },
  service_tier: true,
  inference_geo: true,
  iterations: [{ type: true, ...COUNTS, server_tool_use: true }],
  speed: true,
};

/** Of the last usage read; tokens, and the bits of its flags. */
export interface Counts {
  input: number;
  fiveMinutes: number;
  oneHour: number;
  read: number;
  output: number;
  searches: number;
  flags: number;
}

interface UsageReader {
  /** False where the usage has to be read from an object; what was read stands in `counts` otherwise. */
  read(bytes: Uint8Array): boolean;
  readonly counts: Readonly<Counts>;
}

interface Slots {
  readonly input: number;
  readonly output: number;
  readonly read: number;
  readonly write: number;
  readonly split: number;
  readonly fiveMinutes: number;
  readonly oneHour: number;
}

/** `path`: where the usage is. */
export function usageReader(locator: JsonLocator, path: string): UsageReader {
  const { kinds } = locator;
  const totals = slotsOf(locator, path);
  const once = slotsOf(locator, `${path}.iterations[]`);
  const iterations = locator.slotOf(`${path}.iterations`);
  const type = locator.slotOf(`${path}.iterations[].type`);
  const ownTools = locator.slotOf(`${path}.iterations[].server_tool_use`);
  const tools = locator.slotOf(`${path}.server_tool_use`);
  const searches = locator.slotOf(`${path}.server_tool_use.web_search_requests`);
  const counts = countsOfNone();
  const own = countsOfNone();

  /** The only iteration says what the totals say, so that they are all there is. */
  function addsUp(bytes: Uint8Array): boolean {
    if (kinds[type] !== KIND.string || !isTextAt(bytes, locator.starts[type] ?? 0, MESSAGE)) return false;
    if (kinds[ownTools] !== KIND.absent || !readCounts(locator, once, own)) return false;
    return own.read === counts.read && own.output === counts.output && promptOf(own) === promptOf(counts);
  }

  return {
    counts,
    read(bytes) {
      if (kinds[totals.output] !== KIND.count || !readCounts(locator, totals, counts)) return false;
      if (!isObjectOrNone(kinds[tools])) return false;
      // Where tools of the provider ran, that is as it should be: the plain reader knows.
      if (counts.flags === FLAGS.split_disagrees.bit && kinds[tools] === KIND.object) return false;
      const searched = countAt(locator, searches);
      if (searched < 0) return false;
      counts.searches = searched;
      const listed = kinds[iterations];
      if (listed === KIND.array) return addsUp(bytes);
      return listed === KIND.absent || listed === KIND.null || listed === KIND.empty_array;
    },
  };
}

function slotsOf(locator: JsonLocator, path: string): Slots {
  const slotOf = (name: string): number => locator.slotOf(`${path}.${name}`);
  return {
    input: slotOf('input_tokens'),
    output: slotOf('output_tokens'),
    read: slotOf('cache_read_input_tokens'),
    write: slotOf('cache_creation_input_tokens'),
    split: slotOf('cache_creation'),
    fiveMinutes: slotOf('cache_creation.ephemeral_5m_input_tokens'),
    oneHour: slotOf('cache_creation.ephemeral_1h_input_tokens'),
  };
}

function countsOfNone(): Counts {
  return { input: 0, fiveMinutes: 0, oneHour: 0, read: 0, output: 0, searches: 0, flags: 0 };
}

/** 0 where it is left out or null; -1 where it is no count that an event may carry. */
function countAt({ kinds, counts }: JsonLocator, slot: number): number {
  const kind = kinds[slot];
  if (kind === KIND.absent || kind === KIND.null) return 0;
  const count = counts[slot] ?? 0;
  return kind === KIND.count && count <= MAX_COUNT ? count : -1;
}

function isObjectOrNone(kind: number | undefined): boolean {
  return kind === KIND.object || kind === KIND.absent || kind === KIND.null;
}

/** Writes are told by TTL as readWrites does it (src/sources/anthropic-usage.ts), which says why. */
function readCounts(locator: JsonLocator, slots: Slots, into: Counts): boolean {
  const { kinds } = locator;
  const input = countAt(locator, slots.input);
  const output = countAt(locator, slots.output);
  const read = countAt(locator, slots.read);
  const total = countAt(locator, slots.write);
  const fiveMinutes = countAt(locator, slots.fiveMinutes);
  const oneHour = countAt(locator, slots.oneHour);
  if (kinds[slots.input] !== KIND.count || !isObjectOrNone(kinds[slots.split])) return false;
  if (input < 0 || output < 0 || read < 0 || total < 0 || fiveMinutes < 0 || oneHour < 0) return false;
  into.input = input;
  into.output = output;
  into.read = read;
  into.fiveMinutes = fiveMinutes;
  into.oneHour = oneHour;
  into.flags = 0;
  if (kinds[slots.split] !== KIND.object) {
    into.fiveMinutes = total;
    into.flags = total > 0 ? FLAGS.ttl_assumed.bit : 0;
  } else if (kinds[slots.write] === KIND.count && fiveMinutes + oneHour !== total) {
    into.oneHour = Math.min(oneHour, total);
    into.fiveMinutes = total - into.oneHour;
    into.flags = FLAGS.split_disagrees.bit;
  }
  return true;
}

function promptOf({ input, fiveMinutes, oneHour, read }: Readonly<Counts>): number {
  return input + fiveMinutes + oneHour + read;
}
