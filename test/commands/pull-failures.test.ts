/** `pull` where something goes wrong: how it goes on without loss or anything twice, and what ends it. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { HOUR, reportServer, type Fault } from '../io/report-server.ts';
import { run } from '../../src/cli.ts';
import type { Instant } from '../../src/core/time.ts';
import { hostFor, NOW, runCli } from '../run.ts';
import { DAYS, KEY, pulling, TOKENS } from './pulling.ts';

const on = pulling();
const CREATION = { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 };

describe('an API that is busy', () => {
  it('is asked again, after as long as it says', async () => {
    await on.serve((_asked, before) =>
      before < 2
        ? { status: 429, type: 'rate_limit_error', retryAfter: 9 }
        : before === 4
          ? { status: 529 }
          : undefined,
    );
    expect(await on.pull()).toMatchObject({ code: 0, stderr: '' });
    expect(on.server.lines().slice(0, 3)).toEqual(Array.from({ length: 3 }, () => 'usage 2026-11-10..2026-11-11'));
    expect((await on.report()).totals).toMatchObject({ tokens: TOKENS });
  });

  it.each<[string, Fault]>([
    ['500', { status: 500 }],
    ['a reset', 'reset'],
    ['half a page', 'cut'],
    ['429 for an hour', { status: 429, retryAfter: 3600 }],
  ])('half-way, and for good (%s), ends it; what was pulled is kept, and the next run goes on', async (_, fault) => {
    // Hours of one day are 16 pages, and all goes well for the first two days and the 10th page of the third.
    const hours = [...DAYS, '--by', 'hour'];
    await on.serve((_asked, before) => (before >= 42 ? fault : undefined));
    const failed = await on.pull(hours);
    expect(failed.code).toBe(2);
    expect(failed.stderr).toMatch(
      /^promptcache-cost: usage from 2026-11-12 on was not pulled: [^\n]+\. What was pulled is kept; run it again to go on\.\n$/,
    );
    const half = (await on.report()).totals;
    // Three rows a page, of which two are Opus or two Sonnet.
    expect(half.tokens.input).toBe(HOUR.input * 48 * 3 + HOUR.input * 10 * 4.5);
    await on.serve();
    expect(await on.pull(hours)).toMatchObject({ code: 0, stderr: '' });
    expect(on.server.lines()[0]).toBe('usage 2026-11-12..2026-11-13');
    expect(on.server.lines().filter((line) => line.startsWith('usage'))).toHaveLength(16);
    expect((await on.report()).totals).toMatchObject({ requests: 144, tokens: TOKENS, cost_usd: '1.152' });
  });

  it('while cost is pulled leaves no half of a bill', async () => {
    await on.serve(({ report: which, query }) => (which === 'cost' && query.get('page') === '4' ? 'reset' : undefined));
    expect((await on.pull()).code).toBe(2);
    const env = on.env();
    const { code, stderr } = await runCli(['reconcile', ...DAYS], { cwd: on.cwd, env });
    expect(code).toBe(2);
    expect(stderr).toContain('none was pulled for this period');
    await on.serve();
    await on.pull();
    expect(on.server.lines().filter((line) => line.startsWith('usage'))).toEqual([]);
    const { reasons } = await on.json<{ reasons: Record<string, string> }>(['reconcile', '--tolerance', '1']);
    expect(reasons).toMatchObject({ discount: '-0.1152', unexplained: '0.00', missing_logs: '0.00' });
  });
});

describe('what cannot be pulled', () => {
  it.each<[string, Fault, string]>([
    [
      'a wrong key',
      { status: 401, type: 'authentication_error' },
      '401 authentication_error: is ANTHROPIC_ADMIN_KEY right?',
    ],
    [
      'a key of a workspace',
      { status: 403, type: 'permission_error' },
      '403 permission_error: this key may not read reports; it takes an Admin key, or one with the scope read:analytics',
    ],
    ['another server', { status: 404 }, '404 api_error: the API has no such report: is ANTHROPIC_BASE_URL right?'],
    ['a refusal', { status: 400 }, '400 api_error: the API does not take the request'],
    ['no JSON', { status: 200, body: 'hello' }, 'the answer is no page of a report'],
    ['another answer', { status: 200, body: '{}' }, 'the answer is no page of a report'],
    ['null', { status: 200, body: 'null' }, 'the answer is no page of a report'],
    [
      'a page without end',
      { status: 200, body: '{"data":[],"has_more":true,"next_page":null}' },
      'the answer is no page',
    ],
    [
      'a page of 16 MiB',
      { status: 200, body: `{"data":[${' '.repeat(16 << 20)}],"has_more":false}` },
      'the answer is longer than 16 MiB: is ANTHROPIC_BASE_URL right?\n',
    ],
    [
      'a cursor without end',
      { status: 200, body: JSON.stringify({ data: [], has_more: true, next_page: 'x'.repeat(5000) }) },
      'the answer is no page',
    ],
  ])('%s is said at once, and the answer is 2', async (_, fault, message) => {
    await on.serve(() => fault);
    const { code, stdout, stderr } = await on.pull();
    expect(code).toBe(2);
    expect(stderr).toContain(`usage from 2026-11-10 on was not pulled: ${message}`);
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stdout + stderr + on.bytes()).not.toMatch(/nobodysKey|in full/);
    expect(on.server.asked).toHaveLength(1);
  });

  it.each([301, 302, 303, 307, 308])('elsewhere is not asked: %i is not followed', async (status) => {
    await on.serve();
    const other = await reportServer();
    onTestFinished(() => other.close());
    await on.serve(() => ({ status, location: `${other.url}/v1/organizations/analytics/usage` }));
    const { code, stderr } = await on.pull();
    expect(code).toBe(2);
    expect(stderr).toBe(
      'promptcache-cost: usage from 2026-11-10 on was not pulled: ' +
        `${status} api_error: the answer is a redirect, which is not followed: is ANTHROPIC_BASE_URL right?\n`,
    );
    expect([on.server.asked.length, other.asked.length]).toEqual([1, 0]);
  });

  const row = { starting_at: '2026-11-10T00:00:00Z', ending_at: '2026-11-11T00:00:00Z', group: { model: 'x' } };
  const usageOf = (count: number): object => ({
    ...{
      ...row,
      usage: { uncached_input_tokens: count, cache_creation: CREATION, cache_read_input_tokens: 0, output_tokens: 0 },
    },
  });
  const usage = [usageOf(1)];
  it.each<[string, (before: number) => unknown, number, string]>([
    ['empty pages', (before) => [[], `p${before}`], 10, '10 pages in a row are empty and name another'],
    ['a page that names itself', () => [usage, 'p'], 2, 'the report names the same page twice'],
    ['pages in a circle', (before) => [usage, `p${before % 3}`], 4, 'the report names the same page twice'],
    ['pages without end', (before) => [usage, `p${before}`], 1000, 'the report has more than 1,000 pages'],
  ])('%s end', async (_, pageOf, pages, reason) => {
    await on.serve((_asked, before) => {
      const [data, next_page] = pageOf(before) as [unknown, string];
      return { status: 200, body: JSON.stringify({ data, next_page, has_more: true }) };
    });
    const { code, stderr } = await on.pull();
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `promptcache-cost: usage from 2026-11-10 on was not pulled: ${reason}: is ANTHROPIC_BASE_URL right?\n`,
    });
    expect(on.server.asked).toHaveLength(pages);
  });

  it('what takes longer than a whole pull may, in one run', async () => {
    await on.serve();
    const written = { stdout: '', stderr: '' };
    const hourly = (): Instant => (NOW + on.server.asked.length * 3_600_000) as Instant;
    const host = { ...hostFor({ cwd: on.cwd, env: on.env() }, written), now: hourly };
    expect(await run(['pull', ...DAYS], host)).toBe(2);
    expect(written.stderr).toBe(
      'promptcache-cost: cost from 2026-11-10 on was not pulled: the pull has taken longer than 360 minutes. What was pulled is kept; run it again to go on.\n',
    );
    expect(on.server.asked).toHaveLength(7);
    expect(await on.pull()).toMatchObject({ code: 0, stderr: '' });
  });

  it('nobody is there', async () => {
    await on.serve();
    await on.server.close();
    const { code, stderr } = await on.pull();
    expect(code).toBe(2);
    expect(stderr).toContain('the API could not be reached (tried 5 times). What was pulled is kept');
  });

  it('cost in another currency, or without an amount', async () => {
    const item = { starting_at: '2026-11-10T00:00:00Z', ending_at: '2026-11-11T00:00:00Z', group: {} };
    for (const cost of [{ amount: '1', currency: 'EUR' }, { amount: 1, currency: 'USD' }, { currency: 'USD' }]) {
      const body = JSON.stringify({ data: [{ ...item, cost }], has_more: false, next_page: null });
      await on.serve(() => ({ status: 200, body }));
      const { code, stderr } = await on.pull([...DAYS, '--only', 'cost']);
      expect(code).toBe(2);
      expect(stderr).toContain('a row of the report has no time or no amount in USD');
    }
  });

  it('nothing of a page with as many rows as fit', async () => {
    const row = { starting_at: '2026-11-10T00:00:00Z', ending_at: '2026-11-11T00:00:00Z', group: {} };
    const cost = JSON.stringify({ ...row, cost: { amount: '1' } });
    const body = `{"data":[${`${cost},`.repeat(149_999)}${cost}],"has_more":false}`;
    await on.serve(() => ({ status: 200, body }));
    const { code, stderr } = await on.pull([...DAYS, '--only', 'cost']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  describe('rows that cannot be read', () => {
    const rows = (...counts: number[]): Fault => {
      const data = counts.map(usageOf);
      return { status: 200, body: JSON.stringify({ data, has_more: false }) };
    };
    const quietly = ['--since', '2026-11-10', '--until', '2026-11-10', '--only', 'usage', '--quiet'];
    const counted = '1 row of the report could not be read; they are in no total.\n';

    it('are counted, also quietly, and in no total', async () => {
      await on.serve(() => rows(-1, 5));
      expect(await on.pull(quietly)).toEqual({ code: 0, stdout: '', stderr: counted });
    });

    it('where all are, leave the day for the next run', async () => {
      await on.serve(() => rows(-1));
      const reason = 'no row of the report could be read: is ANTHROPIC_BASE_URL right?';
      const said = `promptcache-cost: usage from 2026-11-10 on was not pulled: ${reason}\n`;
      expect(await on.pull(quietly)).toEqual({ code: 2, stdout: '', stderr: counted + said });
      await on.serve();
      expect(await on.pull(quietly)).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(on.server.asked).toHaveLength(1);
    });
  });
});

describe('before anything is asked', () => {
  it.each<[string[], Record<string, string>, string]>([
    [
      [...DAYS],
      { ANTHROPIC_ADMIN_KEY: '' },
      'pull asks the API, which wants a key, and ANTHROPIC_ADMIN_KEY is not set. Set it: export',
    ],
    [[...DAYS], { ANTHROPIC_ADMIN_KEY: `${KEY}\u00e9` }, 'ANTHROPIC_ADMIN_KEY has characters that no key has.'],
    [[...DAYS], { ANTHROPIC_BASE_URL: 'here' }, 'ANTHROPIC_BASE_URL is not an http(s) address.'],
    [['--since', '2025-11-01'], {}, 'the API has no reports from before 2026-01-01. Use --since 2026-01-01'],
    [['--since', '2026-11-10T09:00:00Z'], {}, '--since and --until take dates or months'],
    [['--since', '2026-11-21'], {}, 'there is no day that is over in this period. Set --until.'],
    [['--since', '2026-12-01', '--until', '2026-12-02'], {}, '--since is after today.'],
  ])('%j with %j', async (args, env, message) => {
    await on.serve();
    const { code, stdout, stderr } = await on.pull(args, env);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain(KEY.slice(-12));
    expect(on.server.asked).toEqual([]);
  });
});
