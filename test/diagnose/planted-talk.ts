/** One conversation: what its prompt holds, how it grows, and what is done to it. */
import { prefixOf, type Asked, type Block, type Change, type Prefix } from './planted-cache.ts';
import type { Chance } from './planted-chance.ts';
import type { Beginning, Role } from './planted-program.ts';

const message = (tokens: number): Block => ({ level: 'messages', tokens: Math.max(1, Math.round(tokens)) });

export class Talk {
  readonly role: Role;
  readonly session: string;
  readonly thread: string;
  readonly project: string;
  version: string;
  model: string;
  speed = '';
  beginning: Beginning;
  messages: Block[] = [];
  /** The last request that cached anything. */
  last: Asked | undefined;
  previous: Asked | undefined;
  /** What was changed since the last request. */
  changes: Change[] = [];

  constructor(given: Pick<Talk, 'role' | 'session' | 'thread' | 'project' | 'version' | 'model' | 'beginning'>) {
    ({ role: this.role, session: this.session, thread: this.thread } = given);
    ({ project: this.project, version: this.version, model: this.model } = given);
    this.beginning = given.beginning;
  }

  prompt(): Prefix {
    return prefixOf([...this.beginning.tools, ...this.beginning.system, ...this.messages]);
  }

  /** An answer and what comes back of it. */
  grow(tokens: number, blocks: number): void {
    for (let index = 0; index < blocks; index++) this.messages.push(message(tokens / blocks));
  }

  changeTools(chance: Chance): void {
    const tools = this.beginning.tools.map(({ tokens }) => ({
      level: 'tools' as const,
      tokens: tokens + chance.whole(1, 400),
    }));
    this.beginning = { ...this.beginning, tools };
    this.changes.push('tools');
  }

  changeSystem(chance: Chance): void {
    const system = this.beginning.system.map(({ tokens }) => ({
      level: 'system' as const,
      tokens: tokens + chance.whole(0, 200),
    }));
    this.beginning = { ...this.beginning, system };
    this.changes.push('system');
  }

  /** The program is updated, and the conversation goes on with its new tools and system. */
  update(version: string, beginning: Beginning): void {
    this.version = version;
    this.beginning = beginning;
    this.changes.push('tools');
  }

  /** One message is another than before. */
  edit(chance: Chance): void {
    const place = chance.whole(0, this.messages.length - 1);
    this.messages[place] = message(this.messages[place]!.tokens * chance.between(0.8, 1.2));
    this.changes.push('messages');
  }

  /** Old results of tools are cleared. */
  clear(chance: Chance): void {
    const from = chance.whole(0, Math.floor(this.messages.length / 3));
    for (let place = from; place < this.messages.length - 4; place += 2)
      this.messages[place] = message(Math.min(this.messages[place]!.tokens, 20));
    this.changes.push('messages');
  }

  /** Back to an earlier message, and on from there. */
  rewind(chance: Chance): void {
    this.messages.length = chance.whole(Math.ceil(this.messages.length / 2), this.messages.length);
    this.changes.push('messages');
  }

  compact(chance: Chance): void {
    this.messages = [message(chance.spread(800, 6_000))];
    this.changes.push('compacted');
  }
}
