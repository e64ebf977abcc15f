/**
 * Workloads of which everything is known: what each prompt held, when it was sent, how long the answer took. What a log
 * says of them is made by `true-cache.ts`. Nothing here knows of src/simulate.
 */

/** What a prompt holds up to one position. The same object is the same content; another object is other content. */
export interface Prefix {
  /** In tokens. */
  readonly end: number;
  readonly before: Prefix | undefined;
}

/** One request of a conversation; times in ms UTC. */
export interface Sent {
  readonly chain: number;
  readonly session: string;
  readonly thread: string;
  readonly model: string;
  readonly workspace: string;
  /** When it was sent, its first answer, and its last line. */
  readonly start: number;
  readonly at: number;
  readonly until: number;
  /** When the same conversation goes on; Infinity when it does not. */
  next: number;
  /** The two breakpoints: the end of the system prompt, and that of what is cached. */
  readonly system: Prefix;
  readonly prompt: Prefix;
  /** Tokens after the last breakpoint. */
  readonly tail: number;
  readonly output: number;
  /** ms that what it wrote or read outlives its time to live. */
  readonly grace: number;
}

export const POLICIES = ['5m', '1h', 'main-1h-sub-5m', 'system-1h-rest-5m'] as const;
export type Policy = (typeof POLICIES)[number];

export interface KnownWorld {
  /** In the order in which they were sent. */
  readonly requests: readonly Sent[];
  /** How the log was made. */
  readonly policy: Policy;
  /** What the what-if of another model and of another day asks for. */
  readonly target: string;
  readonly date: string;
  /** Tokens of the new tokenizer for one of the old, for this content. */
  readonly growth: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const BEGIN = Date.UTC(2026, 10, 10, 8);

export const OLD_MODELS = ['claude-opus-4-5', 'claude-haiku-4-5', 'claude-sonnet-4-6'] as const;
export const NEW_MODELS = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5'] as const;
const MODELS = [...OLD_MODELS, ...NEW_MODELS];
const DATES = ['2026-10-08', '2026-11-20'] as const;

/** Random numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function knownWorld(seed: number): KnownWorld {
  return new Writer(randomFrom(seed * 7919)).world();
}

/** What a conversation is at. */
interface Conversation {
  readonly chain: number;
  readonly session: string;
  readonly thread: string;
  readonly model: string;
  readonly workspace: string;
  system: Prefix;
  prompt: Prefix;
  /** Tokens that the next prompt has beyond the last one, which this one did not cache. */
  more: number;
}

class Writer {
  readonly #random: () => number;
  readonly #requests: Sent[] = [];
  /** System prompts that sessions of a model share. */
  readonly #systems = new Map<string, Prefix>();
  #chains = 0;

  // How this workload is: the same for all of its sessions.
  readonly #models: readonly string[];
  readonly #shares: { readonly main: boolean; readonly sub: boolean };
  readonly #pauses: { readonly tools: number; readonly long: number };
  readonly #edits: number;
  readonly #agents: number;
  readonly #step: number;
  readonly #tail: number;

  constructor(random: () => number) {
    this.#random = random;
    this.#models = [this.#pick(MODELS), this.#pick(MODELS)];
    this.#shares = { main: this.#happens(0.6), sub: this.#happens(0.8) };
    this.#pauses = { tools: this.#between(0.2, 0.8), long: this.#between(0.02, 0.15) };
    this.#edits = this.#pick([0, 0.02, 0.06]);
    this.#agents = this.#pick([0, 0.05, 0.15]);
    this.#step = this.#pick([300, 1000, 3000]);
    this.#tail = this.#pick([3, 3, 400]);
  }

  world(): KnownWorld {
    const sessions = this.#whole(1, 8);
    const workspaces = this.#happens(0.15) ? ['a', 'b'] : [''];
    let begin = BEGIN;
    for (let index = 0; index < sessions; index++) {
      const model = this.#happens(0.75) ? this.#models[0]! : this.#models[1]!;
      const session = this.#opened(`s${index}`, 'main', model, this.#pick(workspaces));
      this.#converse(session, begin, this.#whole(1, 30));
      begin = Math.round(begin + this.#spread(10 * SECOND, 3 * HOUR));
    }
    return {
      requests: this.#requests.sort((a, b) => a.start - b.start),
      policy: this.#pick(POLICIES),
      target: this.#pick(MODELS),
      date: this.#pick(DATES),
      growth: this.#between(1, 1.35),
    };
  }

  #opened(session: string, thread: string, model: string, workspace: string): Conversation {
    const kind = thread === 'main' ? 'main' : 'sub';
    const name = `${model} ${kind}`;
    const known = this.#shares[kind] ? this.#systems.get(name) : undefined;
    const system = known ?? { end: Math.round(this.#spread(1500, 25_000)), before: undefined };
    this.#systems.set(name, system);
    const chain = this.#chains++;
    return { chain, session, thread, model, workspace, system, prompt: system, more: this.#words(this.#step) };
  }

  /** Returns when its last answer has been given. */
  #converse(conversation: Conversation, begin: number, count: number): number {
    let start = begin;
    for (let turn = 0; ; turn++) {
      const sent = this.#send(conversation, start);
      if (turn + 1 === count) return sent.until;
      const agents = conversation.thread === 'main' && this.#happens(this.#agents);
      const rested = agents ? this.#delegate(conversation, sent.until) : sent.until + this.#pause(conversation.thread);
      this.#change(conversation, rested - sent.until);
      sent.next = start = Math.round(rested);
    }
  }

  #send(conversation: Conversation, start: number): Sent {
    const { chain, session, thread, model, workspace, prompt: before, more } = conversation;
    const system = conversation.system;
    const prompt = { end: before.end + more, before };
    const latency = this.#between(1, 8) * SECOND;
    const answer = Math.max(latency, this.#spread(1, 40) * SECOND);
    const [tail, output] = [Math.round(this.#between(0, this.#tail)), this.#words(400)];
    const sent: Sent = {
      ...{ chain, session, thread, model, workspace, start, system, prompt, tail, output, next: Infinity },
      at: Math.round(start + latency),
      until: Math.round(start + answer),
      grace: this.#happens(0.03) ? this.#between(1, 9) * SECOND : 0,
    };
    this.#requests.push(sent);
    conversation.prompt = prompt;
    conversation.more = tail + output + this.#words(this.#step);
    return sent;
  }

  /** Sub-agents work while the main thread waits; it goes on when the last of them has answered. */
  #delegate({ session, workspace, chain, model }: Conversation, from: number): number {
    const agents = this.#whole(1, 3);
    let until = from;
    for (let index = 0; index < agents; index++) {
      const own = this.#happens(0.7) ? model : this.#models[1]!;
      const agent = this.#opened(session, `agent-${chain}-${this.#chains}`, own, workspace);
      until = Math.max(
        until,
        this.#converse(agent, Math.round(from + this.#between(0, 2) * SECOND), this.#whole(1, 8)),
      );
    }
    return until + this.#between(0, 2) * SECOND;
  }

  /** Tools take seconds; people take minutes, and go to lunch or home. */
  #pause(thread: string): number {
    const kind = this.#random();
    const { tools, long } = this.#pauses;
    if (thread !== 'main' && kind > 0.97) return this.#spread(2, 20) * MINUTE;
    if (thread !== 'main' || kind < tools) return this.#spread(0.2, 90) * SECOND;
    if (kind > 1 - long) return this.#spread(1, 5) * HOUR;
    return this.#happens(0.4) ? this.#spread(30, 300) * SECOND : this.#spread(5, 60) * MINUTE;
  }

  /** What happens to the prompt before it is sent again: mostly nothing but that it grows. */
  #change(conversation: Conversation, rest: number): void {
    const { system, prompt } = conversation;
    const edited = this.#edits + (rest > 5 * MINUTE ? 3 * this.#edits : 0);
    if (prompt.end > 30_000 && this.#happens(0.04)) {
      conversation.prompt = system;
      conversation.more = this.#words(2500);
    } else if (this.#happens(edited)) this.#edit(conversation, Math.floor(this.#random() * prompt.end));
  }

  /** From this position on everything is new; before it everything is the same. */
  #edit(conversation: Conversation, position: number): void {
    const { end } = conversation.prompt;
    let kept: Prefix | undefined = conversation.prompt;
    while (kept !== undefined && kept.end > position) kept = kept.before;
    if (kept === undefined) conversation.system = kept = { end: conversation.system.end, before: undefined };
    conversation.prompt = kept;
    conversation.more += end - kept.end;
  }

  #words(typical: number): number {
    return Math.round(this.#spread(typical / 10, typical * 10));
  }

  #happens(probability: number): boolean {
    return this.#random() < probability;
  }

  #between(low: number, high: number): number {
    return low + (high - low) * this.#random();
  }

  /** As often between 1 and 10 as between 10 and 100. */
  #spread(low: number, high: number): number {
    return low * (high / low) ** this.#random();
  }

  #whole(low: number, high: number): number {
    return Math.floor(this.#between(low, high + 1));
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)]!;
  }
}
