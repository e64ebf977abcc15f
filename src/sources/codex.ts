/**
 * Sessions of Codex: `~/.codex/sessions/YYYY/MM/DD/rollout-*.jsonl`, `{timestamp, type, payload}` a line.
 *
 * - `turn_context` (or `thread_settings_applied`) names the model and the tier of the calls that follow.
 * - `event_msg` of `token_count` carries `last_token_usage`, the call, and `total_token_usage`, the sum so far. The sum is
 *   never added: it says whether there was a call. The same sum again only brings new rate limits.
 * - `token_usage_record` is written for every response, with its id, since autumn 2026; beside the `token_count` of the
 *   same call, mostly before it, so that those no longer count once there is one. A compaction has no count.
 *
 * Whose call it is: codex-thread.ts. What it is known by: codex-key.ts.
 */
import { callOf } from './codex-call.ts';
import { grown, keyOf, textOf } from './codex-key.ts';
import { threads } from './codex-thread.ts';
import { idText, isObject } from './fields.ts';
import { tierOf } from './openai-usage.ts';
import { directoryIn } from './project.ts';
import { HELD, notUsage, refused, together, UNKNOWN, type JsonObject, type Reading } from './reading.ts';
import type { Context, Reader, Source } from './source.ts';

const id = 'codex';
const TYPES: ReadonlySet<unknown> = new Set([
  ...['session_meta', 'turn_context', 'event_msg', 'response_item', 'compacted', 'token_usage_record'],
  ...['world_state', 'inter_agent_communication', 'inter_agent_communication_metadata'],
]);

export const codex: Source = {
  id,
  title: 'Codex sessions',
  tells:
    "Session, thread, project, instant, model and tier; reads, and writes where Codex logs them; branch, version and directory as labels; ids since autumn 2026; what a fork copied without ids counts in its parent's log.",
  // Lines that say of which model the calls after them are, also behind another format.
  mark: '"session_meta"|"turn_context"|"thread_settings_applied"',
  claims: (record) => TYPES.has(record['type']) || isCount(record['payload']),
  open,
  // The model, the tier and the sum so far are in other lines.
  spansRecords: true,
};

/** What says how many tokens a call used, by what is in it. */
function isCount(payload: unknown): payload is JsonObject {
  if (!isObject(payload)) return false;
  return payload['type'] === 'token_count' || isRecord(payload) || isTokenInfo(payload['info']);
}

function isTokenInfo(info: unknown): boolean {
  return isObject(info) && ('total_token_usage' in info || 'last_token_usage' in info);
}

function isRecord(payload: JsonObject): boolean {
  return 'response_id' in payload && 'usage' in payload;
}

/** Lines that must have something in them. */
const CALLS: ReadonlySet<unknown> = new Set(['event_msg', 'token_usage_record']);

/** A count whose record may come next. */
interface Waiting {
  readonly reading: Reading;
  readonly usage: string;
}

function open(): Reader {
  const thread = threads();
  let model: unknown;
  /** '' where they do not say. */
  let [settingsTier, turnTier] = ['', ''];
  let directory = '';
  let sum: JsonObject | undefined;
  let waiting: Waiting | undefined;
  /** A thread with a record has one for every call. */
  let hasRecords = false;

  /** The call of a sum that is logged without it; undefined where what was before is not known. */
  function lastOf(now: JsonObject, before: JsonObject | undefined): JsonObject | undefined {
    if (before === undefined) return thread.isFresh() ? now : undefined;
    // A smaller sum was begun anew; in a copy it is cut.
    return grown(now, before) ?? (thread.makerOf('')?.isCopy === false ? now : undefined);
  }

  function tokenCount(record: JsonObject, payload: JsonObject, context: Context): Reading {
    const { info } = payload;
    if (!isObject(info)) return notUsage('session event');
    const before = sum;
    const now = isObject(info['total_token_usage']) ? info['total_token_usage'] : undefined;
    sum = now ?? before;
    if (now !== undefined && before !== undefined && textOf(now) === textOf(before)) return notUsage('repeated count');
    const isOpening = thread.isOpening();
    const usage = info['last_token_usage'] ?? (now && lastOf(now, before));
    const isFirst = now !== undefined && isObject(usage) && textOf(now) === textOf(usage);
    const maker = thread.makerOf('');
    if (maker === undefined || (isOpening && (maker.thread.parent === '' || !isFirst)))
      return notUsage('repeated count');
    const isElsewhere = maker.isCopy ? usage === undefined || !thread.precedesRecords() : hasRecords;
    if (isElsewhere) return notUsage('repeated count');
    const key = isObject(usage) ? keyOf(maker.thread.id, now, usage) : undefined;
    const tier = tierOf(payload, payload) || tierOf(info, info) || settingsTier || turnTier;
    const named = info['model'] ?? payload['model'] ?? model;
    const reading = callOf(record, { usage, maker, directory, id: '', key, model: named, tier }, context);
    if (reading.kind !== 'events' || maker.isCopy || !isObject(usage)) return reading;
    waiting = { reading, usage: textOf(usage) };
    return HELD;
  }

  function usageRecord(record: JsonObject, payload: JsonObject, context: Context): Reading {
    const { usage } = payload;
    const response = idText(payload['response_id']);
    const maker = thread.makerOf(idText(payload['thread_id']));
    if (maker === undefined) return notUsage('repeated count');
    if (!maker.isCopy) hasRecords = true;
    if (waiting && isObject(usage) && textOf(usage) === waiting.usage) waiting = undefined;
    const released = release();
    const tier = tierOf(payload, payload) || settingsTier || turnTier;
    const key = response === '' ? undefined : `codex:${maker.thread.id}:${response}`;
    return after(released, callOf(record, { usage, maker, directory, id: response, key, model, tier }, context));
  }

  /** The count that waits is a call of its own: no record of it came. */
  function release(): Reading | undefined {
    const reading = waiting?.reading;
    waiting = undefined;
    return reading;
  }

  function begin(record: JsonObject, meta: JsonObject): Reading {
    if (thread.begin(record, meta) === 'another') {
      [settingsTier, turnTier, directory, hasRecords] = ['', '', '', false];
      [model, sum] = [undefined, undefined];
    }
    return notUsage('session event');
  }

  function apply(type: unknown, payload: JsonObject): Reading {
    if (type === 'turn_context') {
      turnTier = tierOf(payload, payload);
      model = payload['model'] ?? model;
      directory = directoryIn(payload['cwd']) || directory;
    }
    const isSettings = type === 'event_msg' && payload['type'] === 'thread_settings_applied';
    const applied = isSettings ? payload['thread_settings'] : undefined;
    if (isObject(applied)) {
      // Null is no tier; left out, it did not change.
      if ('service_tier' in applied) settingsTier = tierOf(applied, applied);
      model = applied['model'] ?? model;
    }
    return notUsage('session event');
  }

  function read(record: JsonObject, context: Context): Reading {
    const { type, payload } = record;
    if (!isObject(payload)) return CALLS.has(type) ? refused('missing_count') : UNKNOWN;
    if (type !== 'session_meta') thread.see(record, payload);
    if (type === 'token_usage_record' || (type === undefined && isRecord(payload)))
      return usageRecord(record, payload, context);
    const released = release();
    if (type === 'session_meta') return after(released, begin(record, payload));
    const isCounting = (type === 'event_msg' || type === undefined) && isCount(payload);
    return after(released, isCounting ? tokenCount(record, payload, context) : apply(type, payload));
  }

  return { read, end: () => release() ?? notUsage('session event') };
}

/** What waited goes out with what came next. */
function after(released: Reading | undefined, next: Reading): Reading {
  if (released === undefined) return next;
  return next.kind === 'events' || next.kind === 'refused' ? together([released, next]) : released;
}
