/**
 * OpenCode's messages: `~/.local/share/opencode/storage/message/<session>/<message>.json`, one response each, and the
 * sessions that `opencode export` writes, `{info, messages: [{info, parts}]}`, and, now that messages are kept in a database,
 * its rows as `sqlite3 -json` prints them (`{id, session_id, time_created, data}`, where `data` is text).
 *
 * Its input is without what was cached. A fork copies messages under new ids and sessions, but keeps their times; so a
 * response is known by its time, its model and its counts.
 */
import type { Scope } from '../core/event.ts';
import type { Flag } from '../core/flags.ts';
import { NO_METERS, promptTokens, type Meters } from '../core/meters.ts';
import { callReading } from './call-event.ts';
import {
  endOf,
  idText,
  inside,
  instantOf,
  isObject,
  nameText,
  opened,
  optionalCount,
  requiredCount,
  requiredModel,
} from './fields.ts';
import { directoryIn, placeOf } from './project.ts';
import { stepCounter, stepIn, stepLog, stepsOf } from './opencode-steps.ts';
import { notUsage, reading, refuse, refused, together, UNKNOWN, type JsonObject, type Reading } from './reading.ts';
import type { Context, Reader, Source } from './source.ts';

const id = 'opencode';

export const opencode: Source = {
  id,
  title: 'OpenCode messages, exported sessions and database rows',
  tells:
    'Each step of a message; session, project, instant, end and reasoning; writes without their TTL; agent and directory as labels; no tier or thread.',
  // Also in a row of the database, with its quotes escaped.
  needle: 'tokens',
  mark: 'sessionID|session_id',
  claims: (record) => stepIn(record) !== undefined || isMessage(messageIn(record)) || isExport(record),
  open,
};

function isMessage(record: JsonObject): boolean {
  const { sessionID, role, time } = record;
  return typeof sessionID === 'string' && typeof role === 'string' && isObject(time);
}

/** A row of the table `message` has it as text, without what the other columns say. */
function messageIn(record: JsonObject): JsonObject {
  const { session_id: sessionID, data } = record;
  const message = typeof sessionID === 'string' && 'time_created' in record ? opened(data) : undefined;
  return message === undefined
    ? record
    : { time: { created: record['time_created'] }, id: record['id'], ...message, sessionID };
}

function isExport({ info, messages }: JsonObject): boolean {
  return isObject(info) && Array.isArray(messages) && messages.some((each) => isObject(each) && isObject(each['info']));
}

function open(): Reader {
  let context: Context | undefined;
  const steps = stepLog((message, nth) => (context === undefined ? UNKNOWN : readMessage(message, nth, context)));
  return {
    read(record, own) {
      context = own;
      const step = stepIn(record);
      if (step !== undefined) return steps.step(step);
      const message = messageIn(record);
      if (isMessage(message)) return steps.message(idText(message['id']), message);
      return isExport(record) ? readExport(record, own) : refused('not_this_shape');
    },
    end: () => steps.end(),
  };
}

/** A session is one record of many calls; those that cannot be read are refused beside the others. */
function readExport({ messages }: JsonObject, context: Context): Reading {
  const nthOf = stepCounter();
  const readings = (Array.isArray(messages) ? messages : []).flatMap((each: unknown) => {
    if (!isObject(each) || !isObject(each['info'])) return [refused('not_this_shape')];
    return stepsOf(each['info'], each['parts']).map((message) =>
      readMessage(message, nthOf(idText(message['id']), message['tokens']), context),
    );
  });
  return together(readings);
}

/** `nth`: how many steps of its message have told the same, this one included. */
function readMessage(message: JsonObject, nth: number, context: Context): Reading {
  return reading(() => readCall(message, nth, context));
}

function readCall(message: JsonObject, nth: number, context: Context): Reading {
  const { role, tokens } = message;
  if (role !== 'assistant' && (role !== undefined || tokens === undefined)) return notUsage('user message');
  if (!isObject(tokens)) return refuse('missing_count');
  const provider = nameText(message['providerID']);
  const meters = readTokens(tokens, provider);
  // It was called off, or is still under way.
  if (promptTokens(meters) + meters.output === 0) return notUsage('user message');
  const model = requiredModel(message['modelID']);
  const time = inside(message, 'time');
  const when = instantOf(time['created'], context);
  const isTimed = when.flags.length === 0;
  const counts = [meters.input, meters.cache_read, meters.cache_write_5m, meters.output];
  const key = `opencode:${JSON.stringify([when.at, provider, model, ...counts])}${nth === 1 ? '' : `:${nth}`}`;
  return callReading(context, {
    source: id,
    id: '',
    key: isTimed ? key : undefined,
    ...when,
    until: isTimed ? endOf(time['completed'], when) : undefined,
    model,
    counts: { meters, flags: ttlFlags(meters, provider) },
    platform: platformOf(provider),
    scope: scopeOf(message, context),
  });
}

/**
 * Reasoning is beside the output since OpenCode takes it off, and within it in older messages; the total tells, and where
 * there is none, only Gemini counted it apart.
 */
function readTokens(tokens: JsonObject, provider: string): Meters {
  const cache = inside(tokens, 'cache');
  const input = requiredCount(tokens['input']);
  const output = requiredCount(tokens['output']);
  const reasoning = optionalCount(tokens['reasoning']);
  const cache_read = optionalCount(cache['read']);
  const cache_write_5m = optionalCount(cache['write']);
  const rest = input + output + cache_read + cache_write_5m;
  const { total } = tokens;
  const apart = total === rest + reasoning || reasoning > output || (total !== rest && provider.startsWith('google'));
  const answer = requiredCount(apart ? output + reasoning : output);
  return { ...NO_METERS, input, cache_read, cache_write_5m, output: answer };
}

/** Only one provider has a choice of TTLs. */
function ttlFlags(meters: Meters, provider: string): readonly Flag[] {
  return meters.cache_write_5m > 0 && !provider.startsWith('openai') ? ['ttl_assumed'] : [];
}

const PLATFORMS: ReadonlyMap<string, string> = new Map([
  ['anthropic', 'api'],
  ['openai', 'api'],
  ['google', 'api'],
  ['amazon-bedrock', 'bedrock'],
  ['google-vertex', 'vertex'],
  ['google-vertex-anthropic', 'vertex'],
]);

/** Any other provider is named as it is, and left to the model id where there is none. */
function platformOf(provider: string): string {
  return PLATFORMS.get(provider) ?? provider;
}

/** The root is that of the repository, and "/" where there is none. */
function scopeOf(message: JsonObject, context: Context): Partial<Scope> {
  const path = inside(message, 'path');
  const agent = nameText(message['agent']) || nameText(message['mode']);
  const [cwd, root] = [directoryIn(path['cwd']), directoryIn(path['root'])];
  const place = placeOf(cwd || root, root === '/' ? cwd || root : root || cwd, context);
  return {
    session: nameText(message['sessionID']),
    project: place.project,
    labels: { ...place.labels, ...(agent && { agent }) },
  };
}
