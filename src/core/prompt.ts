/**
 * What a request sent, as far as a cache can tell prompts apart: its blocks in the provider's order, each known by a
 * keyed hash of its content, never by the content itself.
 */
import type { Instant } from './time.ts';

/** The order in which a prompt is read: what stands in an earlier level is part of every prefix of a later one. */
export const LEVELS = ['tools', 'system', 'messages'] as const;
export type Level = (typeof LEVELS)[number];

/** What a block is, as far as the rules of the cache or the estimate of its tokens differ. */
export const BLOCK_KINDS = [
  'tool',
  'text',
  'image',
  'document',
  'tool_use',
  'tool_result',
  /** Cannot carry a breakpoint. */
  'thinking',
  /** A text of no characters, which cannot carry one either. */
  'empty',
  'server_tool_use',
  /** The provider sets a five-minute breakpoint of its own behind it. */
  'server_tool_result',
  /** Of a trace that tells sizes only. */
  'opaque',
  'other',
] as const;
export type BlockKind = (typeof BLOCK_KINDS)[number];

export type Ttl = '5m' | '1h';

export interface PromptBlock {
  readonly level: Level;
  readonly kind: BlockKind;
  /** Who said it, in messages; '' elsewhere. */
  readonly role: '' | 'user' | 'assistant';
  /** Whether its message ends with it. */
  readonly ends: boolean;
  /** 64 bits of a keyed hash of all that makes it what it is, but for cache_control, in 16 hexadecimal digits. */
  readonly hash: string;
  /** Bytes of its content in UTF-8; of an image or a file those of its base64. */
  readonly size: number;
  /** Where the log or the provider has counted them; undefined where they have to be estimated. */
  readonly tokens: number | undefined;
}

/** What a prefix that ends in this level depends on beside its blocks; '' when on nothing. */
export function besideOf(level: Level, { system, messages }: Prompt['parameters']): string {
  if (level === 'tools') return '';
  if (level === 'system') return system;
  return system === '' && messages === '' ? '' : `${system} ${messages}`;
}

/** A breakpoint as it was sent, on a block named by its place in the prompt, counted from 0. */
export interface Mark {
  readonly block: number;
  readonly ttl: Ttl;
}

/** What the first of several calls inside one request came to; tokens, undefined where nothing tells. */
export interface FirstCall {
  readonly input: number | undefined;
  /** Whatever it was written for. */
  readonly written: number | undefined;
  readonly read: number | undefined;
}

export interface Prompt {
  readonly blocks: readonly PromptBlock[];
  /** In the order of the blocks. */
  readonly marks: readonly Mark[];
  /** cache_control at the top level of the request: one more breakpoint, on the last block that can carry one. */
  readonly automatic: Ttl | undefined;
  /**
   * Keyed hashes of the parameters on which the prefix of a level depends beside its blocks: web search and citations
   * and speed for system, tool choice, images and thinking for messages. '' where all are left out.
   */
  readonly parameters: { readonly system: string; readonly messages: string };
  /** When the first answer came: from then on others can read what this request wrote. undefined is unknown. */
  readonly answered: Instant | undefined;
  /** Keyed hash of the whole request, model and parameters included: equal requests could be answered from a store. */
  readonly digest: string;
  /** Keyed hash of the last user message alone; '' when there is none. */
  readonly question: string;
  /** MinHash of the last user message's words: the share of equal numbers estimates how similar two are. May be empty. */
  readonly sketch: readonly number[];
  /** Whether the log tells what was read and written; block traces tell sizes only. */
  readonly logsCache: boolean;
  /**
   * Where the usage sums several calls, as in a loop of server tools: its first one, which alone was sent these blocks.
   * undefined: the usage is of one call, as far as the log tells.
   */
  readonly firstCall: FirstCall | undefined;
  /**
   * Keyed hash of the client's attribution header, which is none of the blocks (see sources/attribution); '' without. "!"
   * before it where the answer's id or model is not the provider's.
   */
  readonly attribution: string;
}
