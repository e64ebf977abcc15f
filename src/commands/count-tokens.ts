/** `--count-tokens`: who is asked, and what came of it. */
import { Option } from 'commander';
import type { Host } from '../host.ts';
import type { CountTally } from '../ingest/counting.ts';
import type { AskTokens } from '../io/count-tokens.ts';
import { formatInteger } from '../render/numbers.ts';
import { baseUrlIn, keyIn } from './api-access.ts';
import { say } from './say.ts';

const KEY = 'ANTHROPIC_API_KEY';

export function countTokensOption(): Option {
  return new Option(
    '--count-tokens',
    `send the prompts of request logs to the API's count_tokens (free; its key in $${KEY}), so that "whatif --level request" knows tokens it would estimate; each prefix is asked for once; run it again for what could not be counted`,
  );
}

/** Whom to ask; a rehearsal asks nobody, and what it then stores is taken back. */
export async function askerOf(host: Host, dryRun: boolean): Promise<AskTokens> {
  if (dryRun) return () => Promise.resolve({ ok: true, tokens: 0 });
  const key = keyIn(host.env, KEY, '--count-tokens', ', or leave the option out: tokens are estimated then.');
  const access = { key, baseUrl: baseUrlIn(host.env) };
  const { tokenEndpoint } = await import('../io/count-tokens.ts');
  const { paced } = await import('../io/pace.ts');
  return paced(await tokenEndpoint(access), host);
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
