/**
 * Where the provider can be asked how many tokens a request has up to there: at the end of its tools, of its system
 * prompt and of each message of the user. What ends with the assistant would be read as an answer to go on from.
 */
import type { Level } from '../core/prompt.ts';
import { contentOf, systemOf } from './request-blocks.ts';
import type { JsonObject } from './reading.ts';

export interface Cut {
  readonly level: Level;
  /** Blocks and messages up to there. */
  readonly blocks: number;
  readonly messages: number;
}

/** Of a request whose blocks are known. */
export function cutsOf(request: JsonObject): Cut[] {
  const cuts: Cut[] = [];
  let blocks = 0;
  const cut = (level: Level, more: number, messages: number, wanted = true): void => {
    blocks += more;
    if (more > 0 && wanted) cuts.push({ level, blocks, messages });
  };
  cut('tools', ((request['tools'] ?? []) as unknown[]).length, 0);
  cut('system', systemOf(request)?.length ?? 0, 0);
  (request['messages'] as JsonObject[]).forEach(({ role, content }, index) => {
    cut('messages', contentOf(content)?.length ?? 0, index + 1, role === 'user');
  });
  return cuts;
}

/** A request needs a message. */
export const LEAST_MESSAGES = [{ role: 'user', content: 'x' }] as const;

/**
 * What to ask for a cut. Tools and system stand before the least message, whose own tokens have to be taken off again.
 * Only fields that the endpoint knows; breakpoints among the blocks it takes, and counts nothing for.
 */
export function askedAt(request: JsonObject, { level, messages }: Cut): JsonObject {
  const names = FIELDS.slice(0, PLACES.indexOf(level) + 1).flat();
  const fields = names.filter((name) => (request[name] ?? undefined) !== undefined);
  const said = level === 'messages' ? (request['messages'] as unknown[]).slice(0, messages) : LEAST_MESSAGES;
  const asked = Object.fromEntries(fields.map((name) => [name, request[name]]));
  return { ...asked, ...(Array.isArray(asked['system']) && { system: systemOf(request) }), messages: said };
}

const PLACES: readonly Level[] = ['tools', 'system', 'messages'];
/** What each level adds. Speed changes no tokens, and some models take it with a beta header only. */
const FIELDS = [['tools'], ['system'], ['tool_choice', 'thinking', 'output_config']] as const;
