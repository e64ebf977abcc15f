/** The first bytes of a log, and what they tell of how its records are packed. */
import { sniffContainer, SNIFF_BYTES } from '../io/container.ts';
import { parseHeader } from '../io/csv-rows.ts';
import type { Chunks } from '../io/chunks.ts';
import { sourceOfHeader } from '../sources/index.ts';
import type { Source } from '../sources/source.ts';
import type { RecordLayout } from './records.ts';

/** A stream whose first bytes have been looked at: all of them, if there are fewer. */
interface Begun {
  readonly head: Buffer;
  /** The whole stream again. */
  readonly chunks: Chunks;
  /** Gives the stream up, when nothing more of it is wanted. */
  close(): Promise<void>;
}

export async function withHead(chunks: Chunks): Promise<Begun> {
  const iterator = chunks[Symbol.asyncIterator]();
  const taken: Buffer[] = [];
  let bytes = 0;
  while (bytes < SNIFF_BYTES) {
    const next = await iterator.next();
    if (next.done) break;
    taken.push(next.value);
    bytes += next.value.length;
  }
  const close = async (): Promise<void> => {
    await iterator.return?.();
  };
  async function* all(): Chunks {
    try {
      yield* taken;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await close();
    }
  }
  return { head: Buffer.concat(taken).subarray(0, SNIFF_BYTES), chunks: all(), close };
}

export interface Shape extends RecordLayout {
  /** Known already for CSV, whose header tells. */
  readonly source: Source | undefined;
  /** One document or several, not a record a line. */
  readonly isDocument: boolean;
}

/** By their names, whatever they are packed in: these have a record a line, also where there is one line. */
const LINES_NAME = /\.(?:jsonl|ndjson)(?:$|[.\-_])/i;

/** Undefined when the bytes look like no log; blank ones are an empty log. `forced` is what the user says it is. */
export function shapeOf(head: Buffer, forced: Source | undefined, name = ''): Shape | undefined {
  if (head.toString().trim() === '') return { ...LINES, source: forced };
  const ofHeader = (line: string): Source | undefined => sourceOfHeader(parseHeader(line).header);
  const container = sniffContainer(head, (line) => ofHeader(line) !== undefined);
  if (container === undefined) return forced && { ...LINES, source: forced };
  const isDocument = container === 'values' || (container === 'lines' && isOneLine(head) && !LINES_NAME.test(name));
  if (container !== 'csv') return { ...LINES, container, source: forced, isDocument };
  const firstLine = head.toString().trimStart().split(/\r?\n/, 1)[0] ?? '';
  return { ...LINES, container, ...parseHeader(firstLine), source: forced ?? ofHeader(firstLine) };
}

function isOneLine(head: Buffer): boolean {
  return !head.toString().trim().includes('\n');
}

export const LINES: RecordLayout & Pick<Shape, 'isDocument'> = {
  container: 'lines',
  header: [],
  delimiter: ',',
  firstLine: 1,
  isDocument: false,
};
