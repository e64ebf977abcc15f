/** Every finding has a fixture that fires, with its amounts worked out by hand, and a near miss that does not. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatUsdExact } from '../../src/core/money.ts';
import { findingsOf, type Finding } from '../../src/diagnose/findings.ts';
import { RULES } from '../../src/diagnose/rules/index.ts';
import type { Sent } from '../simulate/prompt-log.ts';
import { diagnosisOf, type Logged } from './logged.ts';

interface Fixture {
  readonly fires: readonly Logged[];
  readonly nearMiss: readonly Logged[];
  /** What was sent, of findings that need the prompts. */
  readonly firesSent?: readonly Sent[];
  readonly nearMissSent?: readonly Sent[];
  /** USD; of logs of the API. */
  readonly cost: string;
  readonly saving: string | null;
  /** Where the users of Claude Code can do less. */
  readonly savingInClaudeCode?: string | null;
}

const FOLDER = path.join(import.meta.dirname, 'fixtures');

function found(
  code: string,
  given: readonly Logged[],
  sent: readonly Sent[] | undefined,
  source = 'messages',
): Finding | undefined {
  const logged = given.map((each) => ({ source, ...each }));
  return findingsOf(diagnosisOf(logged, sent)).find(({ rule }) => rule.code === code);
}

const usd = (amount: Finding['saving'] | undefined): string | null => {
  return amount === null || amount === undefined ? null : formatUsdExact(amount);
};

/** What only who writes the requests can follow. */
const OF_REQUESTS =
  /cache_control|max_tokens|\bttl out\b|(?<!^Nobody can set )breakpoint|system prompt|tools and system|hash/;

it('has a fixture for each finding, and no other', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(RULES.map(({ code }) => `${code}.ts`).sort());
});

it('has codes that are stable, in order and told once', () => {
  const codes = RULES.map(({ code }) => code);
  expect(codes).toEqual([...new Set(codes)].sort());
  for (const { title, why } of RULES) expect([title.endsWith('.'), why.endsWith('.')]).toEqual([false, true]);
});

describe.each(RULES.map(({ code, title }) => [code, title] as const))('%s %s', (code) => {
  it('fires, and costs and saves what it comes to by hand', async () => {
    const { fires, firesSent, cost, saving } = (await import(`./fixtures/${code}.ts`)) as Fixture;
    const finding = found(code, fires, firesSent);
    expect(finding?.cost && formatUsdExact(finding.cost)).toBe(cost);
    expect(usd(finding?.saving)).toBe(saving);
    expect(finding?.evidence.requests).toBeGreaterThan(0);
    expect(finding?.fix).toMatch(/\.$/);
    expect(finding?.achievable).toBe(true);
  });

  it('advises in Claude Code what its users can do', async () => {
    const { fires, firesSent, cost, saving, savingInClaudeCode } = (await import(`./fixtures/${code}.ts`)) as Fixture;
    const finding = found(code, fires, firesSent, 'claude-code');
    expect([usd(finding?.cost), usd(finding?.saving)]).toEqual([
      cost,
      savingInClaudeCode === undefined ? saving : savingInClaudeCode,
    ]);
    expect(finding?.achievable).toBe(true);
    expect(finding?.fix).not.toMatch(OF_REQUESTS);
    expect(finding?.setting ?? '').not.toMatch(OF_REQUESTS);
  });

  it('claims nothing of what other agents can set', async () => {
    const { fires, firesSent } = (await import(`./fixtures/${code}.ts`)) as Fixture;
    const finding = found(code, fires, firesSent, 'opencode');
    expect(finding?.achievable === false).toBe(false);
    expect(/OpenCode has a setting for that, this log does not say\.$/.test(finding?.fix ?? '')).toBe(
      finding?.achievable === null,
    );
    if (code !== 'PC016') expect(`${finding?.fix} ${finding?.setting}`).not.toMatch(/Claude Code|PROMPT_CACH|CacheTtl/);
  });

  it('does not where there is nothing to act on', async () => {
    const { nearMiss, nearMissSent } = (await import(`./fixtures/${code}.ts`)) as Fixture;
    expect(found(code, nearMiss, nearMissSent)).toBeUndefined();
  });
});

it('finds by tokens where nothing has a price', async () => {
  const { fires, firesSent } = (await import('./fixtures/PC016.ts')) as Fixture;
  const unpriced = (each: Logged): Logged => ({ ...each, model: 'glm-4.6' });
  const finding = found(
    'PC016',
    fires.map(unpriced),
    firesSent!.map((each) => ({ ...each, model: 'glm-4.6' })),
  );
  // 36,000 of 10,000 + 12,000 + 14,000 + 16,000 tokens.
  expect(finding).toMatchObject({ cost: null, saving: null, share: 0.692307, level: 'high' });
});
