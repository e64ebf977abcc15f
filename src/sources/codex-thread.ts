/**
 * Whose call a line of a Codex rollout is. A fork or a sub-agent opens with its own `session_meta` and a copy of its
 * parent's history, whole or only its end, with or without the parent's `session_meta`, often with new times. What
 * decides, the surest first:
 *
 * 1. `thread_id` of a `token_usage_record` (openai/codex, protocol/src/protocol.rs).
 * 2. `subagent_history_start_ordinal` of the meta: the first `ordinal` of a line that is the sub-agent's own.
 * 3. The id of the turn: ids of turns and threads are UUIDs of version 7, which begin with their time (RFC 9562), and a
 *    copy keeps the id of the turn.
 * 4. The time of the line: a copy is written at once, so it ends at the first pause of a second; lines that kept their
 *    own times are older than the fork. No call of a model ends within that pause.
 */
import type { Scope } from '../core/event.ts';
import { parseInstant } from '../core/time.ts';
import { filled, idText, inside, isObject, nameText } from './fields.ts';
import { directoryIn } from './project.ts';
import type { JsonObject } from './reading.ts';

/** Milliseconds. */
const PAUSE = 1000;

interface Thread {
  readonly id: string;
  /** Where its history comes from; '' where it began with none. */
  readonly parent: string;
  readonly scope: Partial<Scope>;
  /** The directory it began in; '' where that is not known. */
  readonly directory: string;
  readonly platform: string;
  /** Its sum begins at 0. */
  readonly isFresh: boolean;
  /** The first `ordinal` that is not copied, where the meta says. */
  readonly ownFrom: number | undefined;
  /**
   * Begun by a version that wrote no records. A sub-agent's copy drops the records and keeps the counts (openai/codex,
   * core/src/agent/control: "Child threads inherit model context, not the parent's cumulative usage state"), so a
   * later version's count alone may be a call that is known by its id.
   */
  readonly precedesRecords: boolean;
}

export interface Maker {
  readonly thread: Thread;
  readonly isCopy: boolean;
}

interface Threads {
  /** A `session_meta`: the first of a file, the same thread again, an ancestor's in a copy, or that of another rollout. */
  begin(record: JsonObject, meta: JsonObject): 'another' | 'same' | 'ancestor';
  /** Any other line, in order. */
  see(record: JsonObject, payload: JsonObject): void;
  /** Who made a call; undefined where it is copied and could be of several ancestors. `named`: the record's `thread_id`. */
  makerOf(named: string): Maker | undefined;
  /** Goes on from earlier history and has not begun a turn: what is counted here is the last call of that history. */
  isOpening(): boolean;
  isFresh(): boolean;
  /** Whether what was copied is surely older than records. */
  precedesRecords(): boolean;
}

const NOBODY: Thread = {
  id: '',
  parent: '',
  scope: {},
  directory: '',
  platform: '',
  isFresh: false,
  ownFrom: undefined,
  precedesRecords: false,
};

export function threads(): Threads {
  let home = NOBODY;
  let ancestors = new Map<string, Thread>();
  /** Past what was copied. */
  let isOwn = true;
  /** Time of the last line of the copy. */
  let edge = 0;
  let [isBegun, hasTurn, hasCalls] = [false, false, false];
  /** When the turn began, from its id; 0 where that does not tell. */
  let turn = 0;

  function begin(record: JsonObject, meta: JsonObject): 'another' | 'same' | 'ancestor' {
    const thread = threadOf(meta);
    if (isBegun && thread.id !== home.id && isAncestor(thread, record)) {
      ancestors.set(thread.id, thread);
      edge = Math.max(edge, timeOf(record) ?? 0);
      return 'ancestor';
    }
    const isSame = isBegun && thread.id === home.id;
    home = thread;
    ancestors = new Map();
    [isBegun, hasTurn, hasCalls, turn] = [true, false, isSame && hasCalls, 0];
    isOwn = thread.parent === '';
    edge = timeOf(record) ?? 0;
    return isSame ? 'same' : 'another';
  }

  function isAncestor({ id }: Thread, record: JsonObject): boolean {
    const time = timeOf(record);
    const isNext = !hasCalls && ancestors.size === 0 && time !== undefined && time >= edge && time - edge < PAUSE;
    // Before `forked_from_id` was logged, the copied meta alone said that it was a fork.
    if (home.parent === '' && isNext) {
      home = { ...home, parent: id, isFresh: false };
      isOwn = false;
    }
    if (isOwn) return false;
    return id === home.parent || ancestors.has(id) || [...ancestors.values()].some(({ parent }) => parent === id);
  }

  function see(record: JsonObject, payload: JsonObject): void {
    if (isTurn(record['type'], payload['type'])) {
      hasTurn = true;
      const began = timeOfId(payload['turn_id']);
      const forked = timeOfId(home.id);
      turn = began === forked ? 0 : began;
      if (turn > 0 && forked > 0 && home.parent !== '') isOwn = turn > forked;
    }
    const { ordinal } = record;
    if (home.ownFrom !== undefined && typeof ordinal === 'number') isOwn = ordinal >= home.ownFrom;
    else if (!isOwn) seeTime(record);
  }

  /** Lines of a copy follow each other at once; a turn that is known to be copied may take its time. */
  function seeTime(record: JsonObject): void {
    const time = timeOf(record);
    if (time === undefined || time <= edge) return;
    if (time - edge < PAUSE || turn > 0) edge = time;
    else isOwn = true;
  }

  function makerOf(named: string): Maker | undefined {
    hasCalls = true;
    if (named !== '' && named !== home.id) return { thread: ancestors.get(named) ?? stranger(named), isCopy: true };
    if (named !== '') isOwn = true;
    if (isOwn) return { thread: home, isCopy: false };
    const thread = turn > 0 ? ofTurn() : onlyAncestor();
    return thread && { thread, isCopy: true };
  }

  /** The youngest ancestor that there was when the turn began. */
  function ofTurn(): Thread | undefined {
    let { parent: id } = home;
    for (let steps = 0; id !== '' && steps <= ancestors.size; steps += 1) {
      const made = timeOfId(id);
      if (made > 0 && made < turn) return ancestors.get(id) ?? stranger(id);
      id = ancestors.get(id)?.parent ?? '';
    }
    return undefined;
  }

  /** A parent that began with no history made all of what was copied. Of another, or of one that is not known, part. */
  function onlyAncestor(): Thread | undefined {
    const parent = ancestors.get(home.parent);
    return parent?.parent === '' ? parent : undefined;
  }

  return {
    begin,
    see,
    makerOf,
    isOpening: () => isBegun && !home.isFresh && !hasTurn && !hasCalls,
    isFresh: () => home.isFresh,
    precedesRecords: () => home.precedesRecords,
  };
}

function isTurn(type: unknown, event: unknown): boolean {
  return type === 'turn_context' || (type === 'event_msg' && (event === 'task_started' || event === 'turn_started'));
}

function timeOf(record: JsonObject): number | undefined {
  const parsed = parseInstant(record['timestamp']);
  return parsed.ok ? parsed.at : undefined;
}

/** Milliseconds of a UUID of version 7; 0 for any other id. */
function timeOfId(id: unknown): number {
  const digits = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-/i.exec(idText(id));
  return digits === null ? 0 : Number.parseInt(`${digits[1]}${digits[2]}`, 16);
}

/** An ancestor of which only the id is known. */
function stranger(id: string): Thread {
  return { ...NOBODY, id, scope: { session: nameText(id), thread: 'main' } };
}

function threadOf(meta: JsonObject): Thread {
  const id = idText(meta['id']);
  const provider = nameText(meta['model_provider']);
  const parent = idText(meta['forked_from_id']) || parentOf(meta);
  const start = meta['subagent_history_start_ordinal'];
  return {
    id,
    parent: parent === id ? '' : parent,
    scope: scopeOf(meta),
    directory: directoryIn(meta['cwd']),
    platform: provider === 'openai' ? '' : provider,
    isFresh: parent === '' && !isObject(meta['history_base']),
    precedesRecords: /^0\.(?:\d{1,2}|1[0-4]\d)\./.test(nameText(meta['cli_version'])),
    ownFrom: typeof start === 'number' ? start : undefined,
  };
}

function parentOf({ parent_thread_id: parent, source }: JsonObject): string {
  if (typeof parent === 'string') return parent;
  const spawned = isObject(source) && isObject(source['subagent']) ? source['subagent']['thread_spawn'] : undefined;
  return isObject(spawned) ? idText(spawned['parent_thread_id']) : '';
}

function isAgent({ parent_thread_id: parent, source }: JsonObject): boolean {
  return typeof parent === 'string' || (isObject(source) && source['subagent'] !== undefined);
}

/** A sub-agent is a thread of its own; its session is its parent's where the line tells. */
function scopeOf(meta: JsonObject): Partial<Scope> {
  const git = inside(meta, 'git');
  return {
    session: nameText(meta['session_id']) || nameText(meta['id']),
    thread: isAgent(meta) ? nameText(meta['id']) : 'main',
    project: nameText(meta['cwd']),
    labels: filled({ branch: nameText(git['branch']), version: nameText(meta['cli_version']) }),
  };
}
