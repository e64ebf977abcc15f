/** `diagnose` as people see it: every format, grouping, one request's story, the gate, and wrong usage in one line. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/diagnose/rules/index.ts';
import { FORMATS } from '../../src/render/index.ts';
import { runCli, runJson } from '../run.ts';
import { fixtureLedger, ROOT } from './fixture-ledger.ts';

const { env, scratch, exists, seen } = fixtureLedger();

const golden = (name: string): string => path.join(ROOT, 'test/golden/diagnose', `${name}.txt`);

describe('the findings', () => {
  it.each(FORMATS.map(({ id }) => id))('as %s', async (format) => {
    await expect(await seen(['diagnose', '--format', format])).toMatchFileSnapshot(golden(`findings.${format}`));
  });

  it.each<[string, string[]]>([
    ['by-project', ['--by', 'project']],
    ['one-source', ['--where', 'source=claude-code']],
    ['nothing', ['--since', '2027-01-01']],
  ])('%s', async (name, args) => {
    await expect(await seen(['diagnose', ...args])).toMatchFileSnapshot(golden(name));
  });

  it('leave out models with other rules of caching, and say so', async () => {
    const other = await runJson<Record<string, unknown>>(['diagnose', 'fixtures/codex', '--quiet'], { cwd: ROOT, env });
    expect(other).toMatchObject({ requests: 0, waste: [], findings: [] });
    expect(other['other_models_requests']).toBeGreaterThan(0);
    const { stdout } = await runCli(['diagnose', 'fixtures/codex', '--quiet'], { cwd: ROOT, env });
    expect(stdout).toContain("of other providers' models left out");
  });

  it('from logs by themselves leave no ledger behind', async () => {
    const none = scratch('none.db');
    const { code } = await runCli(['diagnose', 'fixtures/claude-code', '--quiet'], {
      cwd: ROOT,
      env: { ...env, PROMPTCACHE_COST_DB: none },
    });
    expect(code).toBe(0);
    expect(await exists('none.db')).toBe(false);
  });

  it('add up: what was useful, each waste and what cannot be judged are what was spent, in all and in each group', async () => {
    interface Money {
      spend_usd: string;
      useful_usd: string;
      unjudged: { cost_usd: string };
      waste: { cost_usd: string }[];
    }
    const answer = await runJson<Money & { groups: Money[] }>(['diagnose', '--by', 'model'], { cwd: ROOT, env });
    const pico = (usd: string): bigint => {
      const [whole = '0', part = ''] = usd.split('.');
      return BigInt(whole + part.padEnd(12, '0'));
    };
    for (const { spend_usd, useful_usd, unjudged, waste } of [
      answer,
      ...answer.groups.filter((group) => group.spend_usd !== null),
    ])
      expect([unjudged, ...waste].reduce((sum, { cost_usd }) => sum + pico(cost_usd), pico(useful_usd))).toBe(
        pico(spend_usd),
      );
  });
});

describe('one request', () => {
  it.each<[string, string[]]>([
    ['expired', ['91b5d2f0-6a3c-4d7e-8b21-0c1d2e3f4a5b.jsonl:24']],
    ['with-its-prompt', ['fixtures/request-log', 'msg_01FxDesk2', '--quiet']],
    ['as-json', ['fixtures/request-log', 'msg_01FxDesk2', '--quiet', '--format', 'json']],
  ])('%s', async (name, args) => {
    await expect(await seen(['diagnose', ...args])).toMatchFileSnapshot(golden(`request-${name}`));
  });
});

describe('as a gate', () => {
  it.each<[failOn: string, code: number]>([
    ['low', 1],
    ['medium', 1],
    ['PC002', 1],
    ['PC007', 0],
    ['PC007,low', 1],
  ])('--fail-on %s exits %d', async (failOn, code) => {
    expect(await runCli(['diagnose', '--fail-on', failOn], { cwd: ROOT, env })).toMatchObject({ code });
  });

  it('exits 0 without it, whatever there is', async () => {
    expect(await runCli(['diagnose'], { cwd: ROOT, env })).toMatchObject({ code: 0 });
  });
});

it.each([
  [['--fail-on', 'PC999']],
  [['--fail-on', 'severe']],
  [['--by', 'colour']],
  [['nobody']],
  [['nobody', 'somebody']],
  [['nowhere.jsonl:1']],
  [['--source', 'messages']],
])('diagnose %j is one line, and exit 2', async (args) => {
  const { code, stdout, stderr } = await runCli(['diagnose', ...args], { cwd: ROOT, env });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^promptcache-cost: [^\n]+\n$/);
  await expect(stderr).toMatchFileSnapshot(golden(`usage/${args.join('_').replaceAll(/[^\w.-]+/g, '-')}`));
});

it('the help names every code', async () => {
  const { stdout } = await runCli(['diagnose', '--help'], { cwd: ROOT, env, columns: 2000 });
  for (const { code } of RULES) expect(stdout).toContain(code);
});
