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

describe('a request whose read ended before an entry that should have been there', () => {
  /** Two calls: 9,000 tokens of system and some words cached, all the same a minute later. */
  function told(read: number): Promise<string> {
    const text = (said: string, ttl?: string) => ({ type: 'text', text: said, ...(ttl && { cache_control: CONTROL }) });
    const call = (minute: number, cached: number, reads: number, more: readonly unknown[]): string =>
      JSON.stringify({
        ...{ timestamp: `2026-11-10T08:0${minute}:00Z`, session: 'short' },
        request: {
          model: 'claude-sonnet-5-5',
          system: [text('s'.repeat(40_000), '5m')],
          messages: [{ role: 'user', content: [text('q'.repeat(1600), '5m')] }, ...more],
        },
        response: {
          ...{
            id: `msg_01Short${minute}`,
            type: 'message',
            role: 'assistant',
            model: 'claude-sonnet-5-5',
            content: [],
          },
          usage: {
            ...{ input_tokens: 3, output_tokens: 5, cache_read_input_tokens: reads },
            cache_creation_input_tokens: cached - reads,
            cache_creation: { ephemeral_5m_input_tokens: cached - reads, ephemeral_1h_input_tokens: 0 },
          },
        },
      });
    const more = [
      { role: 'assistant', content: 'a' },
      { role: 'user', content: [text('and?', '5m')] },
    ];
    const stdin = `${call(0, 9400, 0, [])}\n${call(1, 9420, read, more)}\n`;
    return runCli(['diagnose', '-', 'msg_01Short1', '--quiet'], { cwd: ROOT, env, stdin }).then(({ stdout }) => stdout);
  }
  const CONTROL = { type: 'ephemeral' };

  it('is no miss where that was little, and nobody says that tokens were lost', async () => {
    const stdout = await told(9000);
    expect(stdout).toContain('No miss: it read all but a twentieth at most');
    expect(stdout).not.toContain('could not be read');
  });

  it('is one where it was much', async () => {
    const stdout = await told(0);
    expect(stdout).toContain('the provider had dropped it');
    expect(stdout).toContain('9,400 tokens that had been cached could not be read.');
    expect(stdout).not.toContain('No miss');
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
