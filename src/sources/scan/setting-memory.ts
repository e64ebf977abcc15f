/**
 * What rows have in common, by the bytes that decide it. A log says the same few things of thousands of responses, so the
 * plain reader makes a setting once (names cut, secrets blotted, places told from ids), and it is known from then on by the
 * bytes it was made of.
 */
import type { EventPacker } from '../../core/packed-events.ts';
import type { Setting } from '../../core/settings.ts';
import type { JsonObject, Reading } from '../reading.ts';
import { KIND, type JsonLocator } from './json-bytes.ts';

interface SettingMemory {
  /**
   * The packer's number of the setting of the line that was located last, -1 where the plain reader has to read the line.
   * `variant`: what decides it beside the names, as a small number.
   */
  settingOf(bytes: Uint8Array, start: number, end: number, variant: number): number;
}

interface Known {
  readonly setting: Setting;
  readonly variant: number;
  /** Of the names, one after the other. */
  readonly text: Uint8Array;
  readonly lengths: Int32Array;
  readonly next: Known | undefined;
  /** Its number in the packer since it was last emptied. */
  number: number;
  fillings: number;
}

const PLACES = 256;
/** A log that never says the same twice does not fill the memory. */
const MOST_KNOWN = 4096;

/** `names`: the slots of the texts that decide a setting, which the plain reader takes for '' where they are none. */
export function settingMemory(
  locator: JsonLocator,
  names: readonly number[],
  read: (record: JsonObject) => Reading,
  packer: EventPacker,
): SettingMemory {
  const { kinds, starts, ends } = locator;
  const count = names.length;
  const slots = Int32Array.from(names);
  const lengths = new Int32Array(count);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let places = new Array<Known | undefined>(PLACES).fill(undefined);
  let known = 0;

  /** Takes note of the lengths of the names. */
  function placeIn(bytes: Uint8Array, variant: number): number {
    let hash = variant;
    for (let index = 0; index < count; index++) {
      const slot = slots[index] ?? 0;
      const kind = kinds[slot];
      const start = starts[slot] ?? 0;
      const length = kind === KIND.string || kind === KIND.escaped ? (ends[slot] ?? 0) - start : 0;
      lengths[index] = length;
      if (length > 0)
        hash = Math.imul(hash, 31) + length + (bytes[start + length - 1] ?? 0) + (bytes[start + (length >> 1)] ?? 0);
    }
    return hash & (PLACES - 1);
  }

  function isOf({ text, lengths: own }: Known, bytes: Uint8Array): boolean {
    let offset = 0;
    for (let index = 0; index < count; index++) {
      const length = lengths[index] ?? 0;
      if (own[index] !== length) return false;
      const start = starts[slots[index] ?? 0] ?? 0;
      for (let byte = 0; byte < length; byte++) if (text[offset + byte] !== bytes[start + byte]) return false;
      offset += length;
    }
    return true;
  }

  function learn(bytes: Uint8Array, start: number, end: number, variant: number, place: number): Known | undefined {
    const setting = settingIn(bytes.subarray(start, end));
    if (setting === undefined) return undefined;
    if (known === MOST_KNOWN) {
      places = new Array<Known | undefined>(PLACES).fill(undefined);
      known = 0;
    }
    known += 1;
    const text = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
    let offset = 0;
    for (let index = 0; index < count; index++) {
      const from = starts[slots[index] ?? 0] ?? 0;
      const length = lengths[index] ?? 0;
      text.set(bytes.subarray(from, from + length), offset);
      offset += length;
    }
    const learnt = { setting, variant, text, lengths: lengths.slice(), next: places[place], number: -1, fillings: -1 };
    places[place] = learnt;
    return learnt;
  }

  function settingIn(line: Uint8Array): Setting | undefined {
    try {
      const reading = read(JSON.parse(decoder.decode(line)) as JsonObject);
      const [event, ...others] = reading.kind === 'events' ? reading.events : [];
      const [part, ...parts] = event?.parts ?? [];
      if (event === undefined || part === undefined || others.length + parts.length > 0) return undefined;
      return { model: part.model, kind: part.kind, terms: event.terms, scope: event.scope };
    } catch {
      return undefined;
    }
  }

  return {
    settingOf(bytes, start, end, variant) {
      const place = placeIn(bytes, variant);
      let own = places[place];
      while (own !== undefined && !(own.variant === variant && isOf(own, bytes))) own = own.next;
      own ??= learn(bytes, start, end, variant, place);
      if (own === undefined) return -1;
      if (own.fillings !== packer.fillings) {
        own.number = packer.settingOf(own.setting);
        own.fillings = packer.fillings;
      }
      return own.number;
    },
  };
}
