/**
 * What the people behind a log can change, by the source that read it. docs/advice.md says where each row is from.
 *
 * Claude Code takes a time to live for its main conversation and one for everything else, by settings or environment
 * variables, and can be kept from caching at all: https://code.claude.com/docs/en/prompt-caching#cache-lifetime. It
 * places breakpoints on its own. Other agents may have settings like it: nobody here knows, and unknown is not "no".
 */

/** What has to be changed. */
export type Lever =
  /** One time to live for all that is written. */
  | 'ttl'
  /** One for main threads and another one for sub-agents. */
  | 'thread_ttl'
  /** Whether anything is cached. */
  | 'caching'
  /** Where the cache_control markers are. */
  | 'breakpoints'
  /** Requests that nobody asked for, to keep an entry alive. */
  | 'keep_alive'
  /** Sending requests as message batches. */
  | 'batch'
  | 'model'
  /** A store of answers that is asked before the provider. */
  | 'answers'
  /** What people do: how long they are idle, when they compact, how often they switch. */
  | 'habits';

/** null: depends on the client, or on who waits for the answers; a log does not say. */
type Control = boolean | null;

export interface Client {
  /** Clients of one kind are given the same advice. */
  readonly kind: 'claude-code' | 'agent' | 'api';
  /** In a sentence: "not available in Claude Code". */
  readonly name: string;
  readonly can: Readonly<Record<Lever, Control>>;
}

const CLAUDE_CODE = claudeCode('Claude Code');

/** Code of one's own, behind a gateway or not: it can do what the API can. Whether somebody waits only it knows. */
const API: Client = {
  kind: 'api',
  name: 'your own code',
  can: {
    ttl: true,
    thread_ttl: true,
    caching: true,
    breakpoints: true,
    keep_alive: true,
    batch: null,
    model: true,
    answers: true,
    habits: true,
  },
};

const BATCHES: Client = { ...API, name: 'batches', can: { ...API.can, batch: true } };

const CLIENTS: Readonly<Record<string, Client>> = {
  'batch-results': BATCHES,
  openinference: API,
  'otel-genai': API,
  'vercel-ai-sdk': API,
  langchain: API,
  'event-stream': API,
  litellm: API,
  langfuse: API,
  helicone: API,
  openrouter: API,
  'bedrock-invocation': API,
  'vertex-rows': API,
  'bedrock-converse': API,
  'request-log': API,
  messages: API,
  'agent-sdk': claudeCode('the Agent SDK'),
  'qwen-code': agent('Qwen Code'),
  'claude-code': CLAUDE_CODE,
  'openai-chat': API,
  'openai-responses': API,
  gemini: API,
  codex: agent('Codex'),
  opencode: agent('OpenCode'),
  'block-trace': API,
  'admin-usage': API,
  'analytics-usage': API,
  'claude-code-analytics': CLAUDE_CODE,
  'console-usage-csv': API,
  'plain-table': API,
};

const UNKNOWN = agent('your client');

export function clientOf(source: string): Client {
  return CLIENTS[source] ?? UNKNOWN;
}

/** The Agent SDK runs Claude Code, and its turns follow the same settings. */
function claudeCode(name: string): Client {
  return {
    kind: 'claude-code',
    name,
    can: {
      ttl: true,
      thread_ttl: true,
      caching: true,
      breakpoints: false,
      keep_alive: false,
      batch: false,
      model: true,
      answers: false,
      habits: true,
    },
  };
}

/** An agent sends each request with the answer to the one before. */
function agent(name: string): Client {
  return {
    kind: 'agent',
    name,
    can: {
      ttl: null,
      thread_ttl: null,
      caching: null,
      breakpoints: null,
      keep_alive: null,
      batch: false,
      model: true,
      answers: null,
      habits: true,
    },
  };
}
