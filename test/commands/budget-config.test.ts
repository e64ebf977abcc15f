/** Budgets in promptcache-cost.json: what they are read as, and what is said of those that mean nothing. */
import { createFixture } from 'fs-fixture';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Budget } from '../../src/analysis/budgets/budget.ts';
import { loadConfig } from '../../src/commands/config.ts';
import { hostFor, runCli } from '../run.ts';
import { REFUSED_CONFIGS } from './configs.ts';

const STEADY = path.resolve(import.meta.dirname, '../../fixtures/budgets/steady.csv');

async function budgetsIn(config: unknown): Promise<readonly Budget[]> {
  await using folder = await createFixture({ 'promptcache-cost.json': JSON.stringify(config) });
  return (await loadConfig(hostFor({ cwd: folder.path }))).budgets ?? [];
}

const USUAL = { window: { kind: 'all' }, where: [], forecast: 'show', minRequests: 1 } as const;

describe('is read as what it says', () => {
  it.each<[unknown, Budget]>([
    [
      { name: 'a', metric: 'cost', max: 12.5 },
      { ...USUAL, name: 'a', metric: 'cost', limit: { kind: 'max', value: { num: 125n * 10n ** 12n, den: 10n } } },
    ],
    [
      { name: 'a', metric: 'cost', max: '0.0000001', warn: 0 },
      {
        ...USUAL,
        name: 'a',
        metric: 'cost',
        limit: { kind: 'max', value: { num: 10n ** 12n, den: 10n ** 7n } },
        warn: { value: { num: 0n, den: 1n }, relative: false },
      },
    ],
    [
      { name: 'a', metric: 'token_hit_ratio', min: '80%', window: 'last-week', min_requests: 50 },
      {
        ...USUAL,
        name: 'a',
        metric: 'token_hit_ratio',
        limit: { kind: 'min', value: { num: 80n, den: 100n } },
        window: { kind: 'calendar', unit: 'week', back: 1 },
        minRequests: 50,
      },
    ],
    [
      {
        name: 'a',
        metric: 'net_savings',
        min: -3,
        window: '7d',
        where: { model: ['x', 'y'], 'label:team': 'z' },
        per: 'project',
      },
      {
        ...USUAL,
        name: 'a',
        metric: 'net_savings',
        limit: { kind: 'min', value: { num: -3n * 10n ** 12n, den: 1n } },
        window: { kind: 'days', count: 7 },
        where: [
          { dimension: 'model', value: 'x' },
          { dimension: 'model', value: 'y' },
          { dimension: 'label:team', value: 'z' },
        ],
        per: 'project',
      },
    ],
    [
      { name: 'a', metric: 'cost', max_rise: '20%', warn: '10%', since: '2026-11', baseline: '2026-09..2026-10' },
      {
        ...USUAL,
        name: 'a',
        metric: 'cost',
        limit: {
          kind: 'max_rise',
          by: { value: { num: 20n, den: 100n }, relative: true },
          baseline: { kind: 'window', window: { kind: 'between', since: '2026-09', until: '2026-10' } },
        },
        warn: { value: { num: 10n, den: 100n }, relative: true },
        window: { kind: 'between', since: '2026-11' },
        minRequests: 20,
      },
    ],
    [
      { name: 'a', metric: 'token_hit_ratio', max_drop: 0.05, window: 'month', baseline: 'last-month' },
      {
        ...USUAL,
        name: 'a',
        metric: 'token_hit_ratio',
        limit: {
          kind: 'max_drop',
          by: { value: { num: 5n, den: 100n }, relative: false },
          baseline: { kind: 'window', window: { kind: 'calendar', unit: 'month', back: 1 } },
        },
        window: { kind: 'calendar', unit: 'month', back: 0 },
        minRequests: 20,
      },
    ],
  ])('%j', async (raw, budget) => {
    expect(await budgetsIn({ budgets: [raw] })).toEqual([budget]);
  });

  it('a baseline file lies beside the configuration', async () => {
    await using folder = await createFixture({
      'promptcache-cost.json': JSON.stringify({
        budgets: [{ name: 'a', metric: 'cost', max_rise: 1, baseline: 'normal/b.json' }],
      }),
      'deep/er/x': '',
    });
    const { budgets } = await loadConfig(hostFor({ cwd: folder.getPath('deep/er') }));
    expect(budgets?.[0]?.limit).toMatchObject({ baseline: { kind: 'file', file: folder.getPath('normal/b.json') } });
  });
});

describe('is refused with its place and what was expected', () => {
  it.each(REFUSED_CONFIGS.map((each) => [each.what, each] as const))(
    '%s',
    async (_, { config, path: place, message }) => {
      await using folder = await createFixture({ 'promptcache-cost.json': JSON.stringify(config) });
      const { code, stdout, stderr } = await runCli(['check'], { cwd: folder.path });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr.replace(folder.path, '').replace('/prompt', 'prompt')).toBe(
        `promptcache-cost: promptcache-cost.json at ${place}: ${message}\n`,
      );
    },
  );

  it('there are enough of them, each with another place or message', () => {
    expect(new Set(REFUSED_CONFIGS.map(({ what }) => what)).size).toBeGreaterThanOrEqual(40);
  });

  it('of several problems the first is told, and how many more there are', async () => {
    const budgets = [
      { name: 'a', metric: 'cost' },
      { name: 'a', metric: 'cost', max: 'x' },
    ];
    await using folder = await createFixture({ 'promptcache-cost.json': JSON.stringify({ budgets }) });
    const { stderr } = await runCli(['check'], { cwd: folder.path });
    expect(stderr).toMatch(/budgets\[0\]: expected exactly one of .* And 2 more problems in this file\.\n$/);
  });

  it('what is not JSON at all', async () => {
    await using folder = await createFixture({ 'promptcache-cost.json': '{"budgets": [' });
    const { code, stderr } = await runCli(['check'], { cwd: folder.path });
    expect({ code, stderr: stderr.slice(-30) }).toEqual({ code: 2, stderr: 'cost.json: is not valid JSON.\n' });
  });
});

describe('which budgets hold', () => {
  const budget = (name: string): string => JSON.stringify({ budgets: [{ name, metric: 'cost', max: 9 }] });

  it("the project's instead of the user's, those named instead of those found, and options instead of all", async () => {
    await using folder = await createFixture({
      'config/promptcache-cost/config.json': budget('user'),
      'project/promptcache-cost.json': budget('project'),
      'project/other.json': budget('named'),
      'elsewhere/x': '',
    });
    const env = { XDG_CONFIG_HOME: folder.getPath('config') };
    const names = async (cwd: string, ...options: string[]): Promise<string[]> => {
      const argv = ['check', STEADY, '--format', 'json', ...options];
      const { stdout } = await runCli(argv, { cwd: folder.getPath(cwd), env });
      return (JSON.parse(stdout) as { budgets: { name: string }[] }).budgets.map(({ name }) => name);
    };
    expect(await names('elsewhere')).toEqual(['user']);
    expect(await names('project')).toEqual(['project']);
    expect(await names('project', '--config', 'other.json')).toEqual(['named']);
    expect(await names('project', '--max-cost', '5')).toEqual(['max-cost']);
  });

  it.each<[string[], RegExp]>([
    [['check', STEADY], /there is nothing to check\. Give a limit, such as --max-cost 50/],
    [['check', STEADY, '--window', 'day'], /window, filter and grouping given as options go with limits/],
    [['check', STEADY, '--config', 'none.json', '--max-cost', '1'], /none\.json: there is no such configuration\./],
    [['check', STEADY, '--max-cost', 'fifty'], /--max-cost fifty is not a limit\. Use USD as a plain decimal/],
    [['check', STEADY, '--min-hit-ratio', '80'], /--min-hit-ratio: a share is between 0 and 1: 80 % is 0\.8/],
    [['check', STEADY, '--max-cost', '5', '--warn', 'cost=6'], /--max-cost: warning has to start below the maximum/],
    [
      ['check', STEADY, '--max-cost', '5', '--warn', 'hit-ratio=0.5'],
      /--warn token_hit_ratio has no limit beside it\. Add --min-hit-ratio\./,
    ],
    [['check', STEADY, '--max-rise', 'costs=5'], /--max-rise costs=5 does not name a metric\. It is METRIC=VALUE/],
    [['check', STEADY, '--max-rise', 'cost=lots'], /--max-rise cost=lots: the change is not a number\./],
    [['check', STEADY, '--max-cost', '5', '--per', 'colour'], /--per: no usage has the label "colour"/],
    [['check', STEADY, '--max-cost', '5', '--window', 'soon'], /It must be one of all, today, yesterday/],
    [
      ['check', STEADY, '--max-cost', '5', '--since', '2026-11-02', '--until', '2026-11-01'],
      /the window of "max-cost" is not a time span/,
    ],
    [
      ['check', STEADY, '--max-refused-share', '0', '--window', 'day'],
      /--max-refused-share: the refused share is that of all logs/,
    ],
    [['check', STEADY, '--max-cost', '5', '--baseline', 'soon'], /It must be "preceding", a month/],
    [
      ['check', '--max-cost', '5', '--label', 'a=b'],
      /--label says how logs are read, and no log is named\. Name one: promptcache-cost check PATH/,
    ],
  ])('%j is one line, and exit 2', async (argv, expected) => {
    await using folder = await createFixture();
    const { code, stdout, stderr } = await runCli(argv, { cwd: folder.path });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(expected);
    expect(stderr).toMatch(/^promptcache-cost: [^\n]+\n$/);
  });
});
