/** How the provider's SDK is used: all that it would take from the environment or say by itself is decided here. */
import type { APIError, ClientOptions } from '@anthropic-ai/sdk';
import { boundedFetch, LimitReached, type AnswerLimits } from './bounded-fetch.ts';
import { setback, type Setback } from './pace.ts';

export interface Access {
  readonly key: string;
  readonly baseUrl: string;
}

export function clientOptions({ key, baseUrl }: Access, limits: AnswerLimits): ClientOptions {
  return {
    apiKey: key,
    baseURL: baseUrl,
    // The SDK's own limit says less of what it was, so it comes later.
    timeout: limits.total * 2,
    fetch: boundedFetch(limits),
    // See pace.ts.
    maxRetries: 0,
    logLevel: 'off',
    openTelemetry: false,
    // Neither the key nor what is sent follows to another host.
    fetchOptions: { redirect: 'manual' },
  };
}

/** The kind of error by its name, as " rate_limit_error"; '' where the answer has none that is plain. */
function errorName({ type }: APIError): string {
  return /^[a-z_]{1,40}$/.test(type ?? '') ? ` ${type}` : '';
}

/** Of what came without a status: whether the answer ran into a limit, or there was none. */
export function unanswered({ cause }: APIError, { total, idle, bytes }: AnswerLimits): Setback {
  const limit = cause instanceof LimitReached ? cause.limit : undefined;
  switch (limit) {
    case 'total':
      return setback(`the answer was not complete within ${total / 1000} seconds`, true);
    case 'idle':
      return setback(`the answer stopped for longer than ${idle / 1000} seconds`, true);
    case 'bytes':
      return setback(`the answer is longer than ${bytes / 2 ** 20} MiB: is ANTHROPIC_BASE_URL right?`);
    case undefined:
      return setback('the API could not be reached', true);
  }
}

/**
 * What an answer by its status comes to: whether to ask again, and in words, of which those of some statuses and of any other one are
 * the endpoint's own.
 */
export function refusal(
  error: APIError,
  status: number,
  words: Readonly<Partial<Record<number, string>> & Record<'other', string>>,
): Setback {
  const busy = status >= 500 || status === 408;
  const throttled = status === 429;
  const passing = busy || throttled;
  const general = throttled ? 'too many requests' : busy ? 'the API is busy' : status < 400 ? REDIRECTED : words.other;
  return {
    reason: `${status}${errorName(error)}: ${words[status] ?? general}`,
    passing,
    throttled,
    retryAfter: passing ? retryAfterOf(error.headers) : undefined,
  };
}

const REDIRECTED = 'the answer is a redirect, which is not followed: is ANTHROPIC_BASE_URL right?';

/** ms. retry-after is in seconds; a date, which it may be as well, is not taken. */
function retryAfterOf(headers: Headers | undefined): number | undefined {
  const seconds = Number(headers?.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
