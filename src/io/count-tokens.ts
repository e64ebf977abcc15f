/** The endpoint that counts the tokens of a request without answering it: POST /v1/messages/count_tokens. */
import type { APIError, default as Anthropic } from '@anthropic-ai/sdk';
import { clientOptions, refusal, unanswered, type Access } from './anthropic-client.ts';
import type { AnswerLimits } from './bounded-fetch.ts';
import { setback, type Setback } from './pace.ts';

/** Asks for the tokens of a request. What goes wrong is an answer, too. */
export type AskTokens = (request: Readonly<Record<string, unknown>>) => Promise<TokenAnswer>;

export type TokenAnswer = { readonly ok: true; readonly tokens: number } | ({ readonly ok: false } & TokenFailure);

export interface TokenFailure extends Setback {
  /** What else will fail in the same way. */
  readonly concerns: 'everything' | 'model' | 'request';
  /** The API refuses the key. */
  readonly denied: boolean;
}

/** A count takes less than a second, once the prompt is sent, and is a number. */
const LIMITS: AnswerLimits = { total: 60_000, idle: 30_000, bytes: 1 << 20 };

export async function tokenEndpoint(access: Access, limits: AnswerLimits = LIMITS): Promise<AskTokens> {
  // Only here: to load it takes longer than most commands do.
  const sdk = await import('@anthropic-ai/sdk');
  const client = new sdk.default(clientOptions(access, limits));
  return async (request) => {
    try {
      // It comes from a log: whether it is one of the API's is for the API to say.
      const answer = await client.messages.countTokens(request as unknown as Anthropic.MessageCountTokensParams);
      // A proxy may answer with anything.
      const tokens = (answer as { readonly input_tokens?: unknown } | undefined)?.input_tokens;
      return Number.isSafeInteger(tokens) ? { ok: true, tokens: tokens as number } : { ok: false, ...SENSELESS };
    } catch (error) {
      // Not its message: that may quote what was sent.
      return { ok: false, ...(error instanceof sdk.APIError ? failureOf(error, limits) : SENSELESS) };
    }
  };
}

const SENSELESS: TokenFailure = {
  ...setback('the answer is not one of the count_tokens endpoint: is ANTHROPIC_BASE_URL right?'),
  concerns: 'everything',
  denied: false,
};

function failureOf(error: APIError, limits: AnswerLimits): TokenFailure {
  const { status } = error;
  if (status === undefined) {
    const setback = unanswered(error, limits);
    return { ...setback, concerns: setback.passing ? 'request' : 'everything', denied: false };
  }
  const denied = status === 401 || status === 403;
  const setback = refusal(error, status, {
    401: 'is ANTHROPIC_API_KEY right?',
    403: 'is ANTHROPIC_API_KEY right?',
    404: 'the API does not know the model, or has no count_tokens',
    other: 'the API does not take the request as it was logged',
  });
  return { ...setback, concerns: denied || status < 400 ? 'everything' : status === 404 ? 'model' : 'request', denied };
}
