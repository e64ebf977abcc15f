/**
 * Transcripts of Claude Code from a seed, with what they are known to hold: sessions, sub-agents, forks (`/branch`), forks
 * of forks, sessions that older versions resumed under a new name, copied files; ids of the provider, of relays, and none.
 *
 * Not decidable, and so not asked for:
 * - Who made a call of which only copies are left, where these name several sessions or none that made it: of a fork of a
 *   fork, which names the session it was copied from, and of a resumed session, which names itself.
 * - Who made a call that a resumed session has at the same time. In these worlds it has a later one.
 * - Whether it is the same call, where its id is not the provider's, nor its request's, and a copy names another session:
 *   such ids count only in their session. So sessions with such ids are not resumed, and forks of their forks begin
 *   after what the fork copied.
 * - Whether a record with no id of any kind, not even its own, is a copy of one at another line.
 */
import type { JsonObject } from '../../src/sources/reading.ts';
import { seeded } from './seeded.ts';

export interface Line {
  readonly record: JsonObject;
  /** Of what call, by its number; undefined where it is of none. */
  readonly call?: number;
  /** Where it was made, or a copy of that. */
  readonly isOwn: boolean;
  /** `session thread` as the line has it. */
  readonly named: string;
}

export interface WorldFile {
  readonly name: string;
  readonly lines: readonly Line[];
}

export interface Call {
  readonly number: number;
  /** `session thread`: who may have made it, as far as the files tell. */
  readonly owners: readonly string[];
  /** Of its first line. */
  readonly at: number;
  readonly input: number;
  readonly read: number;
  /** Of its last line. Its last three digits are the call's number. */
  readonly output: number;
}

export interface World {
  readonly files: readonly WorldFile[];
  readonly calls: readonly Call[];
  readonly kinds: ReadonlySet<string>;
}

/** What tells calls apart. */
const ID_KINDS = [
  ...['message ids', 'request ids', 'ids of relays, with request ids', 'uuids'],
  ...['ids of relays, with their own request ids', 'ids of relays alone', 'no ids'],
] as const;
type IdKind = (typeof ID_KINDS)[number];
/** Where each line would be a call. */
const NAMELESS: readonly IdKind[] = ['uuids', 'no ids'];
/** Those that count only with their session. */
const LOCAL: readonly IdKind[] = ID_KINDS.slice(4);

interface Made {
  readonly id: string;
  readonly ids: IdKind;
  readonly directory: string;
  readonly isFork: boolean;
  /** Versions that resumed sessions under another name wrote sub-agents among the other lines, and had no forks. */
  readonly isOld: boolean;
  readonly lines: Line[];
  readonly agents: Map<string, Line[]>;
  time: number;
  /** Calls so far. */
  calls: number;
}

const START = Date.UTC(2026, 9, 1);

export function world(seed: number): World {
  const { upTo, chance, shuffled } = seeded(seed);
  const kinds = new Set<string>();
  const calls: Call[] = [];
  const sessions: Made[] = [];
  let uuids = 0;

  const digits = (count: number): string =>
    upTo(16 ** count)
      .toString(16)
      .padStart(count, '0');
  const sessionId = (): string => `${digits(8)}-0000-4000-8000-${digits(12)}`;
  const note = (happens: boolean, kind: string): boolean => {
    if (happens) kinds.add(kind);
    return happens;
  };

  function begin(parent: Made | undefined, isFork: boolean): Made {
    const ids = parent?.ids ?? (chance(0.4) ? 'message ids' : (ID_KINDS[upTo(ID_KINDS.length)] ?? 'message ids'));
    const made: Made = {
      ...{ id: sessionId(), ids, isFork, isOld: parent?.isOld ?? chance(0.3) },
      directory: parent?.directory ?? `/srv/app${upTo(2)}`,
      ...{ lines: [], agents: new Map(), calls: 0 },
      time: (parent?.time ?? START + upTo(3) * 3_600_000) + 60_000,
    };
    kinds.add(ids);
    sessions.push(made);
    return made;
  }

  function surroundings(session: Made, thread: string): JsonObject {
    uuids += 1;
    return {
      ...{ parentUuid: null, isSidechain: thread !== 'main', sessionId: session.id, cwd: session.directory },
      ...{ version: session.isOld ? '1.0.20' : '2.1.170', gitBranch: 'main' },
      ...(thread !== 'main' && thread !== 'sidechain' && { agentId: thread }),
      ...(session.ids !== 'no ids' && { uuid: `u-${uuids}` }),
      ...{ timestamp: new Date(session.time).toISOString() },
    };
  }

  function say(session: Made, thread: string, lines: Line[]): void {
    session.time += 1 + upTo(1500);
    const record = { ...surroundings(session, thread), type: 'user', message: { role: 'user', content: 'go on' } };
    lines.push({ record, isOwn: true, named: `${session.id} ${thread}` });
  }

  /** The ids of a response and its request. */
  function idsOf({ ids, calls: before }: Made, number: number): readonly [id: string, request: string] {
    const relay = number % 2 === 0 ? 'ocgo' : 'chatcmpl-default';
    const request = `req_011Cx7hK2mQ9${String(number).padStart(3, '0')}`;
    switch (ids) {
      case 'message ids':
        return [`msg_01x7hK2mQ9${number}`, chance(0.8) ? request : ''];
      case 'request ids':
        return ['', request];
      case 'ids of relays, with request ids':
        return [relay, request];
      case 'uuids':
      case 'no ids':
        return ['', ''];
      case 'ids of relays, with their own request ids':
        return ['ocgo', `${before}`];
      case 'ids of relays alone':
        return ['ocgo', ''];
    }
  }

  function call(session: Made, thread: string, lines: Line[]): void {
    session.calls += 1;
    const number = calls.length;
    const [id, requestId] = idsOf(session, number);
    // Sessions have the same sizes of prompts, one after another.
    const [input, read] = [10 * session.calls, 1000 * upTo(2)];
    const owner = `${session.id} ${thread}`;
    let output = 1000 * upTo(2) + number;
    let at = 0;
    for (let left = NAMELESS.includes(session.ids) ? 1 : 1 + upTo(4); left > 0; left -= 1) {
      session.time += 1 + upTo(3000);
      at ||= session.time;
      output += 1000 * upTo(3);
      const usage = { input_tokens: input, cache_read_input_tokens: read, output_tokens: output };
      const message = {
        ...{ ...(id !== '' && { id }), role: 'assistant', model: 'claude-opus-5-5', content: [] },
        ...{ stop_reason: left === 1 || chance(0.5) ? 'end_turn' : null, usage },
      };
      const record = { ...surroundings(session, thread), type: 'assistant', message };
      lines.push({
        record: { ...record, ...(requestId !== '' && { requestId }) },
        ...{ call: number, isOwn: true, named: owner },
      });
      if (left > 1 && chance(0.3)) say(session, thread, lines);
    }
    calls.push({ number, owners: [owner], at, input, read, output });
  }

  function work(session: Made): void {
    for (let left = 1 + upTo(3); left > 0; left -= 1) {
      say(session, 'main', session.lines);
      call(session, 'main', session.lines);
      if (chance(0.25)) delegate(session);
    }
  }

  function delegate(session: Made): void {
    if (session.isOld) {
      kinds.add('sub-agent in the transcript');
      call(session, 'sidechain', session.lines);
      return;
    }
    kinds.add('sub-agent');
    const agent = `a${digits(6)}`;
    const lines: Line[] = [];
    const isCopied = session.ids !== 'no ids';
    if (note(isCopied && chance(0.4), 'replayed in a sub-agent'))
      for (const { record, ...line } of session.lines.slice(upTo(session.lines.length))) {
        if (record['type'] === 'progress') continue;
        const named = `${String((record['forkedFrom'] as JsonObject | undefined)?.['sessionId'] ?? session.id)} ${agent}`;
        lines.push({ ...line, record: { ...record, isSidechain: true, agentId: agent }, isOwn: false, named });
      }
    const from = lines.length;
    for (let left = 1 + upTo(2); left > 0; left -= 1) call(session, agent, lines);
    session.agents.set(agent, lines);
    if (note(isCopied && chance(0.3), 'repeated as progress'))
      session.lines.push(...lines.slice(from).flatMap(progressOf));
  }

  function progressOf({ record, ...line }: Line): Line[] {
    const { type, message, requestId, uuid, timestamp, sessionId: session, cwd, agentId } = record;
    if (type !== 'assistant') return [];
    const inner = { type, message, requestId, uuid, timestamp };
    const data = { type: 'agent_progress', agentId, message: inner };
    return [{ ...line, isOwn: false, record: { type: 'progress', sessionId: session, cwd, uuid, timestamp, data } }];
  }

  /** Copies begin with the parent's first line, or behind a compaction, and end anywhere, also within a response. */
  function fork(parent: Made): void {
    const made = begin(parent, true);
    kinds.add(parent.isFork ? 'fork of a fork' : parent.isOld ? 'fork of a resumed session' : 'fork');
    const isLocal = LOCAL.includes(parent.ids);
    const to = note(chance(0.4), 'cut in the middle') ? upTo(parent.lines.length) : parent.lines.length;
    const from = note(chance(0.2), 'cut in front') ? upTo(to) : 0;
    for (const line of parent.lines.slice(from, to)) {
      const { record, named } = line;
      if (record['isSidechain'] === true || (isLocal && record['forkedFrom'] !== undefined)) continue;
      const forkedFrom = { sessionId: parent.id, messageUuid: record['uuid'] };
      made.lines.push({
        ...{ ...line, isOwn: false, named: `${parent.id} ${threadIn(named)}` },
        record: { ...record, sessionId: made.id, forkedFrom },
      });
    }
    if (note(chance(0.85), 'goes on')) work(made);
  }

  function resume(parent: Made): void {
    const made = begin(parent, false);
    kinds.add('resumed');
    for (const line of parent.lines) {
      made.time += upTo(20);
      const timestamp = new Date(made.time).toISOString();
      made.lines.push({
        ...{ ...line, isOwn: false, named: `${made.id} ${threadIn(line.named)}` },
        record: { ...line.record, sessionId: made.id, timestamp },
      });
    }
    work(made);
  }

  for (let left = 1 + upTo(2); left > 0; left -= 1) work(begin(undefined, false));
  for (let left = upTo(5); left > 0; left -= 1) {
    const parent = sessions[upTo(sessions.length)];
    if (parent === undefined) continue;
    if (parent.isOld && !parent.isFork && !LOCAL.includes(parent.ids) && chance(0.6)) resume(parent);
    else if (parent.ids !== 'no ids') fork(parent);
    if (note(chance(0.3), 'the parent goes on')) {
      parent.time += 120_000;
      work(parent);
    }
  }
  const files = sessions.flatMap(({ id, lines, agents }): WorldFile[] => [
    { name: `${id}.jsonl`, lines },
    ...[...agents].map(([agent, own]) => ({ name: `${id}/subagents/agent-${agent}.jsonl`, lines: own })),
  ]);
  const copied = files.filter(() => note(chance(0.1), 'copied file'));
  const copies = copied.map(({ name, lines }) => ({ name: `copy-${digits(4)}/${name}`, lines }));
  return { files: shuffled([...files, ...copies]), calls, kinds };
}

function threadIn(named: string): string {
  return named.split(' ')[1] ?? '';
}

/** The calls that some of a world's files tell of, and what these know of them. */
export function callsIn(files: readonly WorldFile[], { calls }: World): Call[] {
  const byCall = new Map<number, Line[]>();
  for (const line of files.flatMap(({ lines }) => lines)) {
    if (line.call === undefined) continue;
    byCall.set(line.call, [...(byCall.get(line.call) ?? []), line]);
  }
  return calls.flatMap((call) => {
    const lines = byCall.get(call.number);
    if (lines === undefined) return [];
    // Its own file has all of it.
    if (lines.some(({ isOwn }) => isOwn)) return [call];
    const owners = [...new Set(lines.map(({ named }) => named))];
    const told = lines.map(({ record }) => toldBy(record));
    const at = Math.min(...told.map(([time]) => time));
    return [{ ...call, owners, at, output: Math.max(...told.map(([, output]) => output)) }];
  });
}

/** The time and the output of a line. */
function toldBy(record: JsonObject): readonly [at: number, output: number] {
  const inner = record['type'] === 'progress' ? ((record['data'] as JsonObject)['message'] as JsonObject) : record;
  const usage = (inner['message'] as JsonObject)['usage'] as JsonObject;
  return [Date.parse(String(inner['timestamp'])), Number(usage['output_tokens'])];
}
