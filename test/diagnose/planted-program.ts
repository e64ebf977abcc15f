/** The programs that ask: what their prompts begin with, by project and version, and where they set breakpoints. */
import { prefixOf, TTL_1H, TTL_5M, type Asked, type Block, type Prefix } from './planted-cache.ts';
import type { Chance } from './planted-chance.ts';

/** What a conversation is for: its tools and system prompt are its own. */
export type Role = 'main' | 'explore' | 'review' | 'chat' | 'service';

export interface Beginning {
  readonly tools: readonly Block[];
  readonly system: readonly Block[];
}

/** What is so for all conversations of one workload. */
export interface Habits {
  readonly main: number;
  readonly sub: number;
  /** Breakpoints behind tools and behind system, beside the one that moves on with the last message. */
  readonly onTools: boolean;
  /** An hour for what is shared, five minutes for the rest. */
  readonly isMixed: boolean;
  readonly isLabelled: boolean;
}

export function habitsBy(chance: Chance): Habits {
  const main = chance.pick([TTL_5M, TTL_1H]);
  return {
    main,
    sub: chance.pick([TTL_5M, main]),
    onTools: chance.happens(0.75),
    isMixed: chance.happens(0.2),
    isLabelled: chance.happens(0.75),
  };
}

const SIZES: Readonly<Record<Role, readonly [tools: number, system: number]>> = {
  main: [12_000, 6_000],
  explore: [6_000, 2_500],
  review: [4_000, 3_500],
  chat: [0, 1_100],
  service: [1_500, 5_000],
};

export class Program {
  readonly #chance: Chance;
  readonly #beginnings = new Map<string, Beginning>();

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** Sub-agents are the same in every project. */
  beginning(role: Role, project: string, version: string): Beginning {
    const key = role === 'main' ? `${project} ${version}` : `${role} ${version}`;
    let known = this.#beginnings.get(key);
    if (known === undefined) this.#beginnings.set(key, (known = this.#made(role)));
    return known;
  }

  #made(role: Role): Beginning {
    const [tools, system] = SIZES[role].map((tokens) => Math.round(tokens * this.#chance.between(0.7, 1.4)));
    const block = (level: Block['level'], tokens: number): Block => ({ level, tokens });
    return {
      tools: tools === 0 ? [] : [block('tools', Math.floor(tools! / 2)), block('tools', Math.ceil(tools! / 2))],
      system: [block('system', system!)],
    };
  }
}

export function marksFor(habits: Habits, role: Role, { tools, system }: Beginning, prompt: Prefix): Asked['marks'] {
  const ttl = role === 'main' || role === 'chat' ? habits.main : habits.sub;
  const [toolsEnd, sharedEnd] = [prefixOf(tools), prefixOf([...tools, ...system])];
  const shared = habits.isMixed ? TTL_1H : ttl;
  const rolling = habits.isMixed ? TTL_5M : ttl;
  return [
    ...(habits.onTools && tools.length > 0 ? [{ prefix: toolsEnd, ttl: shared }] : []),
    { prefix: sharedEnd, ttl: shared },
    // A service that is asked once has nothing to cache behind what it shares.
    ...(role === 'service' ? [] : [{ prefix: prompt, ttl: rolling }]),
  ];
}
