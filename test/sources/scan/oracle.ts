/** What the plain reader makes of a line, against what is read from its bytes. */
import { KEY_BYTES } from '../../../src/core/event-key.ts';
import { eventPacker } from '../../../src/core/packed-events.ts';
import { PACKED, STRIDE, type PackedEvents } from '../../../src/core/packed-columns.ts';
import { isObject } from '../../../src/sources/fields.ts';
import type { Context, Source } from '../../../src/sources/source.ts';
import { knownSource } from '../fixture-files.ts';

export const HOT: readonly Source[] = ['claude-code', 'messages'].map(knownSource);

type Around = Omit<Context, 'line'>;

export interface Comparison {
  /** Whether it was read from its bytes, and rows came of it. */
  readonly taken: boolean;
  readonly rows: number;
  /** What the two say where they do not agree. */
  readonly differs: { readonly scanned: string; readonly plain: string } | undefined;
}

/** Compares line after line; the scanner remembers between them, as it does over a log. */
export function comparer(source: Source, around: Partial<Around> = {}): (line: Buffer) => Comparison {
  const context = { file: 'log', given: undefined, labels: {}, ...around };
  const packer = eventPacker();
  const scanner = source.scan?.(context, packer);
  if (scanner === undefined) throw new Error(`${source.id} reads no lines from their bytes`);
  let line = 0;
  return (bytes) => {
    line += 1;
    // What stands around a line in a buffer must not matter: here it would end most of what was cut off.
    const [before, behind] = SURROUNDINGS[line % SURROUNDINGS.length] ?? ['', ''];
    const buffer = Buffer.concat([Buffer.from(before), bytes, Buffer.from(behind)]);
    const taken = scanner.scan(buffer, before.length, before.length + bytes.length, line);
    const scanned = packer.take();
    if (!taken) {
      const differs =
        scanned.rows === 0 ? undefined : { scanned: rowsText(scanned), plain: 'left to the plain reader' };
      return { taken, rows: 0, differs };
    }
    const plain = plainRows(source, bytes, { ...context, line });
    const text = rowsText(scanned);
    return { taken, rows: scanned.rows, differs: plain === text ? undefined : { scanned: text, plain } };
  };
}

const SURROUNDINGS: readonly [string, string][] = [
  ['', ''],
  ['', '\n{"type":"assistant"}'],
  ['{"a":1}\n', '"}}}'],
  ['"', '"]}]}'],
  ['\\', '}}}\n'],
  ['{', '0}}'],
];

/** Its rows, or why there are none that a scanner may stand for. */
export function plainRows(source: Source, line: Buffer, context: Context): string {
  let record: unknown;
  try {
    record = JSON.parse(line.toString());
  } catch {
    return 'no JSON';
  }
  if (!isObject(record)) return 'no object';
  if (!source.claims(record)) return 'not claimed';
  const reading = source.open().read(record, context);
  if (reading.kind === 'refused') return `refused: ${reading.reason}`;
  const packer = eventPacker();
  if (reading.kind === 'events') for (const event of reading.events) packer.add(event);
  return rowsText(packer.take());
}

export function rowsText({ rows, keys, numbers, settings, asides }: PackedEvents): string {
  const list = Array.from({ length: rows }, (_, row) => {
    const key = Buffer.from(keys.subarray(row * KEY_BYTES, (row + 1) * KEY_BYTES)).toString('hex');
    const own = [...numbers.subarray(row * STRIDE, (row + 1) * STRIDE)];
    const setting = settings[own[PACKED.setting] ?? -1];
    // The number of a setting depends on the order of reading; how many records there were is not of the event.
    for (const column of [PACKED.setting, PACKED.records]) own[column] = 0;
    return [key, own.map(String), setting?.model, setting?.kind, sorted(setting?.terms), sorted(setting?.scope)];
  });
  return JSON.stringify([list, asides]);
}

/** The entries of an object, and of those within it, in one order. */
function sorted(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => [name, sorted(inner)]);
}
