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
      expect(
        stderr
          .replace(folder.path, '')
          .replace('/prompt', 'prompt')
          .replace(/:1:\d+: /, ' '),
      ).toBe(`promptcache-cost: promptcache-cost.json ${place}${place === '' ? '' : ': '}${message}\n`);
    },
  );

  it('there are enough of them, each with another place or message', () => {
    expect(new Set(REFUSED_CONFIGS.map(({ what }) => what)).size).toBeGreaterThanOrEqual(40);
  });

  it('all problems at once, in their order, each with line and column', async () => {
    const config = `{
  "tz": 5,
  "bugdets": [],
  "budgets": [
    { "metric": "cots", "max": 5 },
    { "name": "a", "metric": "cost" },
    { "name": "a", "metric": "cost", "max": "x", "max": "y" }
  ]
}
`;
    await using folder = await createFixture({ 'promptcache-cost.json': config });
    const { code, stderr } = await runCli(['check'], { cwd: folder.path });
    const lines = stderr
      .split('\n')
      .map((line) => line.replace(/^.*\.json/, '').replace(/ expected one of cost.*/, ' …'));
    expect({ code, lines }).toEqual({
      code: 2,
      lines: [
        ':2:9: tz: expected a string.',
        ':3:3: bugdets: unknown key. Did you mean budgets?',
        ':5:17: budgets[0].metric: …',
        ':6:5: budgets[1]: expected exactly one of max, min, max_rise, max_drop.',
        ':7:15: budgets[2].name: duplicate name (also budgets[1]).',
        ':7:50: budgets[2].max: duplicate key.',
        ':7:57: budgets[2].max: expected US dollars as a plain decimal, such as 12.5 or "0.0000001".',
        '',
      ],
    });
  });

  it('twenty of very many', async () => {
    const keys = Array.from({ length: 50 }, (_, index) => [`key-${index}`, index] as const);
    await using folder = await createFixture({ 'promptcache-cost.json': JSON.stringify(Object.fromEntries(keys)) });
    const { stderr } = await runCli(['check'], { cwd: folder.path });
    expect(stderr.match(/unknown key/g)).toHaveLength(20);
    expect(stderr).toMatch(/promptcache-cost\.json: and 30 more problems\.\n$/);
  });

  it.each<[text: string, place: string]>([
    ['{"budgets": [', '1:14: not valid JSON: expected a value, and the text ends here.'],
    ['{\n  "tz": "UTC",\n}\n', '3:1: not valid JSON: expected a name in double quotes.'],
    ['// mine\n{}', '1:1: not valid JSON: JSON has no comments.'],
  ])('what is not JSON at all, with its place: %j', async (text, place) => {
    await using folder = await createFixture({ 'promptcache-cost.json': text });
    const { code, stderr } = await runCli(['check'], { cwd: folder.path });
    expect({ code, stderr: stderr.replace(/^.*\.json:/, '') }).toEqual({ code: 2, stderr: `${place}\n` });
  });
});

describe('a budget without a name', () => {
  it('is called by its metric and limit, with as much more as keeps it apart', async () => {
    const budgets = await budgetsIn({
      budgets: [
        { metric: 'cost', max: 50 },
        { metric: 'cost', max: 50, window: 'month' },
        { metric: 'cost', max: 50, window: 'month', where: { model: 'x' } },
        { metric: 'token_hit_ratio', min: '80%' },
        { metric: 'cost', max_rise: '10%' },
        { name: 'cost max_rise 10%', metric: 'cost', max_rise: '10%' },
      ],
    });
    expect(budgets.map(({ name }) => name)).toEqual([
      'cost max 50',
      'cost max 50, month',
      'cost max 50, month (3)',
      'token_hit_ratio min 80%',
      'cost max_rise 10% (5)',
      'cost max_rise 10%',
    ]);
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
    [
      ['check', STEADY, '--max-cost', '1', '--max-cost', '2'],
      /option '--max-cost <usd>' argument '2' is invalid\. It is given twice: 1 before\./,
    ],
    [['check', STEADY, '--max-cost', '9', '--warn', 'cost=1', '--warn', 'cost=2'], /--warn cost is given twice\./],
    [
      ['check', STEADY, '--max-cost', '1', '--baseline', 'nope.json'],
      /--baseline is for limits on changes, and there is none\. Add one, such as --max-rise cost=10%/,
    ],
    [
      ['check', STEADY, '--max-rise', 'cost=1%', '--baseline', 'nope.json'],
      /nope\.json: no such file or directory\. Make one: /,
    ],
    [['check', '--max-cost', '1', '--db', '.'], /: is a directory, not a ledger\. Name a file, such as .*usage\.db$/m],
    [['reconcile', 'nope.csv'], /nope\.csv: no such file or directory\.$/m],
    [['reconcile', '.'], /\.: is a directory\.$/m],
    [['check', STEADY, '--max-cost', '-5'], /--max-cost: expected 0 or more: the cost is never negative\./],
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
