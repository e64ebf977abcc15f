/** Packing events, one after another, into columns. */
import { KEY_BYTES, keyOf } from './event-key.ts';
import type { UsageEvent } from './event.ts';
import { merge, saysTheSame } from './merge.ts';
import { claimNumber, eventAt, numberAt, PACKED, requestNumber, STRIDE } from './packed-columns.ts';
import type { PackedAside, PackedEvents } from './packed-columns.ts';
import { numberedSettings, type Setting } from './settings.ts';

export interface EventPacker {
  readonly rows: number;
  /** Events that something goes with. */
  readonly asides: number;
  /** All parts of an event, which so many records of the log gave; 0 where the record gave the one before as well. */
  add(event: UsageEvent, records?: number): void;
  /** The number of a setting, for rows that are put in one by one. */
  settingOf(setting: Setting): number;
  /** Room for one more row: where its key begins in `keys`, STRIDE and KEY_BYTES times the row it returns. */
  grow(): number;
  readonly keys: Uint8Array<ArrayBuffer>;
  readonly numbers: Float64Array<ArrayBuffer>;
  /**
   * Merges the last two events if they show one response ({@link merge}), each has one part, and nothing goes with either. Lines of
   * one response mostly follow each other.
   */
  mergeLast(): void;
  /** What was packed; the packer begins anew. */
  take(): PackedEvents;
  /** How many times it began anew: the numbers of settings are those of one filling. */
  readonly fillings: number;
}

const FIRST_ROWS = 1024;

export function eventPacker(): EventPacker {
  let rows = 0;
  let keys = new Uint8Array(FIRST_ROWS * KEY_BYTES);
  let numbers = new Float64Array(FIRST_ROWS * STRIDE);
  let settings = numberedSettings();
  let asides: PackedAside[] = [];
  let fillings = 0;

  function grow(): number {
    if ((rows + 1) * KEY_BYTES > keys.length) {
      const [oldKeys, oldNumbers] = [keys, numbers];
      keys = new Uint8Array(oldKeys.length * 2);
      keys.set(oldKeys);
      numbers = new Float64Array(oldNumbers.length * 2);
      numbers.set(oldNumbers);
    }
    rows += 1;
    return rows - 1;
  }

  /** All of a row but its key and its records. `setting`: its number, where that is known. */
  function putPart(row: number, event: UsageEvent, part: number, setting?: number): void {
    const own = event.parts[part];
    if (own === undefined) throw new Error('an event has the part that is packed');
    const { model, kind, meters, requests, above = -1 } = own;
    const start = row * STRIDE;
    numbers[start + PACKED.at] = event.at;
    numbers[start + PACKED.span] = event.until - event.at;
    numbers[start + PACKED.part] = part;
    numbers[start + PACKED.line] = event.origin.line;
    numbers[start + PACKED.requests] = requests;
    numbers[start + PACKED.above] = above;
    numbers[start + PACKED.input] = meters.input;
    numbers[start + PACKED.cache_write_5m] = meters.cache_write_5m;
    numbers[start + PACKED.cache_write_1h] = meters.cache_write_1h;
    numbers[start + PACKED.cache_read] = meters.cache_read;
    numbers[start + PACKED.output] = meters.output;
    numbers[start + PACKED.web_search] = meters.web_search;
    numbers[start + PACKED.flags] = event.flags;
    numbers[start + PACKED.completeness] = event.completeness;
    numbers[start + PACKED.claim] = claimNumber(event);
    numbers[start + PACKED.request] = requestNumber(event);
    const { terms, scope } = event;
    numbers[start + PACKED.setting] = setting ?? settings.numberOf({ model, kind, terms, scope });
  }

  /** The number of the setting of a merged event, if it has that of the row it was merged from. */
  function settingLike(merged: UsageEvent, from: UsageEvent, row: number): number | undefined {
    if (merged.terms !== from.terms || merged.scope !== from.scope) return undefined;
    const [own, other] = [merged.parts[0], from.parts[0]];
    if (own?.model !== other?.model || own?.kind !== other?.kind) return undefined;
    return numbers[row * STRIDE + PACKED.setting];
  }

  return {
    get rows() {
      return rows;
    },
    get asides() {
      return asides.length;
    },
    get keys() {
      return keys;
    },
    get numbers() {
      return numbers;
    },
    get fillings() {
      return fillings;
    },
    settingOf: (setting) => settings.numberOf(setting),
    grow,
    mergeLast() {
      const [first, last] = [rows - 2, rows - 1];
      if (first < 0 || !isSameKey(keys, first, last) || (asides.at(-1)?.row ?? -1) >= first) return;
      if (isRepeat(numbers, first, last)) {
        rows = last;
        return;
      }
      const packed = { rows, keys, numbers, settings: settings.all, asides };
      if (numberAt(packed, first, PACKED.part) + numberAt(packed, last, PACKED.part) > 0) return;
      const [a, b] = [eventAt(packed, first, SOME), eventAt(packed, last, SOME)];
      const merged = merge(a, b);
      const news = saysTheSame(a, merged) ? 0 : numberAt(packed, last, PACKED.records);
      const records = numberAt(packed, first, PACKED.records) + news;
      rows = last;
      if (merged === b) numbers.copyWithin(first * STRIDE, last * STRIDE, (last + 1) * STRIDE);
      else if (merged !== a) putPart(first, merged, 0, settingLike(merged, a, first) ?? settingLike(merged, b, last));
      numbers[first * STRIDE + PACKED.records] = records;
    },
    add(event, records = 1) {
      const { prompt, reported } = event;
      if (prompt !== undefined || reported !== undefined)
        asides.push({ row: rows, ...({ prompt, reported } as object) });
      const stored = keyOf(event.key);
      for (let part = 0; part < event.parts.length; part++) {
        const row = grow();
        keys.set(stored, row * KEY_BYTES);
        putPart(row, event, part);
        numbers[row * STRIDE + PACKED.records] = part === 0 ? records : 0;
      }
    },
    take() {
      const packed = {
        rows,
        keys: keys.slice(0, rows * KEY_BYTES),
        numbers: numbers.slice(0, rows * STRIDE),
        ...{ settings: settings.all, asides },
      };
      rows = 0;
      fillings += 1;
      [settings, asides] = [numberedSettings(), []];
      return packed;
    },
  };
}

function isSameKey(keys: Uint8Array, a: number, b: number): boolean {
  const first = a * KEY_BYTES;
  const second = b * KEY_BYTES;
  for (let index = 0; index < KEY_BYTES; index++) if (keys[first + index] !== keys[second + index]) return false;
  return true;
}

/** The columns in which a record that only repeats another may differ from it. */
const OF_REPEATS: readonly number[] = [PACKED.at, PACKED.span, PACKED.line, PACKED.records];

/**
 * Whether a row says the same as one before, on a later line and no earlier: then {@link merge} leaves the first as it is but for the
 * time it was last shown, which is noted. Two thirds of what is merged are such rows, and no object is made for them.
 */
function isRepeat(numbers: Float64Array, first: number, last: number): boolean {
  const [a, b] = [first * STRIDE, last * STRIDE];
  for (let column = 0; column < STRIDE; column++)
    if (numbers[a + column] !== numbers[b + column] && !OF_REPEATS.includes(column)) return false;
  const at = numbers[a] ?? 0;
  const later = (numbers[b] ?? 0) - at;
  if (later < 0 || (numbers[b + PACKED.line] ?? 0) <= (numbers[a + PACKED.line] ?? 0)) return false;
  const [span, other] = [numbers[a + PACKED.span] ?? 0, numbers[b + PACKED.span] ?? 0];
  numbers[a + PACKED.span] = Math.max(span, later + other);
  return true;
}

/** Where an event is known to be from one log and of one key, neither is looked at. */
const SOME = { key: '', file: '' };

export function packEvents(events: Iterable<UsageEvent>): PackedEvents {
  const packer = eventPacker();
  for (const event of events) packer.add(event);
  return packer.take();
}
