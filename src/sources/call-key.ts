/**
 * What makes a call the same call in every log that tells of it: the one rule for keys.
 *
 * The provider's ids are global. Every other id counts only with its session and request: relays answer every response with
 * one id ("ocgo", "chatcmpl-default"), and counters begin anew. A record without an id is known by what it says and where.
 */
import type { RequestId } from '../core/event.ts';
import type { Count, Meters } from '../core/meters.ts';
import { requestPrint } from '../core/request-print.ts';
import type { Instant } from '../core/time.ts';
import type { Context } from './source.ts';

interface NamedCall {
  /** The response's, as logged; '' is none. */
  readonly id: string;
  /** What the log itself knows the call by, in a namespace of its own ("span:…"). */
  readonly key: string | undefined;
  readonly session: string;
  /** The request's, as logged; '' is none. */
  readonly request: string;
  /** What else tells two calls of one id apart. Asked for only where nothing better does. */
  readonly content: () => unknown;
}

/** undefined where the call has no id. */
export function callKey({ id, key, session, request, content }: NamedCall): string | undefined {
  if (isProvidersId(id)) return `message:${id}`;
  if (key !== undefined) return key;
  if (REQUEST.test(request)) return `request:${request}`;
  // No other request has such a one, so that a copy in another session is seen to be one.
  if (isUnique(request)) return `id:${JSON.stringify([id, request])}`;
  if (request !== '' || isUnique(id)) return `id:${JSON.stringify([id, session, request])}`;
  return id === '' ? undefined : `id:${JSON.stringify([id, session, content()])}`;
}

/** Anthropic's, also on Bedrock (msg_bdrk_) and Vertex AI (msg_vrtx_), begin with this. */
export const MESSAGE_ID = 'msg_';
/** Others write ids of these families as well, and not always make them unique. */
const FAMILIES = /^(?:resp_|chatcmpl-|gen-)(.*)$/;

/** Whether no other response of any log has the id. */
export function isProvidersId(id: string): boolean {
  if (id.startsWith(MESSAGE_ID)) return true;
  const tail = FAMILIES.exec(id)?.[1];
  return tail !== undefined && isRandom(tail);
}

/** The ids that Anthropic gives requests: "req_011C…" and 20 more. Relays write others. */
const REQUEST = /^req_(?:vrtx_|bdrk_)?01[A-Za-z0-9]{6,}$/;

/** What the request is known by in every log: its id, and its session where the id is not the provider's. */
export function requestIn(session: string, request: string, alone: boolean): { readonly request?: RequestId } {
  if (request === '') return {};
  const print = requestPrint(REQUEST.test(request) ? request : JSON.stringify([session, request]));
  return { request: { print, alone } };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Without a word in it: names that end in a date or a version are given again and again. */
const NO_WORDS = /^(?:[0-9a-f]{20,}|(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w-]{18,})$/;

/** Whether an id of no known family is hardly given twice. */
function isUnique(id: string): boolean {
  return (UUID.test(id) || NO_WORDS.test(id)) && new Set(id).size >= RANDOM_CHARACTERS;
}

/** Shorter texts are counters and names. */
const RANDOM_LENGTH = 16;
/** "00000000-0000-0000-0000-000000000000" has two. */
const RANDOM_CHARACTERS = 8;

function isRandom(text: string): boolean {
  if (text.length < RANDOM_LENGTH || !/^[\w+/=.-]+$/.test(text)) return false;
  const isMixed = /\d/.test(text) || (/[a-z]/.test(text) && /[A-Z]/.test(text));
  return isMixed && new Set(text).size >= RANDOM_CHARACTERS;
}

/** Records that tell one response again have its prompt, and an output that grows. */
export function promptCounts({ input, cache_write_5m, cache_write_1h, cache_read }: Meters): readonly Count[] {
  return [input, cache_write_5m, cache_write_1h, cache_read];
}

/** A record without an id. */
interface NamelessCall {
  readonly source: string;
  /** What it says, without its time. */
  readonly content: unknown;
  /** Its own time; undefined where it has none, and may be a whole log by itself. */
  readonly at: Instant | undefined;
}

/**
 * What it says, and where: equal records in different places are different calls. With a time of its own, the place is a line
 * of what the log begins with, so that a log that is renamed or rotated stays the same; without, it is a line of the file.
 */
export function contentKey({ source, content, at }: NamelessCall, { file, line, beginning }: Context): string {
  const place = at === undefined ? file : (beginning?.() ?? 0);
  return `content:${JSON.stringify([source, place, line, at ?? null, content])}`;
}
