/** Lines of Claude Code's transcripts from their bytes (src/sources/claude-code.ts). */
import { COMPLETENESS } from '../../core/event.ts';
import { FLAGS } from '../../core/flags.ts';
import type { EventPacker } from '../../core/packed-events.ts';
import type { Context, JsonObject, LineScanner, Reading } from '../source.ts';
import { instantIn } from './instant-bytes.ts';
import { jsonLocator, KIND } from './json-bytes.ts';
import type { Shape } from './key-table.ts';
import { MESSAGE_SHAPE, messageRow } from './message-row.ts';
import { isTextAt, textBytes } from './text-bytes.ts';

const NAMES = ['sessionId', 'agentId', 'cwd', 'gitBranch', 'version'] as const;
const SHAPE: Shape = {
  ...{ type: true, isApiErrorMessage: true, timestamp: true, isSidechain: true, message: MESSAGE_SHAPE },
  ...{ sessionId: true, agentId: true, cwd: true, gitBranch: true, version: true },
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
  const row = messageRow({ locator, packer }, 'message.', NAMES, readOne);
  const [type, session, isError, sidechain] = ['type', 'sessionId', 'isApiErrorMessage', 'isSidechain'].map(
    locator.slotOf,
  ) as Four;
  const [timestamp, message, model, usage] = ['timestamp', 'message', 'message.model', 'message.usage'].map(
    locator.slotOf,
  ) as Four;
  const given = context.given ?? -1;

  function isText(bytes: Uint8Array, slot: number, text: Uint8Array): boolean {
    return kinds[slot] === KIND.string && isTextAt(bytes, starts[slot] ?? 0, text);
  }

  /** Whether nothing counts in it: what it is instead, the plain reader says. */
  function isNoResponse(bytes: Uint8Array): boolean {
    if (!isText(bytes, type, ASSISTANT) || kinds[isError] === KIND.true) return true;
    return kinds[message] !== KIND.object || isText(bytes, model, SYNTHETIC);
  }

  return {
    scan(bytes, start, end, line) {
      if (!locator.locate(bytes, start, end)) return false;
      if (kinds[type] !== KIND.string) return false;
      if (kinds[session] !== KIND.string && kinds[session] !== KIND.escaped) return false;
      if (isNoResponse(bytes)) return false;
      const isGiven = kinds[timestamp] === KIND.absent;
      if (kinds[usage] !== KIND.object || !(isGiven || kinds[timestamp] === KIND.string)) return false;
      const at = isGiven ? given : instantIn(bytes, starts[timestamp] ?? 0, ends[timestamp] ?? 0);
      if (at < 0) return false;
      const isSide = kinds[sidechain] === KIND.true;
      const completeness = isSide ? 0 : COMPLETENESS.original;
      const flags = isGiven ? FLAGS.instant_given.bit : 0;
      return row.put(bytes, start, end, line, at, flags, completeness, isSide ? 1 : 0);
    },
  };
}

type Four = [number, number, number, number];
