/**
 * Asking a server that may be broken or hostile: the whole answer, headers and body, takes no longer and is no larger, as it
 * is unpacked, than what was asked for can be. A bomb packed with gzip is a body like any other.
 */
export interface AnswerLimits {
  /** ms from the request to the last byte. */
  readonly total: number;
  /** ms in which at least a byte of the body has to come. */
  readonly idle: number;
  /** Bytes, unpacked. */
  readonly bytes: number;
}

/** What an answer ran into. */
export class LimitReached extends Error {
  readonly limit: keyof AnswerLimits;

  constructor(limit: keyof AnswerLimits) {
    super(`limit: ${limit}`);
    this.name = 'LimitReached';
    this.limit = limit;
  }
}

/** As `fetch`, with the body in memory before it answers. Throws a LimitReached. */
export function boundedFetch(limits: AnswerLimits): typeof fetch {
  return async (input, init) => {
    const ending = new AbortController();
    const end = (limit: keyof AnswerLimits): void => ending.abort(new LimitReached(limit));
    const total = setTimeout(end, limits.total, 'total');
    const given = init?.signal;
    const signal = given ? AbortSignal.any([given, ending.signal]) : ending.signal;
    try {
      const response = await fetch(input, { ...init, signal });
      const body = await bodyOf(response, limits, end, signal);
      const headers = new Headers(response.headers);
      // They say how it came, not what it is now.
      for (const name of ['content-encoding', 'content-length']) headers.delete(name);
      const { status, statusText } = response;
      // Such an answer has no body, and may not be given one.
      return new Response([204, 205, 304].includes(status) ? null : body, { status, statusText, headers });
    } catch (error) {
      // What a stream that was ended from here throws is its own choice.
      throw ending.signal.reason instanceof LimitReached ? ending.signal.reason : error;
    } finally {
      clearTimeout(total);
      // Whatever still comes is for nobody.
      ending.abort();
    }
  };
}

async function bodyOf(
  { body }: Response,
  limits: AnswerLimits,
  end: (limit: keyof AnswerLimits) => void,
  signal: AbortSignal,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const idle = setTimeout(end, limits.idle, 'idle');
  try {
    for await (const chunk of body ?? []) {
      idle.refresh();
      bytes += chunk.length;
      if (bytes > limits.bytes) throw new LimitReached('bytes');
      chunks.push(chunk);
    }
  } finally {
    clearTimeout(idle);
  }
  // A stream that was ended from here may end as if it were whole.
  signal.throwIfAborted();
  return Buffer.concat(chunks);
}
