/** Requests of long conversations as hashed blocks, in the order of time: what strategies are replayed over. */
import type { Random } from './random.ts';

const MODELS: readonly [string, ...string[]] = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5'];
const TEAMS = 8;
const AT_ONCE = 20;
/** Blocks that all conversations of a team and model begin with. */
const TOOLS = 40;
const SYSTEM = 3;
/** Messages of a conversation at its first request, how many each request adds, and how many requests there are. */
const BEHIND = 250;
const ADDED = 2;
const REQUESTS = 10;

/** What the conversations of a team and model share; `at` is when that was last sent. */
interface Beginning {
  readonly json: string;
  readonly tokens: number;
  at: number;
}

interface Conversation {
  readonly id: string;
  readonly model: string;
  readonly beginning: Beginning;
  /** Its messages but for the newest, as JSON. */
  json: string;
  messages: number;
  tokens: number;
  at: number;
  left: number;
}

/** About 300 blocks each, the last of them marked for 5 minutes, and the last of the shared ones for an hour. */
export function* promptRows(random: Random, rows: number, from: number, step: number): Iterable<string> {
  const beginnings = new Map<string, Beginning>();
  const begin = (): Conversation => {
    const [model, team] = [random.pick(MODELS), random.below(TEAMS)];
    const name = `${model}-${team}`;
    const beginning = beginnings.get(name) ?? beginningOf(random, name);
    beginnings.set(name, beginning);
    const conversation = { id: random.hex(12), model, beginning, json: '', messages: 0, tokens: 0 };
    return grow(random, { ...conversation, at: -Infinity, left: REQUESTS }, BEHIND - ADDED);
  };
  const open = Array.from({ length: AT_ONCE }, begin);
  for (let row = 0; row < rows; row++) {
    const place = random.below(AT_ONCE);
    const conversation = open[place] ?? begin();
    yield requestOf(random, conversation, from + row * step, row);
    open[place] = conversation.left > 0 ? conversation : begin();
  }
}

function beginningOf(random: Random, name: string): Beginning {
  let [json, tokens] = ['', 0];
  for (let block = 0; block < TOOLS + SYSTEM; block++) {
    const own = random.between(100, 900);
    const level = block < TOOLS ? '"level":"tools","kind":"tool"' : '"level":"system","kind":"text"';
    const ttl = block === TOOLS + SYSTEM - 1 ? ',"ttl":"1h"' : '';
    json += `{${level},"hash":"${name}-${block}","tokens":${own}${ttl}},`;
    tokens += own;
  }
  return { json, tokens, at: -Infinity };
}

function grow(random: Random, conversation: Conversation, messages: number): Conversation {
  for (let count = 0; count < messages; count++) conversation.json += `${nextMessage(random, conversation, '')},`;
  return conversation;
}

function nextMessage(random: Random, conversation: Conversation, ttl: string): string {
  const tokens = random.between(50, 900);
  const place = conversation.messages++;
  conversation.tokens += tokens;
  const role = place % 2 === 0 ? 'assistant' : 'user';
  const text = `"level":"messages","hash":"${conversation.id}-${place}","tokens":${tokens},"role":"${role}","kind":"text"`;
  return `{${text}${ttl}}`;
}

/** What is read and written is what the marks lead to. */
function requestOf(random: Random, conversation: Conversation, at: number, row: number): string {
  const { beginning, model, id } = conversation;
  const before = conversation.tokens;
  const isAlive = at - conversation.at <= 300_000;
  const isBegun = isAlive || at - beginning.at <= 3_600_000;
  grow(random, conversation, ADDED - 1);
  const json = conversation.json;
  const last = nextMessage(random, conversation, ',"ttl":"5m"');
  conversation.json += `${last.replace(',"ttl":"5m"', '')},`;
  conversation.at = beginning.at = at;
  conversation.left -= 1;

  const read = (isBegun ? beginning.tokens : 0) + (isAlive ? before : 0);
  const [hour, five] = [isBegun ? 0 : beginning.tokens, conversation.tokens - (isAlive ? before : 0)];
  const written = `"cache_creation_input_tokens":${hour + five},"cache_creation":{"ephemeral_5m_input_tokens":${five},"ephemeral_1h_input_tokens":${hour}}`;
  const usage = `{"input_tokens":0,${written},"cache_read_input_tokens":${read},"output_tokens":${random.between(20, 900)}}`;
  const head = `"at":"${new Date(at).toISOString()}","model":"${model}","id":"request-${String(row).padStart(12, '0')}","session":"${id}"`;
  return `{${head},"usage":${usage},"blocks":[${beginning.json}${json}${last}]}`;
}
