/** One response as a row of the packer, from the bytes of its line: what messageEvent makes of it, where nothing is odd. */
import { COMPLETENESS } from '../../core/event.ts';
import { KEY_BYTES, writeKey } from '../../core/event-key.ts';
import { FLAGS, UNFINISHED } from '../../core/flags.ts';
import type { EventPacker } from '../../core/packed-events.ts';
import { PACKED, STRIDE } from '../../core/packed-columns.ts';
import { MESSAGE_ID } from '../call-key.ts';
import type { JsonObject, Reading } from '../reading.ts';
import { KIND, type JsonLocator } from './json-bytes.ts';
import type { Shape } from './key-table.ts';
import { settingMemory } from './setting-memory.ts';
import { USAGE_SHAPE, usageReader, type Counts } from './usage-bytes.ts';

/** What is looked out for in a response. */
export const MESSAGE_SHAPE: Shape = {
  id: true,
  type: true,
  model: true,
  stop_reason: true,
  usage: USAGE_SHAPE,
  diagnostics: true,
};

/** What the line around a response tells; one object is filled again and again. */
export interface Around {
  line: number;
  /** Ms UTC. */
  at: number;
  flags: number;
  completeness: number;
  /** What decides the setting beside the names, as a small number. */
  variant: number;
  /** {@link claimNumber} and {@link requestNumber}. */
  claim: number;
  request: number;
}

interface MessageRow {
  /** Puts the response in that was located last. False where it has to be read from an object; nothing was put in then. */
  put(bytes: Uint8Array, start: number, end: number, around: Around): boolean;
}

const encoder = new TextEncoder();
const PREFIX: Uint8Array = encoder.encode('message:');
/** Other ids take more than themselves to make a key. */
const PROVIDERS: Uint8Array = encoder.encode(MESSAGE_ID);
/** Ids that tell the platform; what they decide is part of the setting. */
const PLATFORM_IDS: readonly Uint8Array[] = [encoder.encode('msg_bdrk_'), encoder.encode('msg_vrtx_')];
const PLATFORM_IDS_END = PLATFORM_IDS.length + 1;
/** Bytes. */
const LONGEST_ID = 120;
/** Every byte beyond ASCII has it. */
const BEYOND_ASCII = 0x80;

/** `path`: where the response is, with a point behind it unless it is the record itself; `names`: what else decides the setting;
 * `visible`: the tokens that an answer takes at least, where its output may be less. */
export function messageRow(
  { locator, packer }: { readonly locator: JsonLocator; readonly packer: EventPacker },
  path: string,
  names: readonly string[],
  read: (record: JsonObject) => Reading,
  visible?: (bytes: Uint8Array) => number,
): MessageRow {
  const { kinds, starts, ends } = locator;
  const slotOf = (name: string): number => locator.slotOf(`${path}${name}`);
  const own = ['model', 'usage.service_tier', 'usage.speed', 'usage.inference_geo'].map(slotOf);
  const settings = settingMemory(locator, [...own, ...names.map(locator.slotOf)], read, packer);
  const usage = usageReader(locator, `${path}usage`);
  const { counts } = usage;
  const [id, model, stopReason, diagnostics] = ['id', 'model', 'stop_reason', 'diagnostics'].map(slotOf) as Four;
  const [speed, iterations] = ['usage.speed', 'usage.iterations'].map(slotOf) as Two;
  const key = new Uint8Array(PREFIX.length + LONGEST_ID);
  key.set(PREFIX);

  /** Puts the id behind the prefix; its length, -1 where it is not plain. */
  function takeId(bytes: Uint8Array): number {
    if (kinds[id] !== KIND.string) return -1;
    const start = starts[id] ?? 0;
    const length = (ends[id] ?? 0) - start;
    if (length < PROVIDERS.length || length > LONGEST_ID) return -1;
    let all = 0;
    for (let index = 0; index < length; index++) {
      const byte = bytes[start + index] ?? 0;
      all |= byte;
      key[PREFIX.length + index] = byte;
    }
    return (all & BEYOND_ASCII) === 0 && beginsWith(key, PREFIX.length, PROVIDERS) ? length : -1;
  }

  /** Which of the platforms' ids it is, from 1; 0 for none of them. */
  function platformId(length: number): number {
    for (let index = 0; index < PLATFORM_IDS.length; index++) {
      const begin = PLATFORM_IDS[index] ?? PREFIX;
      if (length >= begin.length && beginsWith(key, PREFIX.length, begin)) return index + 1;
    }
    return 0;
  }

  function isNoneOrNull(slot: number): boolean {
    return kinds[slot] === KIND.absent || kinds[slot] === KIND.null;
  }

  return {
    put(bytes, start, end, around) {
      if (!isText(kinds[model]) || !isNoneOrNull(diagnostics)) return false;
      const length = takeId(bytes);
      if (length < 0 || !usage.read(bytes) || isEmpty(counts)) return false;
      const isShown = isText(kinds[stopReason]);
      const isOpen = !isShown && visible !== undefined;
      const shows = isOpen ? visible(bytes) : 0;
      if (shows < 0) return false;
      const placeholder = counts.output < shows ? FLAGS.output_placeholder.bit : 0;
      const output = isOpen ? UNFINISHED | placeholder : 0;
      const setting = settings.settingOf(bytes, start, end, around.variant * PLATFORM_IDS_END + platformId(length));
      if (setting < 0) return false;
      const row = packer.grow();
      const numbers = packer.numbers;
      const own = row * STRIDE;
      numbers[own + PACKED.at] = around.at;
      numbers[own + PACKED.span] = 0;
      numbers[own + PACKED.part] = 0;
      numbers[own + PACKED.line] = around.line;
      numbers[own + PACKED.requests] = 1;
      numbers[own + PACKED.above] = -1;
      numbers[own + PACKED.input] = counts.input;
      numbers[own + PACKED.cache_write_5m] = counts.fiveMinutes;
      numbers[own + PACKED.cache_write_1h] = counts.oneHour;
      numbers[own + PACKED.cache_read] = counts.read;
      numbers[own + PACKED.output] = counts.output;
      numbers[own + PACKED.web_search] = counts.searches;
      numbers[own + PACKED.flags] = around.flags | counts.flags | output;
      numbers[own + PACKED.completeness] =
        around.completeness +
        (isShown ? COMPLETENESS.stop_reason : 0) +
        (kinds[speed] === KIND.absent ? 0 : COMPLETENESS.speed) +
        (isList(kinds[iterations]) ? COMPLETENESS.iterations : 0);
      numbers[own + PACKED.setting] = setting;
      numbers[own + PACKED.records] = 1;
      numbers[own + PACKED.claim] = around.claim;
      numbers[own + PACKED.request] = around.request;
      writeKey(key, 0, PREFIX.length + length, packer.keys, row * KEY_BYTES);
      packer.mergeLast();
      return true;
    },
  };
}

type Two = [number, number];
type Four = [number, number, number, number];

function beginsWith(bytes: Uint8Array, from: number, text: Uint8Array): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[from + index] !== text[index]) return false;
  return true;
}

/** Whether a response without any token is no call, the plain reader says. */
function isEmpty({ input, fiveMinutes, oneHour, read, output, searches }: Counts): boolean {
  return input + fiveMinutes + oneHour + read + output + searches === 0;
}

function isText(kind: number | undefined): boolean {
  return kind === KIND.string || kind === KIND.escaped;
}

function isList(kind: number | undefined): boolean {
  return kind === KIND.array || kind === KIND.empty_array;
}
