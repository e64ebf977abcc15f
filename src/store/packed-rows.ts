/** Packed events to rows of `event`, and back: a row is the packed one with the ledger's numbers in the place of its setting. */
import { boundBits } from '../core/bounds.ts';
import { KEY_BYTES, putKey } from '../core/event-key.ts';
import type { Terms, UsageEvent } from '../core/event.ts';
import { packEvents } from '../core/packed-events.ts';
import { eventAt, PACKED, STRIDE, type PackedEvents } from '../core/packed-columns.ts';
import { numberedSettings, type Setting } from '../core/settings.ts';
import type { Dimensions } from './dimensions.ts';
import type { FileTable } from './files.ts';
import type { Batch } from './ledger.ts';
import { blankRow, ROW, STORED, type EventRow } from './stored-event.ts';

/** Events with the numbers that what they have in common has in the ledger. */
export interface NumberedEvents {
  readonly events: PackedEvents;
  /** The file that shows them, and the run that reads it. */
  readonly file: number;
  readonly run: number;
  readonly settings: readonly NumberedSetting[];
  /** Their keys, as the driver takes them. */
  readonly keys: Buffer;
}

/** Events of one batch of a transaction. */
export interface BatchEvents extends NumberedEvents {
  readonly batch: Batch;
  /** Which of the transaction's it is. */
  readonly index: number;
}

interface NumberedSetting {
  readonly model: number;
  /** By what makes it a bound. */
  termsOf(bounds: number): number;
  readonly scope: number;
}

export function numbered(batches: readonly Batch[], known: Dimensions, files: FileTable): BatchEvents[] {
  return batches.flatMap((batch, index) => {
    const file = files.idOf(batch.path);
    return batch.events.map((given) => {
      const events = 'numbers' in given ? given : packEvents(given);
      return { ...withNumbers(events, { file, run: batch.run }, known), batch, index };
    });
  });
}

function withNumbers(
  events: PackedEvents,
  from: Pick<NumberedEvents, 'file' | 'run'>,
  known: Dimensions,
): NumberedEvents {
  const { buffer, byteOffset, byteLength } = events.keys;
  const keys = Buffer.from(buffer, byteOffset, byteLength);
  return { events, keys, ...from, settings: events.settings.map((setting) => numberedSetting(setting, known)) };
}

function numberedSetting({ model, kind, terms, scope }: Setting, known: Dimensions): NumberedSetting {
  return {
    model: known.models.idOf(model),
    termsOf: numberedTerms({ ...terms, kind }, known),
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

/** Its key as well is written over. */
export function fillRow(into: EventRow, own: NumberedEvents, row: number): void {
  const { numbers } = into;
  const packed = own.events.numbers;
  const start = row * STRIDE;
  putKey(into.key, own.keys, row * KEY_BYTES);
  for (let column = 0; column < STORED; column++) numbers[column] = packed[start + column] ?? 0;
  const setting = own.settings[packed[start + PACKED.setting] ?? -1];
  if (setting === undefined) throw new Error('a packed row has one of its settings');
  numbers[ROW.model] = setting.model;
  numbers[ROW.terms] = setting.termsOf(boundBits(numbers[ROW.flags] ?? 0));
  numbers[ROW.scope] = setting.scope;
  numbers[ROW.file] = own.file;
  numbers[ROW.run] = own.run;
}

/** The rows of an event under the key that it has in the ledger, of which its own is the text no longer known. */
export function rowsOf(
  event: UsageEvent,
  key: Buffer,
  from: Pick<NumberedEvents, 'file' | 'run'>,
  known: Dimensions,
): EventRow[] {
  const own = withNumbers(packEvents([event]), from, known);
  return event.parts.map((_, part) => {
    const row = blankRow();
    fillRow(row, own, part);
    return { ...row, key };
  });
}

/** The event that rows of one key stand for. Its key is the stored one in hexadecimal digits: the text is gone. */
export function eventOf(rows: readonly EventRow[], known: Dimensions, files: FileTable): UsageEvent {
  const settings = numberedSettings();
  const numbers = new Float64Array(rows.length * STRIDE);
  for (const [index, { numbers: stored }] of rows.entries()) {
    const number = (column: keyof typeof ROW): number => stored[ROW[column]] ?? 0;
    numbers.set(stored.subarray(0, STORED), index * STRIDE);
    const { kind, bounds: _bounds, ...terms } = known.terms.valueOf(number('terms'));
    numbers[index * STRIDE + PACKED.setting] = settings.numberOf({
      model: known.models.valueOf(number('model')),
      kind,
      terms,
      scope: known.scopes.valueOf(number('scope')).scope,
    });
  }
  const [first] = rows;
  const packed = { rows: rows.length, keys: new Uint8Array(), numbers, settings: settings.all, asides: [] };
  const file = files.pathOf(first?.numbers[ROW.file] ?? 0);
  return eventAt(packed, 0, { key: first?.key.toString('hex') ?? '', file });
}

/** The event whose first part is in this row, with its stored key. */
export function batchEventAt(own: BatchEvents, row: number): UsageEvent {
  return eventAt(own.events, row, { key: keyAt(own, row).toString('hex'), file: own.batch.path });
}
