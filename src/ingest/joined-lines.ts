/**
 * Lines that the runtime of a container wrote in parts: CRI tags all but the last with P, and Docker splits them at 16 KiB,
 * after which only the last part has the line feed.
 */
import { MAX_LINE_BYTES } from '../io/lines.ts';
import { opened } from '../sources/fields.ts';
import { isContainers } from './enveloped.ts';
import type { RawRecord } from './records.ts';
import { textRecord } from './text-line.ts';

interface JoinedLines {
  /** The record, whole where it completes one; undefined for a part that does not. */
  take(raw: RawRecord): RawRecord | undefined;
  /** The last lines of what is not complete. */
  readonly open: readonly number[];
  /** Whether there was a part. */
  readonly joined: boolean;
}

interface Part {
  /** Standard output or error: the lines of both are mixed, the parts of each follow one another. */
  readonly stream: string;
  readonly text: Buffer;
  readonly isLast: boolean;
  /** The line as it would be in one part. */
  whole(text: Buffer): Buffer;
}

interface Open {
  readonly first: Part;
  readonly parts: Buffer[];
  bytes: number;
  line: number;
}

export function joinedLines(): JoinedLines {
  const open = new Map<string, Open>();
  let joined = false;

  function add(part: Part, line: number): Open {
    const own = open.get(part.stream) ?? { first: part, parts: [], bytes: 0, line };
    open.set(part.stream, own);
    own.parts.push(part.text);
    own.bytes += part.text.length;
    own.line = line;
    return own;
  }

  return {
    take(raw) {
      if (!Buffer.isBuffer(raw.content) || !raw.ended) return raw;
      const part = criPart(raw.content) ?? dockerPart(raw.content, open.size > 0);
      if (part === undefined || (part.isLast && !open.has(part.stream))) return raw;
      joined = true;
      const { first, parts, bytes } = add(part, raw.line);
      const tooLong = raw.tooLong || bytes > MAX_LINE_BYTES;
      if (!part.isLast && !tooLong) return undefined;
      open.delete(part.stream);
      return { ...raw, tooLong, content: tooLong ? raw.content : first.whole(Buffer.concat(parts)) };
    },
    get open() {
      return [...open.values()].map(({ line }) => line);
    },
    get joined() {
      return joined;
    },
  };
}

const CRI = /^\d{4}-\d\d-\d\dT\S+ (stdout|stderr) ([PF])(?::\S*)? /;
const CRI_LONGEST = 80;
const ZERO = 0x30;
const NINE = 0x39;

function criPart(line: Buffer): Part | undefined {
  const [first = 0] = line;
  if (first < ZERO || first > NINE) return undefined;
  const found = CRI.exec(line.toString('latin1', 0, CRI_LONGEST));
  if (found === null) return undefined;
  const [head, stream = '', tag] = found;
  // What is in `line` changes with the next.
  const text = Buffer.from(line.subarray(head.length));
  return { stream, text, isLast: tag === 'F', whole: (all) => Buffer.concat([Buffer.from(head), all]) };
}

const DOCKER = Buffer.from('{"log":"');
const DOCKER_BYTES = 16 << 10;
/** A character that is cut is written as another one. */
const CUT_BYTES = 8;

/** `isOpen`: a part came before, so that a short line may be the last one. */
function dockerPart(line: Buffer, isOpen: boolean): Part | undefined {
  if (line.length < DOCKER_BYTES && !isOpen) return undefined;
  if (DOCKER.compare(line, 0, DOCKER.length) !== 0) return undefined;
  const record = opened(line.toString());
  if (record === undefined || !isContainers(record)) return undefined;
  const { log, stream } = record;
  const text = Buffer.from(String(log));
  const isFull = Math.abs(text.length - DOCKER_BYTES) <= CUT_BYTES;
  const isLast = !isFull || String(log).endsWith('\n') || textRecord(String(log)) !== undefined;
  const whole = (all: Buffer): Buffer => Buffer.from(JSON.stringify({ ...record, log: all.toString() }));
  return { stream: String(stream), text, isLast, whole };
}
