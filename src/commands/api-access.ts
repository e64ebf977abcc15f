/** Whom to ask, and with which key: from the environment only. */
import { fail } from '../core/problem.ts';
import type { Host } from '../host.ts';

const BASE_URL = 'ANTHROPIC_BASE_URL';
const ANTHROPIC = 'https://api.anthropic.com';

/** `what` wants the key; `or` is what can be done without. */
export function keyIn(env: Host['env'], name: string, what: string, or: string): string {
  const key = env[name]?.trim() ?? '';
  if (key === '')
    fail('no_api_key', `${what} asks the API, which wants a key, and ${name} is not set.`, {
      hint: `Set it: export ${name}=…${or}`,
    });
  // In a header anything else is an error that quotes it.
  if (!/^[\x21-\x7e]+$/.test(key)) fail('bad_api_key', `${name} has characters that no key has.`);
  return key;
}

export function baseUrlIn(env: Host['env']): string {
  const url = env[BASE_URL]?.trim() ?? '';
  if (url === '') return ANTHROPIC;
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) fail('bad_base_url', `${BASE_URL} is not an http(s) address.`);
  return url;
}
