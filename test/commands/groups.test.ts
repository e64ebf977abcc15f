/** Groups of the configuration as people see them, and what is said where there is no such group. */
import { createFixture } from 'fs-fixture';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/render/index.ts';
import { runCli, runJson, type ReportJson } from '../run.ts';
import { fixtureLedger, ROOT } from './fixture-ledger.ts';

const CONFIG = 'docs/groups.json';
const { env, scratch, seen } = fixtureLedger();

const golden = (name: string): string => path.join(ROOT, 'test/golden/groups', `${name}.txt`);

describe('a report', () => {
  it.each(FORMATS.map(({ id }) => id))('by group as %s', async (format) => {
    const args = ['report', '--by', 'group:team', '--format', format, '--config', CONFIG];
    await expect(await seen(args)).toMatchFileSnapshot(golden(`report.${format}`));
  });

  it.each<[string, string[]]>([
    ['report-two-groups', ['--by', 'group:stage,group:team', '--sort', 'group']],
    ['report-explained', ['--by', 'group:team', '--where', 'group:team=legal', '--explain']],
    ['report-unassigned', ['--by', 'month,group:team', '--where', 'group:team=', '--where', 'group:team=finance']],
    ['report-filtered', ['--where', 'group:team=legal', '--where', 'group:stage=production', '--by', 'user']],
  ])('%s', async (name, args) => {
    await expect(await seen(['report', ...args, '--config', CONFIG])).toMatchFileSnapshot(golden(name));
  });
});

it.each<[string, string[]]>([
  ['whatif', ['whatif', '--by', 'group:team', '--scenario', 'ttl-1h']],
  ['diagnose', ['diagnose', '--by', 'group:team', '--where', 'source=claude-code']],
  ['check', ['check']],
  ['check-options', ['check', '--per', 'group:stage', '--max-cost', '5', '--where', 'group:team=web']],
])('%s', async (name, args) => {
  await expect(await seen([...args, '--config', CONFIG])).toMatchFileSnapshot(golden(name));
});

const costs = async (by: string, args: readonly string[]): Promise<[string | null | undefined, string | null][]> => {
  const { rows } = await runJson<ReportJson>(['report', '--by', by, ...args], { cwd: ROOT, env });
  return rows.map(({ group, cost_usd }) => [group[by], cost_usd]);
};

it('another configuration groups what was stored long ago anew', async () => {
  await using folder = await createFixture({
    'a.json': JSON.stringify({ groups: { team: [{ value: 'shop', match: { project: '*/shop' } }] } }),
    'b.json': JSON.stringify({ groups: { team: [{ value: 'all', match: { project: ['', '*'] } }] } }),
  });
  const all = await costs('project', []);
  const shop = all.filter(([project]) => project === '/home/dev/shop').map(([, cost]) => cost);
  const before = await costs('group:team', ['--config', folder.getPath('a.json')]);
  expect(before.map(([team]) => team).sort()).toEqual([null, 'shop'].sort());
  expect(before.filter(([team]) => team === 'shop').map(([, cost]) => cost)).toEqual(shop);
  const { totals } = await runJson<ReportJson>(['report'], { cwd: ROOT, env });
  expect(await costs('group:team', ['--config', folder.getPath('b.json')])).toEqual([['all', totals.cost_usd]]);
});

it('a saved baseline is one of the rules that it was saved by', async () => {
  const file = scratch('baseline.json');
  const config = (...rules: unknown[]): string => JSON.stringify({ groups: { team: rules } });
  const web = { value: 'web', match: { project: '*/shop' } };
  await using folder = await createFixture({
    'a.json': config(web),
    'b.json': config(web, { value: 'web', match: { project: '*/docs-site' } }),
  });
  const change = ['--where', 'group:team=web', '--max-rise', 'cost=50%'];
  const ask = async (name: string, args: readonly string[]): Promise<unknown> => {
    const argv = ['check', ...args, '--format', 'json', '--config', folder.getPath(name)];
    const { code, stdout } = await runCli(argv, { cwd: ROOT, env });
    const [budget] = (JSON.parse(stdout || '{}') as { budgets?: unknown[] }).budgets ?? [];
    return { code, ...(budget as object) };
  };
  await ask('a.json', ['--save-baseline', file, '--where', 'group:team=web']);
  const [saved] = (JSON.parse(readFileSync(file, 'utf8')) as { selections: { rules?: unknown }[] }).selections;
  expect(saved?.rules).toEqual({ team: [{ value: 'web', match: { project: ['*/shop'] } }] });
  expect(await ask('a.json', [...change, '--baseline', file])).toMatchObject({ code: 0, verdict: 'pass' });
  expect(await ask('b.json', [...change, '--baseline', file])).toMatchObject({ code: 2, reason: 'no_baseline' });
});

describe('what is not configured is one line, and exit 2', () => {
  const named = ['--config', CONFIG];
  const none = '--by: there is no group "team". No groups are configured: put "groups" into promptcache-cost.json.';
  const other = 'there is no group "teem". The configuration has: team, stage.';
  const value =
    'the group "team" has no "serach". It has: web, finance, legal. ' +
    'What is unassigned is group:team= (with nothing behind it).';
  it.each<[string[], string]>([
    [['report', '--by', 'group:team'], none],
    [['whatif', '--by', 'group:team'], none],
    [['diagnose', '--by', 'group:team'], none],
    [['report', '--by', 'day,group:teem', ...named], `--by: ${other}`],
    [['report', '--where', 'group:teem=web', ...named], `--where: ${other}`],
    [['report', '--where', 'group:team=serach', ...named], `--where: ${value}`],
    [['whatif', '--where', 'group:team=serach', ...named], `--where: ${value}`],
    [['whatif', 'break-even', '--where', 'group:team=serach', ...named], `--where: ${value}`],
    [['diagnose', '--where', 'group:teem=web', ...named], `--where: ${other}`],
    [['reconcile', '--billed', '1', '--where', 'group:teem=web', ...named], `--where: ${other}`],
    [['check', '--max-cost', '1', '--per', 'group:teem', ...named], `--per: ${other}`],
    [['report', '--by', 'group:', ...named], '--by does not know "group:".'],
  ])('%j', async (argv, message) => {
    const { code, stdout, stderr } = await runCli(argv, { cwd: ROOT, env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr).toContain(`promptcache-cost: ${message}`);
  });

  it.each<[object, string]>([
    [{ per: 'group:teem' }, 'there is no group "teem". The configuration has: team.'],
    [{ where: { 'group:teem': 'web' } }, 'there is no group "teem". The configuration has: team.'],
    [
      { where: { 'group:team': ['web', 'wep'] } },
      'the group "team" has no "wep". It has: web. What is unassigned is group:team= (with nothing behind it).',
    ],
  ])('a budget %j', async (rest, message) => {
    const budgets = [{ name: 'b', metric: 'cost', max: 1, ...rest }];
    const groups = { team: [{ value: 'web', match: { project: '*' } }] };
    await using folder = await createFixture({ 'c.json': JSON.stringify({ groups, budgets }) });
    const { code, stderr } = await runCli(['check', '--config', folder.getPath('c.json')], { cwd: ROOT, env });
    expect({ code, stderr }).toEqual({ code: 2, stderr: `promptcache-cost: the budget "b": ${message}\n` });
  });
});

describe('docs/groups.md', () => {
  const text = readFileSync(path.join(ROOT, 'docs/groups.md'), 'utf8');
  const blocks = [...text.matchAll(/```json\n([^]*?)```/g)].map(([, json = '']) => JSON.parse(json) as object);

  it('shows the groups that its examples use', () => {
    const { groups } = JSON.parse(readFileSync(path.join(ROOT, CONFIG), 'utf8')) as { groups: unknown };
    expect(blocks).toContainEqual({ groups });
  });

  it('has only configurations that the program takes', async () => {
    for (const block of blocks) {
      await using folder = await createFixture({ 'c.json': JSON.stringify(block) });
      const argv = ['report', '--by', 'group:team', '--config', folder.getPath('c.json')];
      expect(await runCli(argv, { cwd: ROOT, env })).toMatchObject({ code: 0, stderr: '' });
    }
  });
});
