/**
 * Whether the usage of a response sums several calls of the model, and what the first of them came to: where the provider
 * runs tools (web search, web fetch, code execution, MCP), the model is called again with each result, and `usage` is the
 * sum over all of these calls. Only the first one was sent the blocks of the request.
 */
import type { FirstCall } from '../core/prompt.ts';
import { ranTools } from './anthropic-usage.ts';
import { isObject } from './fields.ts';
import type { JsonObject } from './reading.ts';

interface Answered {
  readonly request: JsonObject;
  /** The answer's blocks; undefined where they were not logged. */
  readonly content: unknown;
  /** As billed, and as the stream began (`message_start`): that of the first call alone. */
  readonly usage: JsonObject;
  readonly started: JsonObject | undefined;
}

/** undefined where the usage is of one call, as far as the log tells. */
export function firstCallOf(answered: Answered): FirstCall | undefined {
  const { usage, started } = answered;
  const begun = started === undefined ? undefined : callOf(started);
  const whole = callOf(usage);
  const [first, second] = Array.isArray(usage['iterations']) ? usage['iterations'].filter(isMessage) : [];
  if (first !== undefined && second !== undefined) return callOf(first);
  if (begun !== undefined && isPartOf(begun, whole)) return begun;
  if (!isLoop(answered)) return undefined;
  return begun ?? { input: undefined, written: splitOf(usage), read: undefined };
}

/** Compactions and advisors are no calls of the loop. */
function isMessage(iteration: unknown): iteration is JsonObject {
  return isObject(iteration) && (iteration['type'] ?? 'message') === 'message';
}

function callOf(usage: JsonObject): FirstCall {
  const [input, written, read] = COUNTS.map((name) => countOf(usage[name]));
  return { input, written: written ?? 0, read: read ?? 0 };
}

const COUNTS = ['input_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens'] as const;

function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** Whether it has no count more than the whole, and one fewer. */
function isPartOf(begun: FirstCall, whole: FirstCall): boolean {
  const pairs = (['input', 'written', 'read'] as const).map((name) => [begun[name] ?? 0, whole[name] ?? 0] as const);
  return pairs.every(([part, all]) => part <= all) && pairs.some(([part, all]) => part < all);
}

/**
 * The split of writes by TTL is that of the first call where it does not add up to the total (all recorded answers with a
 * web search of January 2026, and the web fetches of November 2025).
 */
function splitOf(usage: JsonObject): number | undefined {
  const { cache_creation: split, cache_creation_input_tokens: total } = usage;
  if (!isObject(split)) return undefined;
  const sum = (countOf(split['ephemeral_5m_input_tokens']) ?? 0) + (countOf(split['ephemeral_1h_input_tokens']) ?? 0);
  return sum < (countOf(total) ?? 0) ? sum : undefined;
}

function isLoop({ request, content, usage }: Answered): boolean {
  if (ranTools(usage)) return true;
  if (Array.isArray(content) && content.length > 0) return content.some((block) => isObject(block) && isRun(block));
  // The API counts server tools only in answers that used any, if not always this one's: code execution has no count.
  return isObject(usage['server_tool_use']) && hasServerTools(request);
}

function isRun({ type }: JsonObject): boolean {
  return type === 'server_tool_use' || type === 'mcp_tool_use';
}

const SERVER_TOOLS = ['web_search_', 'web_fetch_', 'code_execution_', 'mcp_toolset'];

function hasServerTools({ tools, mcp_servers }: JsonObject): boolean {
  if (Array.isArray(mcp_servers) && mcp_servers.length > 0) return true;
  const types = Array.isArray(tools) ? tools.filter(isObject).map(({ type }) => type) : [];
  return types.some((type) => typeof type === 'string' && SERVER_TOOLS.some((name) => type.startsWith(name)));
}
