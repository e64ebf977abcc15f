/** Lines of Claude Code's transcripts from their bytes (src/sources/claude-code.ts). */
import { COMPLETENESS } from '../../core/event.ts';
import { FLAGS } from '../../core/flags.ts';
import type { EventPacker } from '../../core/packed-events.ts';
import { requestPrintIn } from '../../core/request-print.ts';
import type { JsonObject, Reading } from '../reading.ts';
import type { Context, LineScanner } from '../source.ts';
import { instantIn } from './instant-bytes.ts';
import { jsonLocator, KIND } from './json-bytes.ts';
import type { Shape } from './key-table.ts';
import { MESSAGE_SHAPE, messageRow, type Around } from './message-row.ts';
import { isRequestIn } from './request-bytes.ts';
import { isTextAt, textBytes } from './text-bytes.ts';
import { CONTENT_SHAPE, visibleReader } from './visible-bytes.ts';

const NAMES = ['sessionId', 'agentId', 'cwd', 'gitBranch', 'version'] as const;
const SHAPE: Shape = {
  ...{
    type: true,
    isApiErrorMessage: true,
    timestamp: true,
    isSidechain: true,
    message: { ...MESSAGE_SHAPE, ...CONTENT_SHAPE },
  },
  ...{ sessionId: true, agentId: true, cwd: true, gitBranch: true, version: true, requestId: true, forkedFrom: true },
};
const ASSISTANT: Uint8Array = textBytes('assistant');
const SYNTHETIC: Uint8Array = textBytes('<synthetic>');

const locator = jsonLocator(SHAPE);

export function scanTranscripts(
  read: (record: JsonObject, context: Context) => Reading,
  context: Omit<Context, 'line'>,
  packer: EventPacker,
): LineScanner {
  const { kinds, starts, ends } = locator;
  const readOne = (record: JsonObject): Reading => read(record, { ...context, line: 0 });
  const row = messageRow({ locator, packer }, 'message.', NAMES, readOne, visibleReader(locator, 'message.'));
  const [type, session, isError, sidechain] = ['type', 'sessionId', 'isApiErrorMessage', 'isSidechain'].map(
    locator.slotOf,
  ) as Four;
  const [timestamp, message, model, usage] = ['timestamp', 'message', 'message.model', 'message.usage'].map(
    locator.slotOf,
  ) as Four;
  const [request, forked] = ['requestId', 'forkedFrom'].map(locator.slotOf) as [number, number];
  const given = context.given ?? -1;
  const around: Around = { line: 0, at: 0, flags: 0, completeness: 0, variant: 0, claim: 0, request: 0 };

  function isText(bytes: Uint8Array, slot: number, text: Uint8Array): boolean {
    return kinds[slot] === KIND.string && isTextAt(bytes, starts[slot] ?? 0, text);
  }

  /** Whether nothing counts in it: what it is instead, the plain reader says. */
  function isNoResponse(bytes: Uint8Array): boolean {
    if (!isText(bytes, type, ASSISTANT) || kinds[isError] === KIND.true) return true;
    return kinds[message] !== KIND.object || isText(bytes, model, SYNTHETIC);
  }

  /** The print of the request's id, 0 for none, -1 where it is not one of the provider's. */
  function requestAt(bytes: Uint8Array): number {
    if (kinds[request] === KIND.absent) return 0;
    const [start, end] = [starts[request] ?? 0, ends[request] ?? 0];
    return kinds[request] === KIND.string && isRequestIn(bytes, start, end) ? requestPrintIn(bytes, start, end) : -1;
  }

  return {
    scan(bytes, start, end, line) {
      if (!locator.locate(bytes, start, end)) return false;
      if (kinds[type] !== KIND.string) return false;
      if (kinds[session] !== KIND.string && kinds[session] !== KIND.escaped) return false;
      if (isNoResponse(bytes) || kinds[forked] !== KIND.absent) return false;
      const print = requestAt(bytes);
      if (print < 0) return false;
      const isGiven = kinds[timestamp] === KIND.absent;
      if (kinds[usage] !== KIND.object || !(isGiven || kinds[timestamp] === KIND.string)) return false;
      const at = isGiven ? given : instantIn(bytes, starts[timestamp] ?? 0, ends[timestamp] ?? 0);
      if (at < 0) return false;
      const isSide = kinds[sidechain] === KIND.true;
      around.line = line;
      around.at = at;
      around.flags = isGiven ? FLAGS.instant_given.bit : 0;
      around.completeness = isSide ? 0 : COMPLETENESS.original;
      around.variant = isSide ? 1 : 0;
      around.claim = isSide ? 1 : 0;
      around.request = print;
      return row.put(bytes, start, end, around);
    },
  };
}

type Four = [number, number, number, number];
