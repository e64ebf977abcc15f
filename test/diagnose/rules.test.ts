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
  /** USD. */
  readonly cost: string;
  readonly saving: string | null;
}

const FOLDER = path.join(import.meta.dirname, 'fixtures');

function found(code: string, given: readonly Logged[], sent: readonly Sent[] | undefined): Finding | undefined {
  return findingsOf(diagnosisOf(given, sent)).find(({ rule }) => rule.code === code);
}

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
    expect(finding?.saving === null || finding === undefined ? null : formatUsdExact(finding.saving)).toBe(saving);
    expect(finding?.evidence.requests).toBeGreaterThan(0);
    expect(finding?.fix).toMatch(/\.$/);
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
