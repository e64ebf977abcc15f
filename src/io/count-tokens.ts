/** The endpoint that counts the tokens of a request without answering it: POST /v1/messages/count_tokens. */
import type { APIError, ClientOptions, default as Anthropic } from '@anthropic-ai/sdk';

/** Asks for the tokens of a request. What goes wrong is an answer, too. */
export type AskTokens = (request: Readonly<Record<string, unknown>>) => Promise<TokenAnswer>;

export type TokenAnswer = { readonly ok: true; readonly tokens: number } | ({ readonly ok: false } & TokenFailure);

export interface TokenFailure {
  /** For people; nothing of the request, and not the key. */
  readonly reason: string;
  /** What else will fail in the same way. */
  readonly concerns: 'everything' | 'model' | 'request';
  /** It may go well another time. */
  readonly passing: boolean;
  /** The API refuses the key. */
  readonly denied: boolean;
  /** The API has had too many requests. */
  readonly throttled: boolean;
  /** ms to wait before asking again, where the API says so. */
  readonly retryAfter: number | undefined;
}

export interface Access {
  readonly key: string;
  readonly baseUrl: string;
}

/** A count takes less than a second; the SDK would wait for ten minutes. */
const TIMEOUT_MS = 60_000;

export async function tokenEndpoint({ key, baseUrl }: Access): Promise<AskTokens> {
  // Only here: to load it takes longer than most commands do.
  const sdk = await import('@anthropic-ai/sdk');
  const client = new sdk.default(clientOptions(key, baseUrl));
  return async (request) => {
    try {
      const answer = await client.messages.countTokens(request as unknown as Anthropic.MessageCountTokensParams);
      // A proxy may answer with anything.
      const tokens = (answer as { readonly input_tokens?: unknown } | undefined)?.input_tokens;
      return Number.isSafeInteger(tokens) ? { ok: true, tokens: tokens as number } : { ok: false, ...SENSELESS };
    } catch (error) {
      // Not its message: that may quote what was sent.
      return { ok: false, ...(error instanceof sdk.APIError ? failureOf(error) : SENSELESS) };
    }
  };
}

/** All that the SDK would take from the environment or say by itself is decided here. */
function clientOptions(apiKey: string, baseURL: string): ClientOptions {
  return {
    apiKey,
    baseURL,
    timeout: TIMEOUT_MS,
    // See pace.ts.
    maxRetries: 0,
    logLevel: 'off',
    openTelemetry: false,
    // Neither the key nor a prompt follows to another host.
    fetchOptions: { redirect: 'manual' },
  };
}

const FAILURE: Omit<TokenFailure, 'reason'> = {
  concerns: 'request',
  passing: false,
  denied: false,
  throttled: false,
  retryAfter: undefined,
};

const SENSELESS: TokenFailure = {
  ...FAILURE,
  reason: 'the answer is not one of the count_tokens endpoint: is ANTHROPIC_BASE_URL right?',
  concerns: 'everything',
};

function failureOf(error: APIError): TokenFailure {
  const status = error.status;
  if (status === undefined) return { ...FAILURE, reason: 'the API could not be reached', passing: true };
  const type = /^[a-z_]{1,40}$/.test(error.type ?? '') ? ` ${error.type}` : '';
  const named = (hint: string): { readonly reason: string } => ({ reason: `${status}${type}: ${hint}` });
  const retryAfter = msOf(error.headers);
  switch (status) {
    case 401:
    case 403:
      return { ...FAILURE, ...named('is ANTHROPIC_API_KEY right?'), concerns: 'everything', denied: true };
    case 404:
      return { ...FAILURE, ...named('the API does not know the model, or has no count_tokens'), concerns: 'model' };
    case 429:
      return { ...FAILURE, ...named('too many requests'), passing: true, throttled: true, retryAfter };
  }
  if (status >= 500 || status === 408) return { ...FAILURE, ...named('the API is busy'), passing: true, retryAfter };
  return { ...FAILURE, ...named('the API does not take the request as it was logged') };
}

/** retry-after is in seconds; a date, which it may be as well, is not taken. */
function msOf(headers: Headers | undefined): number | undefined {
  const seconds = Number(headers?.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
