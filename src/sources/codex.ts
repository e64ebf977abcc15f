/**
 * Sessions of Codex: `~/.codex/sessions/YYYY/MM/DD/rollout-*.jsonl`, `{timestamp, type, payload}` a line.
 *
 * - `turn_context` (or `thread_settings_applied`) names the model and the tier of the calls that follow.
 * - `event_msg` of `token_count` carries `last_token_usage`, the call, and `total_token_usage`, the sum so far. The sum is
 *   never added: it says whether there was a call. The same sum again only brings new rate limits.
 * - `token_usage_record` is written for every response, with its id, since autumn 2026; beside the `token_count` of the
 *   same call, mostly before it. A compaction has no count.
 *
 * Whose call it is: codex-thread.ts. What it is known by: codex-key.ts.
 */
import type { UsageEvent } from '../core/event.ts';
import { callOf } from './codex-call.ts';
import { added, grown, keyOf, textOf } from './codex-key.ts';
import { threads, type Maker } from './codex-thread.ts';
import { idText, isObject } from './fields.ts';
import { tierOf } from './openai-usage.ts';
import {
  HELD,
  notUsage,
  one,
  together,
  UNKNOWN,
  type Context,
  type JsonObject,
  type Reader,
  type Reading,
  type Source,
} from './source.ts';

const id = 'codex';
const TYPES: ReadonlySet<unknown> = new Set([
  ...['session_meta', 'turn_context', 'event_msg', 'response_item', 'compacted', 'token_usage_record'],
  ...['world_state', 'inter_agent_communication', 'inter_agent_communication_metadata'],
]);

export const codex: Source = {
  id,
  title: 'Codex sessions',
  tells:
    "Session, thread, project, instant, model and tier; reads, and writes where Codex logs them; branch and version as labels; a fork's copied history counts in its parent's log; no ids shared with other logs.",
  claims: (record) => TYPES.has(record['type']) && isObject(record['payload']),
  open,
  // The model, the tier and the sum so far are in other lines.
  spansRecords: true,
};

/** A record whose count has not come. */
interface Waiting {
  readonly event: UsageEvent;
  readonly usage: JsonObject;
  readonly thread: string;
}

/** A count whose record has not come. */
interface Unpaired {
  readonly sum: JsonObject | undefined;
  readonly usage: JsonObject;
  /** Undefined where it is copied and could be of several ancestors. */
  readonly thread: string | undefined;
}

function open(): Reader {
  const thread = threads();
  let model: unknown;
  /** '' where they do not say. */
  let [settingsTier, turnTier] = ['', ''];
  let sum: JsonObject | undefined;
  /** Of the records, as long as there is no count. */
  let recorded: JsonObject | undefined;
  let waiting: Waiting | undefined;
  let unpaired: Unpaired | undefined;

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
    if (waiting && isObject(usage) && textOf(usage) === textOf(waiting.usage)) {
      const { event } = waiting;
      const key = keyOf(waiting.thread, now, usage) ?? event.key;
      [waiting, unpaired] = [undefined, undefined];
      return one({ ...event, key });
    }
    const isInherited = isOpening && now !== undefined && isObject(usage) && textOf(now) !== textOf(usage);
    const made = thread.makerOf('');
    const maker = isInherited ? undefined : made;
    unpaired = isObject(usage) ? { sum: now, usage, thread: maker?.thread.id } : undefined;
    if (maker === undefined) return notUsage('repeated count');
    if (maker.isCopy && usage === undefined) return notUsage('repeated count');
    const key = isObject(usage) ? keyOf(maker.thread.id, now, usage) : undefined;
    const tier = tierOf(payload, payload) || tierOf(info, info) || settingsTier || turnTier;
    const named = info['model'] ?? payload['model'] ?? model;
    return callOf(record, { usage, maker, id: '', key, model: named, tier }, context);
  }

  function usageRecord(record: JsonObject, payload: JsonObject, context: Context): Reading {
    const { usage } = payload;
    const response = idText(payload['response_id']);
    const maker = thread.makerOf(idText(payload['thread_id']));
    if (maker === undefined) return notUsage('repeated count');
    const follows = isObject(usage) ? countOf(usage, maker) : undefined;
    const after = follows ? follows.sum : isObject(usage) ? sumAfter(usage, payload) : undefined;
    const key = (isObject(usage) ? keyOf(maker.thread.id, after, usage) : undefined) ?? messageKey(response);
    const tier = tierOf(payload, payload) || settingsTier || turnTier;
    const reading = callOf(record, { usage, maker, id: response, key, model, tier }, context);
    if (follows) unpaired = undefined;
    if (follows || reading.kind !== 'events' || !isObject(usage)) return reading;
    const [event] = reading.events;
    if (event === undefined) return reading;
    waiting = { event, usage, thread: maker.thread.id };
    return HELD;
  }

  /** The count that came before its record. */
  function countOf(usage: JsonObject, { thread: { id: made }, isCopy }: Maker): Unpaired | undefined {
    if (unpaired === undefined || textOf(unpaired.usage) !== textOf(usage)) return undefined;
    return unpaired.thread === made || (unpaired.thread === undefined && isCopy) ? unpaired : undefined;
  }

  /** The sum that the record's own count will bring. A count does not add compactions, so records add up only without. */
  function sumAfter(usage: JsonObject, payload: JsonObject): JsonObject | undefined {
    const before = sum ?? recorded ?? (thread.isFresh() ? {} : undefined);
    const total = payload['thread_token_usage'];
    const after = before ? added(before, usage) : isObject(total) ? total : undefined;
    recorded = after;
    return after;
  }

  /** Where the record's count does not come: a compaction, or the end of what was written. */
  function release(): Reading | undefined {
    const reading = waiting && one(waiting.event);
    waiting = undefined;
    return reading;
  }

  function begin(record: JsonObject, meta: JsonObject): Reading {
    const released = release();
    const what = thread.begin(record, meta);
    if (what === 'another') {
      [settingsTier, turnTier] = ['', ''];
      [model, sum, recorded, unpaired] = [undefined, undefined, undefined, undefined];
    }
    return released ?? notUsage('session event');
  }

  function read(record: JsonObject, context: Context): Reading {
    const { type, payload } = record;
    if (!isObject(payload)) return UNKNOWN;
    if (type === 'session_meta') return begin(record, payload);
    thread.see(record, payload);
    // A count is beside its record. After another line, a record of equal usage is another call's.
    if (type !== 'token_usage_record' && payload['type'] !== 'token_count') unpaired = undefined;
    if (type === 'turn_context') {
      turnTier = tierOf(payload, payload);
      model = payload['model'] ?? model;
    }
    if (type === 'token_usage_record') return afterWaiting(() => usageRecord(record, payload, context));
    if (type !== 'event_msg') return notUsage('session event');
    const applied = payload['type'] === 'thread_settings_applied' ? payload['thread_settings'] : undefined;
    if (isObject(applied)) {
      // Null is no tier; left out, it did not change.
      if ('service_tier' in applied) settingsTier = tierOf(applied, applied);
      model = applied['model'] ?? model;
    }
    if (payload['type'] !== 'token_count') return notUsage('session event');
    return tokenCount(record, payload, context);
  }

  /** What waits goes out with what comes next. */
  function afterWaiting(next: () => Reading): Reading {
    const released = release();
    const reading = next();
    return released === undefined ? reading : reading.kind === 'held' ? released : together([released, reading]);
  }

  return { read, end: () => release() ?? notUsage('session event') };
}

function messageKey(response: string): string | undefined {
  return response === '' ? undefined : `message:${response}`;
}
