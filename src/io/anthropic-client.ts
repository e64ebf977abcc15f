/** How the provider's SDK is used: all that it would take from the environment or say by itself is decided here. */
import type { APIError, ClientOptions } from '@anthropic-ai/sdk';

export interface Access {
  readonly key: string;
  readonly baseUrl: string;
}

export function clientOptions({ key, baseUrl }: Access, timeout: number): ClientOptions {
  return {
    apiKey: key,
    baseURL: baseUrl,
    timeout,
    // See pace.ts.
    maxRetries: 0,
    logLevel: 'off',
    openTelemetry: false,
    // Neither the key nor what is sent follows to another host.
    fetchOptions: { redirect: 'manual' },
  };
}

/** The kind of error by its name, as " rate_limit_error"; '' where the answer has none that is plain. */
export function errorName({ type }: APIError): string {
  return /^[a-z_]{1,40}$/.test(type ?? '') ? ` ${type}` : '';
}

/** ms. retry-after is in seconds; a date, which it may be as well, is not taken. */
export function retryAfterOf(headers: Headers | undefined): number | undefined {
  const seconds = Number(headers?.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
