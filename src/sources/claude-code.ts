/**
 * Claude Code session transcripts: `projects/<slug>/<session>.jsonl` and `<session>/subagents/agent-*.jsonl`.
 *
 * A response is written as several lines, one per content block, which repeat its usage; the output of early
 * lines is a placeholder. Resumed and forked sessions copy old lines into new files, sometimes with another
 * session or time. So a response is known by its message id alone, everywhere, and the largest output is final.
 */
import { COMPLETENESS } from '../core/event.ts';
import { idText, instantOf, isObject, nameText } from './fields.ts';
import { messageEvent } from './message-event.ts';
import { scanTranscripts } from './scan/claude-code.ts';
import { refused, SKIPPED, type Context, type JsonObject, type Reading, type Source } from './source.ts';

const id = 'claude-code';

/** Line types without a session id that open a transcript. */
const OTHER_TYPES = new Set(['summary', 'file-history-snapshot']);

export const claudeCode: Source = {
  id,
  title: 'Claude Code session transcripts',
  tells:
    'Everything: TTL of writes, session, thread, project, instant, tier, speed and ids; branch and version as labels.',
  needle: '"usage"',
  opening: '{"parentUuid":',
  claims(record) {
    if (typeof record['type'] !== 'string') return false;
    return typeof record['sessionId'] === 'string' || OTHER_TYPES.has(record['type']);
  },
  open: () => ({ read }),
  scan: (context, packer) => scanTranscripts(read, context, packer),
};

function read(record: JsonObject, context: Context): Reading {
  const message = record['message'];
  if (record['type'] !== 'assistant' || record['isApiErrorMessage'] === true) return SKIPPED;
  if (!isObject(message) || message['model'] === '<synthetic>') return SKIPPED;
  if (message['usage'] === undefined || message['usage'] === null) return SKIPPED;
  const instant = instantOf(record['timestamp'], context);
  if (!instant.ok) return refused(instant.reason);
  const sidechain = record['isSidechain'] === true;
  return messageEvent(
    message,
    {
      source: id,
      at: instant.at,
      flags: instant.assumed === undefined ? [] : [instant.assumed],
      otherKeys: [prefixed('request', record['requestId']), prefixed('uuid', record['uuid'])],
      // The line of the main thread is the original of what a sub-agent's file may replay.
      completeness: sidechain ? 0 : COMPLETENESS.original,
      scope: {
        session: nameText(record['sessionId']),
        thread: nameText(record['agentId']) || (sidechain ? 'sidechain' : 'main'),
        project: nameText(record['cwd']),
        labels: labels(record),
      },
    },
    context,
  );
}

function prefixed(kind: string, value: unknown): string | undefined {
  const id = idText(value);
  return id === '' ? undefined : `${kind}:${id}`;
}

function labels(record: JsonObject): Record<string, string> {
  const branch = nameText(record['gitBranch']);
  const version = nameText(record['version']);
  return { ...(branch && { branch }), ...(version && { version }) };
}
