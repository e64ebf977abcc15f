/** Packed events to rows of `event`, and to events. */
import { KEY_BYTES, putKey } from '../core/event-key.ts';
import { boundBits } from '../core/bounds.ts';
import type { Terms, UsageEvent } from '../core/event.ts';
import { packEvents, PACKED, STRIDE, type PackedEvents } from '../core/packed-events.ts';
import type { Setting } from '../core/settings.ts';
import type { Dimensions } from './dimensions.ts';
import type { FileTable } from './files.ts';
import type { Batch } from './ledger.ts';
import { blankRow, eventOf, type FillableRow } from './stored-event.ts';

/** Events of one batch of a transaction, with the numbers their texts have in the ledger. */
export interface NumberedEvents {
  readonly events: PackedEvents;
  /** Theirs, and which of the transaction it is. */
  readonly batch: Batch;
  readonly index: number;
  readonly file: number;
  readonly settings: readonly NumberedSetting[];
  /** Their keys, as the driver takes them. */
  readonly keys: Buffer;
}

interface NumberedSetting {
  readonly model: number;
  /** By what makes it a bound. */
  termsOf(bounds: number): number;
  readonly scope: number;
}

export function numbered(batches: readonly Batch[], known: Dimensions, files: FileTable): NumberedEvents[] {
  return batches.flatMap((batch, index) => {
    const file = files.idOf(batch.path);
    return batch.events.map((given) => {
      const events = 'numbers' in given ? given : packEvents(given);
      const { buffer, byteOffset, byteLength } = events.keys;
      const keys = Buffer.from(buffer, byteOffset, byteLength);
      return {
        events,
        batch,
        index,
        file,
        settings: events.settings.map((setting) => numberedSetting(setting, known)),
        keys,
      };
    });
  });
}

function numberedSetting({ model, terms, scope }: Setting, known: Dimensions): NumberedSetting {
  return {
    model: known.models.idOf(model),
    termsOf: numberedTerms(terms, known),
    scope: known.scopes.idOf({ scope, project: known.projects.idOf(scope.project) }),
  };
}

/** Nearly all rows of a setting are alike in what makes them bounds. */
function numberedTerms(terms: Terms, known: Dimensions): (bounds: number) => number {
  let [latest, id] = [-1, 0];
  return (bounds) => {
    if (bounds !== latest) [latest, id] = [bounds, known.terms.idOf({ ...terms, bounds })];
    return id;
  };
}

export function keyAt({ keys }: NumberedEvents, row: number): Buffer {
  return keys.subarray(row * KEY_BYTES, (row + 1) * KEY_BYTES);
}

/** The first 64 bits of a row's key, in two halves. */
export function highAt({ keys }: NumberedEvents, row: number): number {
  return fourBytes(keys, row * KEY_BYTES);
}

export function lowAt({ keys }: NumberedEvents, row: number): number {
  return fourBytes(keys, row * KEY_BYTES + 4);
}

/** What readUInt32BE does, but for its checks, which take longer. */
function fourBytes(bytes: Uint8Array, at: number): number {
  const low = ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
  return (((bytes[at] ?? 0) << 24) | low) >>> 0;
}

export function numberAt({ numbers }: PackedEvents, row: number, column: number): number {
  return numbers[row * STRIDE + column] ?? 0;
}

/** How many parts an event has whose first is in this row. */
export function partsFrom(events: PackedEvents, row: number): number {
  let parts = 1;
  while (row + parts < events.rows && numberAt(events, row + parts, PACKED.part) > 0) parts += 1;
  return parts;
}

/** Its key as well is written over. */
export function fillRow(into: FillableRow, own: NumberedEvents, row: number): void {
  const { numbers } = own.events;
  const start = row * STRIDE;
  const { model, termsOf, scope } = settingAt(own.settings, own.events, row);
  const above = numberAt(own.events, row, PACKED.above);
  putKey(into.key, own.keys, row * KEY_BYTES);
  // Written out, since it runs for every event.
  into.at = numbers[start + PACKED.at] ?? 0;
  into.part = numbers[start + PACKED.part] ?? 0;
  into.span = numbers[start + PACKED.span] ?? 0;
  into.line = numbers[start + PACKED.line] ?? 0;
  into.requests = numbers[start + PACKED.requests] ?? 0;
  into.input = numbers[start + PACKED.input] ?? 0;
  into.cache_write_5m = numbers[start + PACKED.cache_write_5m] ?? 0;
  into.cache_write_1h = numbers[start + PACKED.cache_write_1h] ?? 0;
  into.cache_read = numbers[start + PACKED.cache_read] ?? 0;
  into.output = numbers[start + PACKED.output] ?? 0;
  into.web_search = numbers[start + PACKED.web_search] ?? 0;
  into.flags = numbers[start + PACKED.flags] ?? 0;
  into.completeness = numbers[start + PACKED.completeness] ?? 0;
  into.claim = numbers[start + PACKED.claim] ?? 0;
  into.request = numbers[start + PACKED.request] ?? 0;
  into.model = model;
  into.terms = termsOf(boundBits(into.flags));
  into.scope = scope;
  into.file = own.file;
  into.above = above < 0 ? null : above;
  into.run = own.batch.run;
}

/** Of all settings the one of this row. */
function settingAt<T>(settings: readonly T[], events: PackedEvents, row: number): T {
  const setting = settings[numberAt(events, row, PACKED.setting)];
  if (setting === undefined) throw new Error('a packed row has one of its settings');
  return setting;
}

/** The event whose first part is in this row. Its key is the stored one in hexadecimal digits: the text is gone. */
export function eventAt(own: NumberedEvents, first: number): UsageEvent {
  const { events, batch } = own;
  const parts = Array.from({ length: partsFrom(events, first) }, (_, part) => {
    const row = blankRow();
    fillRow(row, own, first + part);
    return { row, setting: settingAt(events.settings, events, first + part) };
  });
  return eventOf(parts, keyAt(own, first).toString('hex'), () => batch.path);
}
