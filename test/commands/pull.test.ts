/** `pull` against reports of this machine: what is asked for, once, and what is kept. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/render/index.ts';
import { HOUR } from '../io/report-server.ts';
import { runCli } from '../run.ts';
import { DAYS, KEY, pulling, TOKENS, type PullJson } from './pulling.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const golden = (name: string): string => path.join(ROOT, 'test/golden/pull', `${name}.txt`);
const on = pulling();

describe('what is pulled', () => {
  it('is every bucket of every page, as usage and as cost', async () => {
    await on.serve();
    const answer = await on.json<PullJson>(['pull', ...DAYS]);
    expect(answer).toMatchObject({
      usage: { added: 6, updated: 0, unchanged: 0, refused: { total: 0 } },
      // A day of Opus at list: 0.096 + 0.048 + 0.048, and as much again of Sonnet: 1.152 in three days; 10 % off.
      cost: { rows: 18, billed_usd: '1.0368', list_usd: '1.152' },
      failure: null,
    });
    const { totals, rows } = await on.report();
    expect(totals).toMatchObject({ requests: 144, tokens: TOKENS, cost_usd: '1.152', complete: true });
    expect(rows.map(({ group }) => group['day'])).toEqual(['2026-11-10', '2026-11-11', '2026-11-12']);
  });

  it('is asked for with the key, by what decides a price, and no faster than one after the other', async () => {
    await on.serve();
    await on.pull();
    expect(on.server.lines()).toEqual([
      'usage 2026-11-10..2026-11-11',
      'usage 2026-11-11..2026-11-12',
      'usage 2026-11-12..2026-11-13',
      'cost 2026-11-10..2026-11-13',
      ...[2, 3, 4, 5, 6].map((page) => `cost 2026-11-10..2026-11-13 page ${page}`),
    ]);
    for (const { report: which, query, headers } of on.server.asked) {
      expect(headers['authorization']).toBe(`Bearer ${KEY}`);
      expect(headers['anthropic-beta']).toBe('analytics-usage-cost-2026-08-24');
      expect(query.get('time_bucket_width')).toBe('1d');
      const groups = query.getAll('group_by[]');
      expect(groups).toEqual(expect.arrayContaining(['model', 'service_tier', 'speed', 'inference_geo']));
      expect(groups.includes('token_type')).toBe(which === 'cost');
    }
  });

  it('by the hour is many pages of usage', async () => {
    await on.serve();
    const answer = await on.json<PullJson>([
      'pull',
      '--since',
      '2026-11-10',
      '--until',
      '2026-11-10',
      '--by',
      'hour',
      '--per',
      'workspace',
      '--only',
      'usage',
    ]);
    expect(answer.usage).toMatchObject({ added: 48 });
    expect(on.server.lines()).toHaveLength(16);
    expect(on.server.asked[0]?.query.getAll('group_by[]')).toContain('workspace_id');
    expect((await on.report()).totals).toMatchObject({ tokens: { input: HOUR.input * 24 * 3 } });
  });

  it('goes through yesterday, and 30 days back, where nobody says otherwise', async () => {
    await on.serve();
    await on.pull(['--only', 'cost']);
    expect(on.server.lines()[0]).toBe('cost 2026-10-22..2026-11-21');
  });

  it('is said to count twice beside logs of the same days', async () => {
    await on.serve();
    const log =
      'at,model,input,cache_write_5m,cache_write_1h,cache_read,output\n2026-11-11T09:00:00Z,claude-opus-5-5,5,0,0,0,1\n';
    const { code } = await runCli(['ingest', '-'], { cwd: on.cwd, env: on.env(), stdin: log });
    expect(code).toBe(0);
    expect((await on.pull()).stdout).toContain(
      'The ledger has logs of these days as well: what both tell counts twice',
    );
    const told = await on.json<{ computed_usd: string }>(['reconcile', ...DAYS, '--tolerance', '100']);
    // 5 x 4 + 1 x 20 per million: the log alone.
    expect(told.computed_usd).toBe('0.00004');
  });

  it('leaves neither the key nor an answer in the ledger or on the screen', async () => {
    await on.serve();
    const { stdout, stderr } = await on.pull();
    expect(`${on.bytes()}${stdout}${stderr}`).not.toContain(KEY.slice(-12));
    expect(on.bytes()).toContain('claude-sonnet-5-5');
  });
});

describe('running it again', () => {
  it('asks for nothing that does not change any more, and for what is new', async () => {
    await on.serve();
    await on.pull();
    const first = on.server.asked.length;
    expect(await on.pull()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('3 days known already') as string,
    });
    expect(on.server.asked).toHaveLength(first);
    await on.pull(['--since', '2026-11-10', '--until', '2026-11-13']);
    expect(on.server.lines().slice(first)).toEqual([
      'usage 2026-11-13..2026-11-14',
      'cost 2026-11-13..2026-11-14',
      'cost 2026-11-13..2026-11-14 page 2',
    ]);
    expect((await on.report()).totals).toMatchObject({ tokens: { input: HOUR.input * 96 * 3 } });
  });

  it('with --again changes nothing where nothing has changed', async () => {
    await on.serve();
    await on.pull();
    const before = await on.report();
    const answer = await on.json<PullJson>(['pull', ...DAYS, '--again']);
    expect(answer.usage).toMatchObject({ added: 0, updated: 0, unchanged: 6 });
    expect(await on.report()).toEqual(before);
  });

  it('has more of a day that was not over, once', async () => {
    // Complete until the morning of the 12th.
    await on.serve(undefined, { refreshedAt: '2026-11-12T06:00:00Z' });
    const { stdout } = await on.pull();
    expect(stdout).toContain('Days that ended less than a day ago may still change');
    await on.serve(undefined, { factor: 2 });
    await on.pull();
    // The 10th was settled and stays.
    expect(on.server.lines()[0]).toBe('usage 2026-11-11..2026-11-12');
    const { totals, rows } = await on.report();
    expect(totals).toMatchObject({ requests: 144, tokens: { input: HOUR.input * 24 * 3 * 5 } });
    expect(rows.map(({ tokens }) => tokens.input / (HOUR.input * 72))).toEqual([1, 2, 2]);
    const bill = await on.json<{ billed_usd: string }>([
      'reconcile',
      ...DAYS,
      '--where',
      'kind=aggregate',
      '--tolerance',
      '1000',
    ]);
    expect(bill.billed_usd).toBe('1.728'); // 0.3456 a day: 1 + 2 + 2
  });

  it('in another shape is refused: the same usage would count twice', async () => {
    await on.serve();
    await on.pull();
    const asked = on.server.asked.length;
    const { code, stderr } = await on.pull([...DAYS, '--by', 'hour']);
    expect(code).toBe(2);
    expect(stderr).toContain('Use --by day --per context-window as then, or another ledger');
    expect(on.server.asked).toHaveLength(asked);
  });
});

describe('as people and programs see it', () => {
  it.each(FORMATS.map(({ id }) => id))('as %s', async (format) => {
    await on.serve();
    await expect((await on.pull([...DAYS, '--format', format])).stdout).toMatchFileSnapshot(golden(format));
  });

  it('when it failed half-way', async () => {
    await on.serve(({ report: which }) => (which === 'cost' ? { status: 500 } : undefined));
    const { code, stdout, stderr } = await on.pull();
    await expect(`${stdout}[stderr]\n${stderr}[exit ${code}]\n`).toMatchFileSnapshot(golden('failed'));
  });
});
