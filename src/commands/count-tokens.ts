/** `--count-tokens`: who is asked, and what came of it. */
import { Option } from 'commander';
import { fail } from '../core/problem.ts';
import type { Host } from '../host.ts';
import type { CountTally } from '../ingest/counting.ts';
import type { AskTokens } from '../io/count-tokens.ts';
import { formatInteger } from '../render/numbers.ts';
import { say } from './output.ts';

const KEY = 'ANTHROPIC_API_KEY';
const BASE_URL = 'ANTHROPIC_BASE_URL';
const ANTHROPIC = 'https://api.anthropic.com';

export function countTokensOption(): Option {
  return new Option(
    '--count-tokens',
    `send the prompts of request logs to the API's count_tokens (free; its key in $${KEY}), so that "whatif --level request" knows tokens it would estimate; each prefix is asked for once; run it again for what could not be counted`,
  );
}

/** Whom to ask; a rehearsal asks nobody, and what it then stores is taken back. */
export async function askerOf(host: Host, dryRun: boolean): Promise<AskTokens> {
  if (dryRun) return () => Promise.resolve({ ok: true, tokens: 0 });
  const access = { key: keyIn(host.env), baseUrl: baseUrlIn(host.env) };
  const { tokenEndpoint } = await import('../io/count-tokens.ts');
  const { paced } = await import('../io/pace.ts');
  return paced(await tokenEndpoint(access), host);
}

function keyIn(env: Host['env']): string {
  const key = env[KEY]?.trim() ?? '';
  if (key === '')
    fail('no_api_key', `--count-tokens asks the API, which wants a key, and ${KEY} is not set.`, {
      hint: `Set it: export ${KEY}=…, or leave the option out: tokens are estimated then.`,
    });
  // In a header anything else is an error that quotes it.
  if (!/^[\x21-\x7e]+$/.test(key)) fail('bad_api_key', `${KEY} has characters that no key has.`);
  return key;
}

function baseUrlIn(env: Host['env']): string {
  const url = env[BASE_URL]?.trim() ?? '';
  if (url === '') return ANTHROPIC;
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) fail('bad_base_url', `${BASE_URL} is not an http(s) address.`);
  return url;
}

export function countsText({ counted, known, missed }: CountTally, dryRun: boolean): string {
  if (counted + known + missed === 0) return 'No prefixes of prompts to count that were not counted before.';
  const missing = missed > 0 ? `, ${formatInteger(missed)} not counted` : '';
  return `${dryRun ? 'Would ask for ' : ''}${prefixes(counted)}${dryRun ? '' : ' counted'}, ${formatInteger(known)} known already${missing}.`;
}

function prefixes(count: number): string {
  return `${formatInteger(count)} ${count === 1 ? 'prefix' : 'prefixes'}`;
}

export function sayMissed({ missed, reasons }: CountTally, host: Host): void {
  if (missed === 0) return;
  say(
    host,
    `${prefixes(missed)} could not be counted; estimates stand in for them. Running it again asks for them again:`,
  );
  const byCount = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  for (const [reason, count] of byCount) say(host, `  ${formatInteger(count)}: ${reason}`);
}

/** No answer: the API refused the key, or nothing that was to be counted is. */
export function gotCounts({ counted, known, missed, denied }: CountTally): boolean {
  return !denied && (missed === 0 || counted + known > 0);
}
