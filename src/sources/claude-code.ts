/**
 * Claude Code session transcripts: `projects/<slug>/<session>.jsonl` and `<session>/subagents/agent-*.jsonl`.
 *
 * A response is written as several lines, one per content block, which repeat its usage; the output of early
 * lines is a placeholder. Resumed and forked sessions copy old lines into new files, sometimes with another
 * session or time. So a response is known by its message id alone, everywhere, and the largest output is final.
 */
import { COMPLETENESS } from '../core/event.ts';
import { agentSdk, isAgentMessage } from './agent-sdk.ts';
import { idText, inside, instantOf, isObject, nameText } from './fields.ts';
import { messageEvent } from './message-event.ts';
import { placeOfLine } from './project.ts';
import { scanTranscripts } from './scan/claude-code.ts';
import { visibleOutput } from './visible-output.ts';
import { notUsage, reading, refuse, UNKNOWN, type JsonObject, type Reading } from './reading.ts';
import type { Context, Reader, Source } from './source.ts';

const id = 'claude-code';

/** Line types without a session id that open a transcript. */
const OTHER_TYPES = new Set(['summary', 'file-history-snapshot']);

export const claudeCode: Source = {
  id,
  title: 'Claude Code session transcripts',
  tells:
    'Everything: TTL of writes, session, thread, project, instant, tier, speed and ids; branch, version and directory as labels.',
  needle: '"usage"',
  mark: '"assistant"',
  // Tool results are most of a transcript's bytes, and hold any text.
  noCall: {
    opening: '{"parentUuid":',
    marks: [
      ['"type":"user"', 'user message'],
      ['"type":"attachment"', 'session event'],
    ],
  },
  claims(record) {
    if (typeof record['type'] !== 'string') return false;
    return typeof record['sessionId'] === 'string' || OTHER_TYPES.has(record['type']);
  },
  open,
  scan: (context, packer) => scanTranscripts(read, context, packer),
};

/** Who says that a log is Claude Code's may mean what `claude -p` printed, which is another format. */
function open(): Reader {
  const printed = agentSdk.open();
  return {
    read: (record, context) => (isAgentMessage(record) ? printed.read(record, context) : read(record, context)),
    end: (context) => printed.end?.(context) ?? UNKNOWN,
  };
}

/** Lines that tell of a session. A compaction has a count of what it made shorter, which is no call. */
const SESSION_TYPES: ReadonlySet<unknown> = new Set(['system', 'summary', 'attachment', 'file-history-snapshot']);

function read(record: JsonObject, context: Context): Reading {
  return reading(() => readLine(record, context));
}

function readLine(record: JsonObject, context: Context): Reading {
  const { type, message } = record;
  if (type === 'user') return notUsage('user message');
  if (SESSION_TYPES.has(type)) return notUsage('session event');
  const inner = progressOf(record);
  if (inner !== undefined) return readLine(inner, context);
  if (type !== 'assistant') return UNKNOWN;
  // Qwen Code's lines look the same.
  if ('usageMetadata' in record || (isObject(message) && message['role'] === 'model')) return UNKNOWN;
  if (!isObject(message)) return refuse('no_response');
  if (record['isApiErrorMessage'] === true) return notUsage('error');
  if (message['model'] === '<synthetic>') return notUsage('call that is not billed');
  if (!isObject(message['usage'])) return refuse('missing_count');
  // Nothing around a line of a transcript says more of its time.
  const when = instantOf(record['timestamp'], { given: context.given });
  const request = idText(record['requestId']);
  // A fork copies its parent's lines under its own name.
  const parent = nameText(inside(record, 'forkedFrom')['sessionId']);
  const sidechain = record['isSidechain'] === true;
  const session = nameText(record['sessionId']);
  return messageEvent(message, context, {
    source: id,
    ...when,
    request,
    // Each line of a response has one of its own, so that it stands only for a response of one line.
    key: request === '' && idText(message['id']) === '' ? uuidKey(record) : undefined,
    // The line of the main thread is the original of what a sub-agent's file may replay.
    completeness: sidechain ? 0 : COMPLETENESS.original,
    copied: sidechain || parent !== '',
    visible: visibleOutput(message['content']) ?? 0,
    scope: {
      session: parent || session,
      thread: nameText(record['agentId']) || (sidechain ? 'sidechain' : 'main'),
      ...placeOfLine(record, session, context),
    },
  });
}

/**
 * The line of a sub-agent as versions before 2.1.177 repeat it in the transcript of its session
 * (`{type: "progress", data: {type: "agent_progress", agentId, message}}`); it may be all there is of the call.
 */
function progressOf(record: JsonObject): JsonObject | undefined {
  const { type, data } = record;
  if (type !== 'progress' || !isObject(data) || !isObject(data['message'])) return undefined;
  const { sessionId, cwd, forkedFrom } = record;
  return { sessionId, cwd, forkedFrom, agentId: data['agentId'], ...data['message'], isSidechain: true };
}

function uuidKey({ uuid }: JsonObject): string | undefined {
  const own = idText(uuid);
  return own === '' ? undefined : `uuid:${own}`;
}
