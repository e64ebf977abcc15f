/**
 * Workloads with planted faults: fleets of agents, sub-agents, chats and services whose every request is known, with what
 * the true cache made of it and why.
 */
import { minimumOf, MINUTE, type Asked, type Prefix } from './planted-cache.ts';
import { Chance } from './planted-chance.ts';
import { habitsBy, marksFor, Program, type Habits, type Role } from './planted-program.ts';
import { Talk } from './planted-talk.ts';

const BEGIN = Date.UTC(2026, 10, 10, 8);
const HOUR = 60 * MINUTE;
const SESSIONS = 160;
const MODELS = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-sonnet-4-6'] as const;
/** It caches from 4,096 tokens on; the others from 512 or 1,024. */
const SMALL = 'claude-haiku-4-5';
const SIDE = 'claude-haiku-5-5';

/** Conversations are cut down to a summary when they are longer than so many tokens. */
const LONG = 100_000;

/** How often a turn has a fault of these. */
const FAULTS = 0.1;
const KINDS = [
  'model',
  'speed',
  'tools',
  'system',
  'edit',
  'clear',
  'rewind',
  'compact',
  'gone',
  'bare',
  'twice',
  'update',
  'far',
] as const;

/** In the order in which they were sent. */
export function planted(seed: number, logs: 'sent' | 'answered'): Asked[] {
  return new Fleet(seed, logs).requests();
}

class Fleet {
  readonly #logs: 'sent' | 'answered';
  readonly #chance: Chance;
  readonly #program: Program;
  readonly #habits: Habits;
  readonly #sent: Asked[] = [];
  readonly #models: readonly string[];
  readonly #projects: readonly string[];
  readonly #workspaces: readonly string[];
  #names = 0;

  constructor(seed: number, logs: 'sent' | 'answered') {
    this.#logs = logs;
    this.#chance = new Chance(seed);
    this.#program = new Program(this.#chance);
    this.#habits = habitsBy(this.#chance);
    this.#models = [this.#chance.pick(MODELS), this.#chance.pick(MODELS)];
    this.#projects = this.#chance.happens(0.5) ? ['p'] : ['p', 'q'];
    this.#workspaces = this.#chance.happens(0.2) ? ['a', 'b'] : [''];
  }

  requests(): Asked[] {
    const chance = this.#chance;
    const rhythm = chance.spread(3, 40) * MINUTE;
    let at = BEGIN;
    for (let index = 0; index < SESSIONS; index++) {
      const kind = chance.between(0, 1);
      if (kind < 0.1) this.#serveMany(at);
      else this.#converse(this.#opened(kind < 0.35 ? 'chat' : 'main', at, ''), at, chance.whole(2, 40));
      at += chance.around(rhythm, 2.5);
    }
    return this.#sent.sort((a, b) => a.start - b.start);
  }

  #versionAt(at: number): string {
    return at < BEGIN + 16 * HOUR ? '1.0' : '1.1';
  }

  #opened(role: Role, at: number, session: string): Talk {
    const name = `${this.#names++}`;
    const [project, version] = [this.#chance.pick(this.#projects), this.#versionAt(at)];
    return new Talk({
      ...{ role, project, version, session: session === '' ? `s${name}` : session },
      thread: session === '' ? 'main' : `agent-${name}`,
      model: this.#chance.happens(0.8) ? this.#models[0]! : this.#models[1]!,
      beginning: this.#program.beginning(role, project, version),
    });
  }

  /** Returns when its last answer has been given. */
  #converse(talk: Talk, begin: number, turns: number): number {
    const chance = this.#chance;
    const step = chance.spread(500, 5_000);
    let start = begin;
    for (let turn = 0; turn < turns; turn++) {
      talk.grow(this.#words(talk, step), chance.whole(2, 4));
      const options = turn === 0 ? {} : this.#fault(talk, start);
      if (talk.thread === 'main' && chance.happens(0.1)) this.#aside(talk, start);
      const until = this.#ask(talk, start, options);
      const isDelegating = talk.role === 'main' && chance.happens(0.07);
      start = (isDelegating ? this.#delegate(talk, until) : until) + this.#pause(talk);
    }
    return start;
  }

  #words(talk: Talk, step: number): number {
    return talk.role === 'chat' ? this.#chance.spread(40, 300) : step * this.#chance.spread(0.3, 3);
  }

  /** What is done to a conversation before its next request. */
  #fault(talk: Talk, at: number): Options {
    const chance = this.#chance;
    const isSmall = talk.role === 'chat' && talk.prompt().end < 3_500 && talk.model !== SMALL;
    if (isSmall && chance.happens(0.12)) {
      talk.model = SMALL;
      return {};
    }
    if (talk.prompt().end > LONG && chance.happens(0.4)) {
      talk.compact(chance);
      return {};
    }
    if (!chance.happens(FAULTS)) return {};
    const kind = chance.pick(KINDS);
    const others = MODELS.filter((model) => model !== talk.model);
    if (kind === 'model') talk.model = chance.pick(others);
    else if (kind === 'speed') talk.speed = talk.speed === 'fast' ? '' : 'fast';
    else if (kind === 'tools') talk.changeTools(chance);
    else if (kind === 'system') talk.changeSystem(chance);
    else if (kind === 'edit') talk.edit(chance);
    else if (kind === 'clear') talk.clear(chance);
    else if (kind === 'rewind') talk.rewind(chance);
    else if (kind === 'gone') return { isGone: true };
    else if (kind === 'bare') return { isBare: true };
    else if (kind === 'far') talk.grow(chance.spread(2_000, 8_000), 24);
    else if (kind === 'twice') {
      talk.grow(0.4 * talk.prompt().end, 1);
      return { times: chance.whole(2, 3) };
    } else if (kind === 'update' && talk.version !== this.#versionAt(at)) {
      const version = this.#versionAt(at);
      talk.update(version, this.#program.beginning(talk.role, talk.project, version));
    }
    return {};
  }

  /** Sends the prompt, some also several times at once. Returns when the last answer has been given. */
  #ask(talk: Talk, start: number, { times = 1, isBare = false, isGone = false }: Options): number {
    const prompt = talk.prompt();
    const marks = isBare ? [] : marksFor(this.#habits, talk.role, talk.beginning, prompt);
    const spans = Array.from({ length: times }, () => this.#span(start + this.#chance.between(0, 400)));
    // The first of them in the log has what the others could have waited for.
    spans.sort((a, b) => a.logged - b.logged);
    for (const span of spans) {
      const asked = this.#send(talk, prompt, marks, span, isGone);
      if (marks.length > 0 && prompt.end >= minimumOf(talk.model)) talk.last = asked;
      talk.previous = asked;
      talk.changes = [];
    }
    return Math.max(...spans.map(({ until }) => until));
  }

  #send(talk: Talk, prompt: Prefix, marks: Asked['marks'], span: Span, isGone: boolean): Asked {
    const { session, thread, model, speed, last: before, previous, changes } = talk;
    const asked: Asked = {
      ...{ session, thread, model, speed, prompt, marks, before, previous, changes, isGone, ...span },
      workspace: this.#workspaces[Number(session.slice(1)) % this.#workspaces.length]!,
      version: this.#habits.isLabelled ? talk.version : '',
      output: Math.round(this.#chance.spread(20, 2_000)),
    };
    this.#sent.push(asked);
    return asked;
  }

  #span(start: number): Span {
    const latency = Math.min(8_000, Math.max(500, this.#chance.around(2_000, 1.8)));
    const answer = Math.min(2 * MINUTE, latency + this.#chance.around(4_000, 3));
    const [sent, at, until] = [start, start + latency, start + answer].map(Math.round) as [number, number, number];
    return { start: sent, at, until, logged: this.#logs === 'sent' ? sent : at };
  }

  /** A title, a summary of a page: small, of another model or another prompt, and mostly not cached. */
  #aside({ session, model, version, project }: Talk, at: number): void {
    const [isOwn, isLarge] = [this.#chance.happens(0.1), this.#chance.happens(0.1)];
    const beginning = {
      tools: [],
      system: [{ level: 'system' as const, tokens: Math.round(this.#chance.spread(100, 900)) }],
    };
    const aside = new Talk({
      role: 'service',
      session,
      thread: 'main',
      project,
      version,
      model: isOwn ? model : SIDE,
      beginning,
    });
    aside.grow(isLarge ? this.#chance.spread(3_000, 15_000) : this.#chance.spread(100, 1_500), 1);
    this.#ask(aside, at - this.#chance.between(0, 1_500), { isBare: !isOwn });
  }

  /** Sub-agents work while the main thread waits; some begin all at once. */
  #delegate({ session, role }: Talk, from: number): number {
    const chance = this.#chance;
    const agents = chance.pick([1, 1, 1, 2, 3, 4]);
    const kind: Role = chance.happens(0.7) ? 'explore' : 'review';
    let until = from;
    let start = from;
    for (let index = 0; index < agents && role === 'main'; index++) {
      const talk = this.#opened(kind, from, session);
      until = Math.max(until, this.#converse(talk, start + chance.between(0, 300), chance.whole(1, 8)));
      if (chance.happens(0.2)) start = until;
    }
    return until;
  }

  /** Calls of one request each, with a beginning that they share. */
  #serveMany(from: number): void {
    const every = this.#chance.spread(0.3, 8) * MINUTE;
    let at = from;
    for (let index = 0; index < 20; index++) {
      const talk = this.#opened('service', at, '');
      talk.grow(this.#chance.spread(200, 3_000), 1);
      const times = this.#chance.happens(0.1) ? 3 : 1;
      for (let each = 0; each < times; each++) {
        const other = each === 0 ? talk : this.#opened('service', at, '');
        if (each > 0) other.grow(this.#chance.spread(200, 3_000), 1);
        this.#ask(other, at + this.#chance.between(0, 300), {});
      }
      at += this.#chance.around(every, 3);
    }
  }

  /** Tools take seconds; people take minutes, and go to lunch or home. */
  #pause({ thread }: Talk): number {
    const kind = this.#chance.between(0, 1);
    if (thread !== 'main') return this.#chance.around(kind > 0.98 ? 9 * MINUTE : 5_000, 2.5);
    if (kind < 0.75) return this.#chance.around(6_000, 2.5);
    return kind < 0.985 ? this.#chance.around(3 * MINUTE, 3) : this.#chance.around(3 * HOUR, 2);
  }
}

interface Options {
  readonly times?: number;
  readonly isBare?: boolean;
  readonly isGone?: boolean;
}

type Span = Pick<Asked, 'start' | 'at' | 'until' | 'logged'>;
