/**
 * What `claude -p --output-format stream-json` (or `json`) and the Agent SDK print: messages with `session_id`, without
 * times. An answer's line has the output it began with; the `result` that ends a query has the totals by model
 * (`modelUsage`), also of calls that have no line. So a session is held until its result: its answers count as their
 * lines say, and what the totals have beyond them is one aggregate for each model.
 */
import type { Scope, UsageEvent } from '../core/event.ts';
import type { Flag } from '../core/flags.ts';
import type { Meters } from '../core/meters.ts';
import { restEvent, restOf, totalsOf } from './agent-totals.ts';
import { known } from './event-stream.ts';
import { asObject, idText, inside, instantOf, isObject, nameText, type When } from './fields.ts';
import { messageEvent } from './message-event.ts';
import { placeOf } from './project.ts';
import {
  eventsIn,
  HELD,
  notUsage,
  reading,
  reasonsIn,
  refuse,
  UNKNOWN,
  type JsonObject,
  type NotUsage,
  type Reading,
  type Refusal,
} from './reading.ts';
import type { Context, Reader, Source } from './source.ts';

const id = 'agent-sdk';
const TYPES: ReadonlySet<unknown> = new Set(['system', 'assistant', 'user', 'result', 'stream_event']);
/** Sessions that are under way at once are few; of more, the oldest is taken to have ended. */
const MOST = 256;

export const agentSdk: Source = {
  id,
  title: 'Agent SDK messages (claude -p as JSON)',
  tells:
    "Session, project, ids and TTL of writes; the rest of each model's totals as one sum without single requests; no instant. Outputs of single answers are in that sum, so do not count the transcripts of the same sessions as well.",
  needle: '"session_id"',
  mark: '"session_id"',
  claims: isAgentMessage,
  open,
  // The result speaks of all the lines before it.
  spansRecords: true,
};

export function isAgentMessage(record: JsonObject): boolean {
  const { type, session_id } = record;
  if (!TYPES.has(type) || typeof session_id !== 'string') return false;
  return ['message', 'event', 'subtype', 'modelUsage', 'uuid'].some((name) => name in record);
}

interface Session {
  readonly answers: Map<string, Answer>;
  scope: Partial<Scope>;
  /** The directory it began in. */
  begun: string | undefined;
  model: unknown;
  /** The totals of the result before, which those of the next one may go on from. */
  before: ReadonlyMap<string, Meters>;
  /** The answer that a stream is in, by the tool call that it belongs to. */
  readonly streamed: Map<string, string>;
}

interface Answer {
  readonly message: JsonObject;
  readonly thread: string;
  readonly line: number;
  readonly when: When;
}

function open(): Reader {
  const sessions = new Map<string, Session>();

  function sessionOf(name: string): Session {
    const found = sessions.get(name);
    if (found !== undefined) return found;
    const session: Session = {
      answers: new Map(),
      scope: { session: nameText(name) },
      begun: undefined,
      model: undefined,
      before: new Map(),
      streamed: new Map(),
    };
    sessions.set(name, session);
    return session;
  }

  /** The answer as far as it is known: of several lines and events the later one says more. */
  function hold(session: Session, answer: Answer): void {
    const { message } = answer;
    const own = idText(message['id']) || `line ${answer.line}`;
    const before = session.answers.get(own);
    const usage = isObject(message['usage']) ? known(message['usage']) : undefined;
    const all = isObject(before?.message['usage']) ? { ...before.message['usage'], ...usage } : usage;
    session.answers.set(own, { ...answer, ...before, message: { ...before?.message, ...known(message), usage: all } });
  }

  function assistant(record: JsonObject, session: Session, context: Context): Reading {
    const message = asObject(record['message']) ?? refuse('no_response');
    if (message['model'] === '<synthetic>') return notUsage('call that is not billed');
    const when = instantOf(record['timestamp'], context);
    const answer = { message, thread: threadOf(record), line: context.line, when };
    // One that cannot be read is refused at its own line.
    answerEvent(answer, session, [], context);
    hold(session, answer);
    return HELD;
  }

  /** With partial messages, a stream says what its answer came to in the end. */
  function streamed(record: JsonObject, session: Session): Reading {
    const event = inside(record, 'event');
    const thread = threadOf(record);
    if (event['type'] === 'message_start' && isObject(event['message']))
      session.streamed.set(thread, idText(event['message']['id']));
    const own = session.streamed.get(thread) ?? '';
    const answer = session.answers.get(own);
    if (event['type'] !== 'message_delta' || answer === undefined) return notUsage('stream event');
    const delta = inside(event, 'delta');
    hold(session, { ...answer, message: { id: own, ...delta, usage: event['usage'] } });
    return notUsage('stream event');
  }

  function result(record: JsonObject, name: string, session: Session, context: Context): Reading {
    // Whether there is one, before the session is taken for ended.
    instantOf(record['timestamp'], context);
    const found = reading(() => withRest(record, name, session, context));
    if (found.kind !== 'refused') return found;
    const { events, reasons } = answersOf(session, ['partial_stream'], context);
    session.answers.clear();
    return allOf({ events, reasons: [...reasons, found.reason] }, 'empty response');
  }

  function withRest(record: JsonObject, name: string, session: Session, context: Context): Reading {
    const totals = totalsOf(record, session.model ?? [...session.answers.values()][0]?.message['model']);
    const { events, reasons } = answersOf(session, [], context);
    const rest = restOf(totals, session.before, events);
    const own = idText(record['uuid']) || JSON.stringify([...totals]);
    const others = [...rest].map(([model, meters]) => {
      const key = `agent-sdk:${name}:${own}:${model}`;
      return restEvent({ source: id, model, meters, scope: session.scope, record, key }, context);
    });
    session.answers.clear();
    session.before = totals;
    return allOf({ events: [...events, ...others], reasons }, 'empty response');
  }

  function read(record: JsonObject, context: Context): Reading {
    const { type, session_id: name } = record;
    if (!isAgentMessage(record) || typeof name !== 'string') return UNKNOWN;
    const session = sessionOf(name);
    if (type === 'system') begin(session, record, context);
    if (type === 'assistant') return assistant(record, session, context);
    if (type === 'stream_event') return streamed(record, session);
    if (type === 'result') return result(record, name, session, context);
    return notUsage(type === 'user' ? 'user message' : 'session event');
  }

  /** A session without its result: what its lines say is a lower bound, but where an answer says why it stopped. */
  function ended(some: Iterable<Session>, context: Context): Reading {
    const all = [...some].map((session) => answersOf(session, ['partial_stream'], context));
    const [events, reasons] = [all.flatMap((each) => each.events), all.flatMap((each) => each.reasons)];
    return allOf({ events, reasons }, 'session event');
  }

  return {
    read(record, context) {
      const found = reading(() => read(record, context));
      const [oldest] = sessions;
      if (oldest === undefined || sessions.size <= MOST) return found;
      sessions.delete(oldest[0]);
      const before = ended([oldest[1]], context);
      if (before.kind !== 'events') return found;
      return found.kind === 'events' ? { ...found, events: [...before.events, ...found.events] } : before;
    },
    end: (context) => ended(sessions.values(), context),
  };
}

function begin(session: Session, { cwd, model, claude_code_version: version }: JsonObject, context: Context): void {
  session.model = model ?? session.model;
  if (typeof cwd !== 'string') return;
  session.begun ??= cwd;
  const place = placeOf(cwd, session.begun, context);
  const named = nameText(version) || session.scope.labels?.['version'];
  session.scope = {
    ...session.scope,
    project: place.project,
    labels: { ...(named && { version: named }), ...place.labels },
  };
}

function threadOf({ parent_tool_use_id: parent }: JsonObject): string {
  return nameText(parent) || 'main';
}

interface Answers {
  readonly events: readonly UsageEvent[];
  readonly reasons: readonly Refusal[];
}

function allOf({ events, reasons }: Answers, none: NotUsage): Reading {
  if (events.length + reasons.length === 0) return notUsage(none);
  return { kind: 'events', events, ...(reasons.length > 0 && { refused: reasons }) };
}

function answersOf(session: Session, cut: readonly Flag[], context: Context): Answers {
  const readings = [...session.answers.values()].map((answer) => {
    const isWhole = typeof answer.message['stop_reason'] === 'string';
    return reading(() => answerEvent(answer, session, isWhole ? [] : cut, context));
  });
  return { events: readings.flatMap(eventsIn), reasons: readings.flatMap(reasonsIn) };
}

function answerEvent(answer: Answer, session: Session, flags: readonly Flag[], context: Context): Reading {
  return messageEvent(
    answer.message,
    { ...context, line: answer.line },
    {
      source: id,
      at: answer.when.at,
      flags: [...flags, ...answer.when.flags],
      scope: { ...session.scope, thread: answer.thread },
    },
  );
}
