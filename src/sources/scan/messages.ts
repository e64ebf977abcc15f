/** Responses of the Messages API, bare or in a wrapper, from the bytes of their lines (src/sources/messages.ts). */
import { FLAGS } from '../../core/flags.ts';
import type { EventPacker } from '../../core/packed-events.ts';
import type { JsonObject, Reading } from '../reading.ts';
import type { Context, LineScanner } from '../source.ts';
import { instantIn } from './instant-bytes.ts';
import { jsonLocator, KIND } from './json-bytes.ts';
import type { Shape } from './key-table.ts';
import { MESSAGE_SHAPE, messageRow, type Around } from './message-row.ts';
import { LOGGED_AT } from '../wrapped-answer.ts';
import { isTextAt, textBytes } from './text-bytes.ts';

const MESSAGE: Uint8Array = textBytes('message');
const ERROR: Uint8Array = textBytes('error');
const TIMES = ['timestamp', 'created_at', 'ts'] as const;
/** Where the wrapper has none of those, the plain reader looks for these. */
const OTHER_TIMES = LOGGED_AT.filter((name) => !TIMES.some((own) => own === name));
const SHAPE: Shape = {
  ...MESSAGE_SHAPE,
  ...Object.fromEntries(OTHER_TIMES.map((name) => [name, true as const])),
  ...{ timestamp: true, created_at: true, ts: true },
  ...{ request: true, response: MESSAGE_SHAPE, body: MESSAGE_SHAPE },
  // What frames a result of a batch.
  ...{ custom_id: true, processed_time: true, key: true },
};

const locator = jsonLocator(SHAPE);

export function scanMessages(
  read: (record: JsonObject, context: Context) => Reading,
  context: Omit<Context, 'line'>,
  packer: EventPacker,
): LineScanner {
  const { kinds, starts, ends } = locator;
  const readOne = (record: JsonObject): Reading => read(record, { ...context, line: 0 });
  const placeOf = (path: string): Place => ({
    row: messageRow({ locator, packer }, path, [], readOne),
    type: locator.slotOf(`${path}type`),
    usage: locator.slotOf(`${path}usage`),
    diagnostics: locator.slotOf(`${path}diagnostics`),
  });
  const [bare, inResponse, inBody] = ['', 'response.', 'body.'].map(placeOf) as [Place, Place, Place];
  const [request, response, body] = ['request', 'response', 'body'].map(locator.slotOf) as Three;
  const frames = ['custom_id', 'processed_time', 'key'].map(locator.slotOf);
  const [timestamp, createdAt, ts] = TIMES.map(locator.slotOf) as Three;
  const otherTimes = OTHER_TIMES.map(locator.slotOf);
  const given = context.given ?? -1;
  const around: Around = { line: 0, at: 0, flags: 0, completeness: 0, variant: 0, claim: 0, request: 0 };

  /** Where the response is; undefined where it may be somewhere else, or none. */
  function place(bytes: Uint8Array): Place | undefined {
    const kind = kinds[bare.type];
    if (kind === KIND.escaped) return undefined;
    if (kind === KIND.string && isTextAt(bytes, starts[bare.type] ?? 0, MESSAGE))
      return isResponse(bytes, bare) ? bare : undefined;
    if (kind === KIND.string && isTextAt(bytes, starts[bare.type] ?? 0, ERROR)) return undefined;
    const own = kinds[body] === KIND.absent ? inResponse : kinds[response] === KIND.absent ? inBody : undefined;
    return own !== undefined && isResponse(bytes, own) ? own : undefined;
  }

  function isResponse(bytes: Uint8Array, { type, usage }: Place): boolean {
    return kinds[type] === KIND.string && isTextAt(bytes, starts[type] ?? 0, MESSAGE) && kinds[usage] === KIND.object;
  }

  /** The slot of the only time there is; -1 for none, -2 for several. */
  function time(): number {
    let slot = kinds[timestamp] === KIND.absent ? -1 : timestamp;
    if (kinds[createdAt] !== KIND.absent) slot = slot === -1 ? createdAt : -2;
    if (kinds[ts] !== KIND.absent) slot = slot === -1 ? ts : -2;
    return slot;
  }

  return {
    scan(bytes, start, end, line) {
      if (!locator.locate(bytes, start, end)) return false;
      const found = place(bytes);
      // Whether it asked to be compared decides what a diagnosis of null means.
      if (found === undefined || (kinds[request] !== KIND.absent && kinds[found.diagnostics] !== KIND.absent))
        return false;
      if (frames.some((slot) => kinds[slot] !== KIND.absent)) return false;
      const own = time();
      if (own < -1 || (own >= 0 && kinds[own] !== KIND.string)) return false;
      if (own < 0 && otherTimes.some((slot) => kinds[slot] !== KIND.absent)) return false;
      const at = own < 0 ? given : instantIn(bytes, starts[own] ?? 0, ends[own] ?? 0);
      if (at < 0) return false;
      around.line = line;
      around.at = at;
      around.flags = own < 0 ? FLAGS.instant_given.bit : 0;
      return found.row.put(bytes, start, end, around);
    },
  };
}

type Three = [number, number, number];

/** A response that may be there, and the slots that tell whether it is. */
interface Place {
  readonly row: ReturnType<typeof messageRow>;
  readonly type: number;
  readonly usage: number;
  readonly diagnostics: number;
}
