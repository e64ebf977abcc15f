/**
 * The records of a log, however it is packed, one after another in `take`.
 *
 * Written with a callback instead of an async iterator: most lines of a transcript hold no usage, and a promise
 * for each would cost more than looking at it.
 */
import { readCsv, type CsvRow } from '../io/csv-rows.ts';
import type { Container } from '../io/container.ts';
import { splitEventData } from '../io/event-data.ts';
import { splitValues, type JsonValue, type ValueSplitter } from '../io/json-values.ts';
import { MAX_LINE_BYTES, splitLines, type Line, type LineSplitter } from '../io/lines.ts';
import type { Chunks } from '../io/chunks.ts';
import { sourceOfHeader } from '../sources/index.ts';

export interface RawRecord {
  /** JSON text, or a row of CSV, or undefined for a row that is broken. */
  readonly content: Buffer | Readonly<Record<string, string>> | undefined;
  readonly line: number;
  /** False when the input ends inside it, or where its line may still be written. */
  readonly ended: boolean;
  readonly tooLong: boolean;
  /** For lines: offset of the next one from where reading began. */
  readonly end: number;
}

/** How the records of a log are laid out, and where numbering them begins. */
export interface RecordLayout {
  readonly container: Container;
  /** For CSV. */
  readonly header: readonly string[];
  readonly delimiter: string;
  /** For lines. */
  readonly firstLine: number;
}

export async function eachRecord(
  chunks: Chunks,
  layout: RecordLayout,
  take: (record: RawRecord) => void,
  limit: number = MAX_LINE_BYTES,
): Promise<void> {
  switch (layout.container) {
    case 'lines':
      return eachLine(chunks, splitLines(layout.firstLine, limit), take);
    case 'values':
      return eachValue(chunks, splitValues(limit), take);
    case 'event-stream':
      return eachValue(chunks, splitEventData(limit), take);
    case 'csv':
      return eachRow(readCsv(chunks, layout.header, layout.delimiter, limit, isHeaderLike(layout.header)), take);
  }
}

/** A header of the same format: tables put one behind the other. */
function isHeaderLike(header: readonly string[]): (cells: readonly string[]) => boolean {
  const source = sourceOfHeader(header);
  return (cells) => source !== undefined && cells[0] !== undefined && sourceOfHeader(cells) === source;
}

async function eachLine(chunks: Chunks, lines: LineSplitter, take: (record: RawRecord) => void): Promise<void> {
  const pass = (line: Line): void => {
    take({ content: line.bytes, line: line.number, ended: line.ended, tooLong: line.tooLong, end: line.end });
  };
  for await (const chunk of chunks) for (const line of lines.push(chunk)) pass(line);
  for (const line of lines.end()) pass(line);
}

async function eachValue(chunks: Chunks, values: ValueSplitter, take: (record: RawRecord) => void): Promise<void> {
  const pass = ({ bytes, line, ended, tooLong }: JsonValue): void => {
    take({ content: bytes, line, ended, tooLong, end: 0 });
  };
  for await (const chunk of chunks) for (const value of values.push(chunk)) pass(value);
  for (const value of values.end()) pass(value);
}

async function eachRow(rows: AsyncIterable<CsvRow>, take: (record: RawRecord) => void): Promise<void> {
  for await (const row of rows) {
    take({
      content: row.ok ? row.row : undefined,
      line: row.line,
      ended: true,
      tooLong: !row.ok && row.tooLong,
      end: 0,
    });
  }
}
