/** `whatif` as people see it: every format, grouping, one session explained, break-even, and wrong usage in one line. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/render/index.ts';
import { REQUEST_SCENARIOS } from '../../src/simulate/request-scenarios/index.ts';
import { STRATEGIES } from '../../src/simulate/strategies/index.ts';
import { SCENARIOS } from '../../src/simulate/scenarios/index.ts';
import { runCli, runJson } from '../run.ts';
import { fixtureLedger, ROOT } from './fixture-ledger.ts';

const SESSION = '91b5d2f0-6a3c-4d7e-8b21-0c1d2e3f4a5b';

const { env, scratch, exists, seen } = fixtureLedger();

const golden = (name: string): string => path.join(ROOT, 'test/golden/whatif', `${name}.txt`);

describe('the table of scenarios', () => {
  it.each(FORMATS.map(({ id }) => id))('as %s', async (format) => {
    await expect(await seen(['whatif', '--where', 'source=claude-code', '--format', format])).toMatchFileSnapshot(
      golden(`standard.${format}`),
    );
  });

  it.each<[string, string[]]>([
    ['by-project', ['--by', 'project', '--scenario', 'ttl-1h', '--scenario', 'ttl-5m']],
    ['by-model', ['--by', 'model', '--scenario', 'no-cache', '--scenario', 'keep-alive:limit=20m,interval=4m']],
    ['model', ['--scenario', 'model=claude-haiku-5-5', '--scenario', 'model=claude-opus-4-6:prices=2026-03-01']],
    ['prices', ['--scenario', 'prices=2026-10-01', '--scenario', 'batch', '--where', 'model=claude-sonnet-5-5']],
    ['unpriced', ['--scenario', 'ttl-1h']],
    ['nothing', ['--since', '2027-01-01']],
  ])('%s', async (name, args) => {
    await expect(await seen(['whatif', ...args])).toMatchFileSnapshot(golden(name));
  });

  it('from logs by themselves leaves no ledger behind, and says the same', async () => {
    const paths = ['fixtures/claude-code'];
    const alone = await runJson<Record<string, unknown>>(['whatif', ...paths], {
      cwd: ROOT,
      env: { ...env, PROMPTCACHE_COST_DB: scratch('none.db') },
    });
    const stored = await runJson<Record<string, unknown>>(['whatif', '--where', 'source=claude-code'], {
      cwd: ROOT,
      env,
    });
    expect(alone['scenarios']).toEqual(stored['scenarios']);
    expect(await exists('none.db')).toBe(false);
  });
});

describe('from the prompts of requests', () => {
  const requests = ['whatif', 'fixtures/request-log', '--level', 'request', '--quiet'];

  it.each(FORMATS.map(({ id }) => id))('as %s', async (format) => {
    await expect(await seen([...requests, '--format', format])).toMatchFileSnapshot(golden(`request.${format}`));
  });

  it('of strategies by name', async () => {
    const named = ['--strategy', 'rolling:ttl=1h', '--strategy', 'custom:at=system.end@1h+messages[-1]'];
    await expect(await seen([...requests, ...named])).toMatchFileSnapshot(golden('request-named'));
  });

  it.each(['table', 'json', 'csv'])('of stores of answers, as %s', async (format) => {
    const named = ['--scenario', 'response-cache:ttl=24h', '--scenario', 'response-similar:similarity=0.5,ttl=24h'];
    await expect(await seen([...requests, ...named, '--format', format])).toMatchFileSnapshot(
      golden(`responses.${format}`),
    );
  });

  it.each(['table', 'json', 'csv', 'markdown'])('of one request, block by block, as %s', async (format) => {
    await expect(await seen([...requests, '--explain', 'msg_01FxDesk2', '--format', format])).toMatchFileSnapshot(
      golden(`explain-request.${format}`),
    );
  });

  it('finds a request by file and line as well', async () => {
    const byId = await runJson<{ at: string }>(['whatif', 'fixtures/request-log', '--explain', 'msg_01FxDesk2'], {
      cwd: ROOT,
      env,
    });
    const byLine = await runJson<{ at: string }>(['whatif', 'fixtures/request-log', '--explain', 'desk.ndjson:2'], {
      cwd: ROOT,
      env,
    });
    expect({ ...byLine, request: '' }).toEqual({ ...byId, request: '' });
  });

  it('is the level where nothing is named and every prompt is known', async () => {
    const argv = ['whatif', 'fixtures/request-log', '--quiet'];
    const chosen = await runJson(argv, { cwd: ROOT, env });
    expect(chosen).toEqual(await runJson([...argv, '--level', 'request'], { cwd: ROOT, env }));
  });

  it('leaves out models with other rules of caching, and says so', async () => {
    const argv = ['whatif', 'fixtures/codex', '--quiet'];
    await expect(await seen(argv)).toMatchFileSnapshot(golden('other-models'));
    // So wide that each note is one line.
    const terminal = { cwd: ROOT, env, columns: 4_000 };
    const { stdout } = await runCli(['whatif', 'fixtures/codex', 'fixtures/messages', '--quiet'], terminal);
    const { stdout: without } = await runCli(['whatif', 'fixtures/messages', '--quiet'], terminal);
    expect(stdout.split('\n').filter((line) => !line.includes('other providers'))).toEqual(without.split('\n'));
  });

  it('is a table of its own where only some are', async () => {
    await expect(await seen(['whatif', 'fixtures/request-log', 'fixtures/messages', '--quiet'])).toMatchFileSnapshot(
      golden('some-prompts'),
    );
  });

  it.each([...STRATEGIES, ...REQUEST_SCENARIOS].map(({ usage }) => usage))('the help names %s', async (usage) => {
    const { stdout } = await runCli(['whatif', '--help'], { cwd: ROOT, env, columns: 4_000 });
    expect(stdout).toContain(usage);
  });
});

describe('one session explained', () => {
  it.each(['table', 'json', 'csv'])('as %s', async (format) => {
    await expect(
      await seen(['whatif', '--explain', SESSION, '--scenario', 'ttl-1h', '--format', format]),
    ).toMatchFileSnapshot(golden(`explain.${format}`));
  });

  it('adds up to what the scenario costs there', async () => {
    interface Explained {
      requests: { logged: { cost_usd: string }; scenarios: Record<string, { cost_usd: string }> }[];
    }
    interface Answer {
      actual: { cost_usd: string };
      scenarios: { cost_usd: string }[];
    }
    const args = ['--scenario', 'keep-alive'];
    const { requests } = await runJson<Explained>(['whatif', '--explain', SESSION, ...args], { cwd: ROOT, env });
    const answer = await runJson<Answer>(['whatif', '--where', `session=${SESSION}`, ...args], { cwd: ROOT, env });
    const sum = (costs: string[]): number => Math.round(costs.reduce((total, cost) => total + Number(cost), 0) * 1e9);
    expect(requests.length).toBeGreaterThan(10);
    expect(sum(requests.map(({ logged }) => logged.cost_usd))).toBe(sum([answer.actual.cost_usd]));
    expect(sum(requests.map(({ scenarios }) => scenarios['keep-alive']?.cost_usd ?? ''))).toBe(
      sum(answer.scenarios.map(({ cost_usd }) => cost_usd)),
    );
  });
});

describe('break-even', () => {
  it.each(['table', 'json', 'csv', 'markdown'])('of one model, as %s', async (format) => {
    await expect(
      await seen(['whatif', 'break-even', '--model', 'claude-opus-5-5', '--format', format]),
    ).toMatchFileSnapshot(golden(`break-even.${format}`));
  });

  it('of every model of the ledger', async () => {
    await expect(await seen(['whatif', 'break-even'])).toMatchFileSnapshot(golden('break-even-all'));
  });

  it('obeys what is given after its name, and before it where nothing is', async () => {
    const answer = async (argv: string[]): Promise<string> => {
      const { code, stdout } = await runCli(argv, { cwd: ROOT, env: { ...env, NO_COLOR: '', FORCE_COLOR: '1' } });
      expect(code).toBe(0);
      return stdout;
    };
    const where = ['--where', 'project=/home/dev/shop'];
    const all = await answer(['whatif', 'break-even']);
    const some = await answer(['whatif', 'break-even', ...where]);
    expect(some).not.toBe(all);
    expect(await answer(['whatif', ...where, 'break-even'])).toBe(some);
    expect(await answer(['whatif', '--where', 'project=none', 'break-even', ...where])).toBe(some);
    expect(all).toContain('\u001b[');
    expect(await answer(['whatif', 'break-even', '--no-color'])).not.toContain('\u001b[');
    expect(JSON.parse(await answer(['whatif', '--format', 'json', 'break-even']))).toHaveProperty('schema_version');
    expect(await answer(['whatif', '--format', 'json', 'break-even', '--format', 'table'])).toBe(all);
  });

  it('needs no ledger for the prices', async () => {
    const { code, stdout } = await runCli(['whatif', 'break-even', '--model', 'claude-fable-5-2'], {
      cwd: ROOT,
      env: { NO_COLOR: '1', PROMPTCACHE_COST_DB: scratch('none.db') },
    });
    expect(code).toBe(0);
    // (10 - 8) / (8 - 0.2) = 0.26, and (16 - 8) / (8 - 0.2) = 1.03: two whole reads.
    expect(stdout).toContain('1 read (0.26)');
    expect(stdout).toContain('2 reads (1.03)');
  });
});

it.each(SCENARIOS.map(({ id, usage }) => [id, usage] as const))(
  'the help names %s with its options',
  async (_, usage) => {
    const { stdout } = await runCli(['whatif', '--help'], { cwd: ROOT, env, columns: 2_000 });
    expect(stdout).toContain(usage);
  },
);

it.each<[string[]]>([
  [['--scenario', 'ttl-2h']],
  [['--scenario', 'ttl-1h=yes']],
  [['--scenario', 'ttl-1h:limit=3m']],
  [['--scenario', 'model']],
  [['--scenario', 'model=claude-opus-5-7']],
  [['--scenario', 'model=claude-opus-5-5:prices=soon']],
  [['--scenario', 'model=claude-opus-5-5:colour=red']],
  [['--scenario', 'prices=yesterday']],
  [['--scenario', 'keep-alive:limit=long']],
  [['--scenario', 'keep-alive:interval=6m']],
  [['--scenario', 'keep-alive:patience=6m']],
  [['--scenario', 'keep-alive:limit']],
  [['--by', 'colour']],
  [['--by', 'day']],
  [['--explain', 'nobody']],
  [['--strategy', 'rolling']],
  [['--level', 'request']],
  [['--level', 'request', '--by', 'model']],
  [['--level', 'usage', '--strategy', 'rolling']],
  [['--scenario', 'ttl-1h', '--scenario', 'response-cache']],
  [['--scenario', 'response-cache:ttl=soon']],
  [['--level', 'request', '--explain', 'nobody']],
  [['--level', 'request', '--strategy', 'everywhere']],
  [['--level', 'request', '--strategy', 'rolling:ttl=2h']],
  [['--level', 'request', '--strategy', 'every-n:n=0']],
  [['--level', 'request', '--strategy', 'custom:at=somewhere']],
  [['--level', 'request', '--strategy', 'custom:at=tools.end+system.end@1h']],
  [['--source', 'messages']],
  [['break-even', '--model', 'claude-opus-5-7']],
])('whatif %j is one line, and exit 2', async (args) => {
  const { code, stdout, stderr } = await runCli(['whatif', ...args], { cwd: ROOT, env });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^promptcache-cost: [^\n]+\n$/);
  await expect(stderr).toMatchFileSnapshot(golden(`usage/${args.join('_').replaceAll(/[^\w.-]+/g, '-')}`));
});
