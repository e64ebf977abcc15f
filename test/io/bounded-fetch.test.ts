/** Answers without end: each ends at its limit, which is said in one line, and nothing of it goes on. */
import type { ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { boundedFetch, type AnswerLimits } from '../../src/io/bounded-fetch.ts';
import { tokenEndpoint } from '../../src/io/count-tokens.ts';
import { reportEndpoint } from '../../src/io/usage-reports.ts';
import type { Instant } from '../../src/core/time.ts';
import { bomb, dripping, endless, hostileServer, silent, stalled, type HostileServer } from './hostile-server.ts';

/** Long enough that only the limit that is meant is reached. */
const LIMITS: AnswerLimits = { total: 60_000, idle: 60_000, bytes: 1 << 20 };

let server: HostileServer | undefined;
afterEach(() => server?.close());

async function serve(answer: (response: ServerResponse) => void): Promise<HostileServer> {
  server = await hostileServer(answer);
  return server;
}

type Hostile = [what: string, answer: (response: ServerResponse) => void, limit: Partial<AnswerLimits>, reason: string];

const SLOW = 'the answer was not complete within 0.08 seconds';
const LONG = 'the answer is longer than 1 MiB: is ANTHROPIC_BASE_URL right?';
const HOSTILE: readonly Hostile[] = [
  ['no headers', silent, { total: 80 }, SLOW],
  ['a byte at a time', dripping, { total: 80 }, SLOW],
  ['a body that stops', stalled, { idle: 40 }, 'the answer stopped for longer than 0.04 seconds'],
  ['a body without end', endless, {}, LONG],
  ['a bomb', bomb, {}, LONG],
];

describe.each(HOSTILE)('%s', (_, answer, limit, reason) => {
  const limits = { ...LIMITS, ...limit };
  const passing = reason !== LONG;

  beforeEach(() => void (passing && vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })));
  afterEach(() => void vi.useRealTimers());

  /** Time passes once the server was asked, however long that took. */
  async function inTime<T>(answered: Promise<T>, asked: readonly string[]): Promise<T> {
    if (!passing) return answered;
    let isOver = false;
    const over = answered.finally(() => (isOver = true));
    while (asked.length === 0) await turn();
    while (!isOver) await vi.advanceTimersByTimeAsync(10);
    return over;
  }

  it('ends a page of a report', async () => {
    const { url, asked, over } = await serve(answer);
    const ask = await reportEndpoint({ key: 'x', baseUrl: url }, limits);
    const [since, until] = [0, 86_400_000] as Instant[] as [Instant, Instant];
    const page = { report: 'usage', since, until, width: '1d', groupBy: [], page: undefined } as const;
    expect(await inTime(ask(page), asked)).toEqual({
      ok: false,
      reason,
      passing,
      throttled: false,
      retryAfter: undefined,
    });
    expect(asked).toHaveLength(1);
    await over();
  });

  it('ends a count of tokens', async () => {
    const { url, asked, over } = await serve(answer);
    const ask = await tokenEndpoint({ key: 'x', baseUrl: url }, limits);
    const concerns = passing ? 'request' : 'everything';
    expect(await inTime(ask({ model: 'claude' }), asked)).toMatchObject({ ok: false, reason, passing, concerns });
    expect(asked).toEqual(['POST /v1/messages/count_tokens']);
    await over();
  });
});

it('an error is read no further than an answer', async () => {
  const { url } = await serve((response) => {
    response.writeHead(500, { 'content-type': 'application/json' });
    response.end(' '.repeat(LIMITS.bytes + 1));
  });
  const ask = await tokenEndpoint({ key: 'x', baseUrl: url }, LIMITS);
  expect(await ask({ model: 'claude' })).toMatchObject({ ok: false, reason: LONG, passing: false });
});

describe('what keeps to the limits', () => {
  it.each([
    ['as it is', {}, (text: string) => Buffer.from(text)],
    ['packed', { 'content-encoding': 'gzip' }, (text: string) => gzipSync(text)],
  ])('is the answer, %s, to its last byte', async (_, headers, pack) => {
    const text = `"${'x'.repeat(LIMITS.bytes - 2)}"`;
    const { url } = await serve((response) =>
      response.writeHead(201, { ...headers, 'request-id': 'r' }).end(pack(text)),
    );
    const response = await boundedFetch(LIMITS)(url);
    expect([response.status, response.headers.get('request-id')]).toEqual([201, 'r']);
    expect((await response.text()) === text).toBe(true);
  });

  it('may be slow, while it comes', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers().unstubAllGlobals());
    const body = new TransformStream<Uint8Array, Uint8Array>();
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(body.readable)));
    const answer = boundedFetch({ ...LIMITS, idle: 30_000 })('http://x').then((response) => response.text());
    const writer = body.writable.getWriter();
    for (let second = 0; second < 58; second += 29) {
      await vi.advanceTimersByTimeAsync(29_000);
      await writer.write(Buffer.from('x'));
    }
    await writer.close();
    expect(await answer).toBe('xx');
  });

  it('may have no body', async () => {
    const { url } = await serve((response) => response.writeHead(204).end());
    expect(await (await boundedFetch(LIMITS)(url)).text()).toBe('');
  });

  it('ends when who asks says so', async () => {
    const asking = new AbortController();
    const { url, over } = await serve((response) => {
      stalled(response);
      setTimeout(() => asking.abort(new Error('enough')), 10);
    });
    await expect(boundedFetch(LIMITS)(url, { signal: asking.signal })).rejects.toThrow();
    await over();
  });
});
