/** What part of the leak the findings can save, worked out by hand. */
import { expect, it } from 'vitest';
import { formatUsdExact, type Pico } from '../../src/core/money.ts';
import { clientOf } from '../../src/core/controls.ts';
import { findingsOf, type Finding } from '../../src/diagnose/findings.ts';
import { reachOf } from '../../src/diagnose/reach.ts';
import { fires as paused } from './fixtures/PC002.ts';
import { fires as needless } from './fixtures/PC003.ts';
import { diagnosisOf, type Logged } from './logged.ts';

const { money } = diagnosisOf(paused);

/** Three conversations wrote 100,000 tokens twice: $1.44 leaked (see PC002). */
const finding = (cost: number, saving: number | null, more: Partial<Finding> = {}): Finding => ({
  ...findingsOf(diagnosisOf(paused))[0]!,
  cost: BigInt(cost * 1e12) as Pico,
  saving: saving === null ? null : (BigInt(saving * 1e12) as Pico),
  whole: undefined,
  ...more,
});

/** Of a rule of its own, without a setting. */
const own = (code: string): Partial<Finding> => ({ rule: { ...finding(0, 0).rule, code }, setting: undefined });

const set = (cost: number, saving: number, whole: number): Finding =>
  finding(cost, saving, { setting: 'A=1', whole: BigInt(whole * 1e12) as Pico });

it.each<[string, Finding[], string, string, string]>([
  ['no finding', [], '0.00', '0.00', '1.44'],
  ['a fix that saves all', [finding(1.44, 1.44)], '1.44', '0.00', '0.00'],
  ['a fix that saves a part', [finding(1.44, 0.5)], '0.50', '0.00', '0.94'],
  [
    'two that add up to more than leaked',
    [finding(1.44, 1, own('PC002')), finding(1.44, 1, own('PC004'))],
    '1.44',
    '0.00',
    '0.00',
  ],
  ['two of one setting', [set(0.9, 0.5, 0.6), set(0.5, 0.5, 0.6)], '0.60', '0.00', '0.84'],
  ['two of one setting that saves more', [set(0.5, 0.5, 2), set(0.4, 0.4, 2)], '0.90', '0.00', '0.54'],
  ['one that nobody knows the saving of', [finding(0.4, null)], '0.00', '0.40', '1.04'],
  ['both', [finding(0.5, 0.25, own('PC004')), finding(0.4, null)], '0.25', '0.40', '0.79'],
  ['what depends on the client', [finding(0.4, 0.4, { achievable: null })], '0.00', '0.40', '1.04'],
])('%s', (_, findings, saved, open, rest) => {
  const reach = reachOf(money, findings)!;
  expect([reach.saved, reach.open, reach.rest].map(formatUsdExact)).toEqual([saved, open, rest]);
});

it('leaves out what costs beside the leak', () => {
  const { rule } = finding(1, 1);
  const reach = reachOf(money, [finding(1, 1, { rule: { ...rule, beside: true } })])!;
  expect([formatUsdExact(reach.saved), reach.clients]).toEqual(['0.00', []]);
});

it('says nothing where nothing has a price', () => {
  expect(reachOf({ ...money, spent: { ...money.spent, cost: null } }, [])).toBeUndefined();
});

it('names whose requests they are', () => {
  expect(reachOf(money, findingsOf(diagnosisOf(paused)))?.clients).toEqual([clientOf('claude-code')]);
});

const later = paused.map((each): Logged => ({ ...each, session: `${each.session}2`, at: (each.at ?? 0) + 100_000 }));
const latest = later.map((each): Logged => ({ ...each, session: `${each.session}3`, at: (each.at ?? 0) + 100_000 }));
const bySubagents = needless.map((each): Logged => ({ ...each, thread: 'agent' }));

/** Five minutes save $0.90 of the hours; an hour saves $0.54 of each of the pauses (see PC002 and PC003). */
it.each<[string, Logged[], string]>([
  ['more needless hours', [...needless, ...later], 'FORCE_PROMPT_CACHING_5M=1'],
  ['more pauses', [...needless, ...later, ...latest], 'ENABLE_PROMPT_CACHING_1H=1'],
  [
    'hours in sub-agents and pauses of people',
    [...bySubagents, ...later],
    '"promptCacheTtl": "1h", "subagentPromptCacheTtl": "5m"',
  ],
])('of two findings about the time to live none advises against the other: %s', (_, given, setting) => {
  const findings = findingsOf(diagnosisOf(given)).filter(({ rule }) => ['PC002', 'PC003'].includes(rule.code));
  expect(findings).toHaveLength(2);
  expect([...new Set(findings.flatMap((each) => each.setting ?? []))]).toEqual([setting]);
});
