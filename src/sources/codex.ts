/**
 * Sessions of Codex: `~/.codex/sessions/YYYY/MM/DD/rollout-*.jsonl`, `{timestamp, type, payload}` a line.
 *
 * - `turn_context` (or `thread_settings_applied`) names the model of the calls that follow.
 * - `event_msg` of `token_count` carries `last_token_usage`, the call, and `total_token_usage`, the sum so far. The sum is
 *   never added: it tells whether there was a call. The same sum again only brings new rate limits.
 * - `token_usage_record` is written for every response, with its id, since autumn 2026. It stands before the `token_count`
 *   of the same call, so that those no longer count once there is one.
 *
 * A fork or a sub-agent may open with a copy of its parent's lines, often with new times, after a `session_meta` of its
 * own and with the parent's copied too. So a call without an id is known by its sum, in whatever file it stands.
 */
import { COMPLETENESS, type Scope } from '../core/event.ts';
import { callEvent } from './call-event.ts';
import { idText, instantOf, isObject, modelOf, nameText } from './fields.ts';
import { readCounts } from './openai-usage.ts';
import {
  notUsage,
  one,
  refused,
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
    'Session, thread, project, instant and model; reads, and writes where Codex logs them; branch and version as labels; ids since autumn 2026; no tier.',
  // Lines that say of which model the calls after them are, also behind another format.
  mark: '"session_meta"|"turn_context"|"thread_settings_applied"',
  claims: (record) => TYPES.has(record['type']) || isCount(record['payload']),
  open,
  // The model and the sum so far stand in other lines.
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

/** A call: with the response's id, or what else it is known by. */
interface Counted {
  readonly usage: unknown;
  readonly id: string;
  readonly key: string | undefined;
  readonly model: unknown;
}

function open(): Reader {
  let scope: Partial<Scope> | undefined;
  let platform = '';
  let model: unknown;
  /** The `session_meta` read last: in a copy, that of the session which made the calls. */
  let owner = '';
  /** How many of them were copied. */
  let copied = -1;
  let sum: JsonObject | undefined;
  let isFork = false;
  let hasRecords = false;

  function begin(meta: JsonObject): void {
    copied += 1;
    owner = idText(meta['id']);
    if (scope !== undefined) return;
    scope = scopeOf(meta);
    isFork = isAgent(meta) || typeof meta['forked_from_id'] === 'string';
    const provider = nameText(meta['model_provider']);
    platform = provider === 'openai' ? '' : provider;
  }

  function event(record: JsonObject, { usage, ...call }: Counted, context: Context): Reading {
    if (!isObject(usage)) return refused('missing_count');
    const counts = readCounts({
      input: usage['input_tokens'],
      output: usage['output_tokens'],
      read: usage['cached_input_tokens'],
      written: usage['cache_write_input_tokens'],
      long: undefined,
    });
    if (!counts.ok) return refused(counts.reason);
    // The context was filled up or estimated anew: there was no call.
    if (usage['input_tokens'] === 0 && usage['output_tokens'] === 0) return notUsage('empty response');
    const known = modelOf(call.model) ?? modelOf(model);
    if (known === undefined) return refused('no_model');
    const instant = instantOf(record['timestamp'], context);
    if (!instant.ok) return refused(instant.reason);
    return one(
      callEvent(
        {
          source: id,
          id: call.id,
          ...(call.key !== undefined && { key: call.key }),
          at: instant.at,
          model: known,
          meters: counts.meters,
          flags: instant.assumed === undefined ? counts.flags : [...counts.flags, instant.assumed],
          platform,
          ...(scope && { scope }),
          completeness: Math.max(0, COMPLETENESS.original - Math.max(0, copied)),
        },
        context,
      ),
    );
  }

  function tokenCount(record: JsonObject, payload: JsonObject, context: Context): Reading {
    const { info } = payload;
    if (!isObject(info)) return notUsage('session event');
    const before = sum;
    const now = isObject(info['total_token_usage']) ? info['total_token_usage'] : undefined;
    sum = now ?? before;
    if (hasRecords || (now !== undefined && before !== undefined && textOf(now) === textOf(before)))
      return notUsage('repeated count');
    const last = info['last_token_usage'] ?? (now && grown(now, before));
    // A fork that opens with its parent's sum, before its own first turn names a model: the last call was the parent's.
    const isInherited = isFork && before === undefined && model === undefined && now !== undefined;
    if (isInherited && isObject(last) && textOf(now) !== textOf(last)) return notUsage('repeated count');
    return event(
      record,
      { usage: last, id: '', key: keyOf(now, last, owner), model: info['model'] ?? payload['model'] },
      context,
    );
  }

  function read(record: JsonObject, context: Context): Reading {
    const { type, payload } = record;
    if (!isObject(payload)) return CALLS.has(type) ? refused('missing_count') : UNKNOWN;
    if (type === 'session_meta') begin(payload);
    if (type === 'turn_context') model = payload['model'] ?? model;
    if (type === 'token_usage_record' || (type === undefined && isRecord(payload))) {
      hasRecords = true;
      return event(
        record,
        { usage: payload['usage'], id: idText(payload['response_id']), key: undefined, model: undefined },
        context,
      );
    }
    if (type !== 'event_msg' && (type !== undefined || !isCount(payload))) return notUsage('session event');
    const settings = payload['type'] === 'thread_settings_applied' ? payload['thread_settings'] : undefined;
    if (isObject(settings)) model = settings['model'] ?? model;
    return isCount(payload) ? tokenCount(record, payload, context) : notUsage('session event');
  }

  return { read };
}

const COUNTS = [
  ...['input_tokens', 'cached_input_tokens', 'cache_write_input_tokens'],
  ...['output_tokens', 'reasoning_output_tokens'],
];

function textOf(usage: JsonObject): string {
  const counts = COUNTS.map((name) => usage[name] ?? 0);
  return JSON.stringify(counts.map((count) => (typeof count === 'object' ? null : count)));
}

/**
 * The sum and the call are ten numbers that no other session has, except for a session's first call, whose sum it is: it
 * is known with the session that made it.
 */
function keyOf(sum: JsonObject | undefined, last: unknown, owner: string): string | undefined {
  if (sum === undefined || !isObject(last)) return undefined;
  const [total, call] = [textOf(sum), textOf(last)];
  return total === call ? `codex:${owner}:${call}` : `codex:${total}:${call}`;
}

/** What a sum without its call has grown by; a smaller one was begun anew. */
function grown(now: JsonObject, before: JsonObject | undefined): JsonObject {
  const difference: Record<string, unknown> = {};
  for (const name of COUNTS) {
    const [count, old] = [now[name], before?.[name] ?? 0];
    if (count === undefined) continue;
    if (typeof count !== 'number' || typeof old !== 'number' || count < old) return now;
    difference[name] = count - old;
  }
  return difference;
}

function isAgent({ parent_thread_id: parent, source }: JsonObject): boolean {
  return typeof parent === 'string' || (isObject(source) && source['subagent'] !== undefined);
}

/** A sub-agent is a thread of its own; its session is its parent's where the line tells. */
function scopeOf(meta: JsonObject): Partial<Scope> {
  const git = isObject(meta['git']) ? meta['git'] : {};
  const branch = nameText(git['branch']);
  const version = nameText(meta['cli_version']);
  return {
    session: nameText(meta['session_id']) || nameText(meta['id']),
    thread: isAgent(meta) ? nameText(meta['id']) : 'main',
    project: nameText(meta['cwd']),
    labels: { ...(branch && { branch }), ...(version && { version }) },
  };
}
