/** What findings say of their fixtures, and how they tell apart what looks alike. */
import { expect, it } from 'vitest';
import { findingsOf, type Finding } from '../../src/diagnose/findings.ts';
import type { Sent } from '../simulate/prompt-log.ts';
import { fires as fannedOut } from './fixtures/PC008.ts';
import { fires as switched } from './fixtures/PC009.ts';
import { fires as searched } from './fixtures/PC011.ts';
import { fires as shortened } from './fixtures/PC012.ts';
import { fires as dropped } from './fixtures/PC013.ts';
import { fires as repeated, firesSent } from './fixtures/PC015.ts';
import { diagnosisOf, type Logged } from './logged.ts';

function found(code: string, given: readonly Logged[], sent?: readonly Sent[]): Finding | undefined {
  return findingsOf(diagnosisOf(given, sent)).find(({ rule }) => rule.code === code);
}

const textOf = (...of: Parameters<typeof found>): string | undefined => found(...of)?.evidence.text;

it('PC008 counts the groups, and the largest', () => {
  expect(textOf('PC008', fannedOut)).toBe(
    'One group of 5 requests was sent at once; 4 of them wrote 400,000 tokens that another one of their group was just writing.',
  );
  const later = fannedOut
    .slice(-3)
    .map((each) => ({ ...each, session: `${each.session}2`, at: (each.at ?? 0) + 7200 }));
  expect(textOf('PC008', [...fannedOut, ...later])).toMatch(
    /^2 groups of up to 5 requests were sent at once; 6 of them /,
  );
});

it('PC009 tells from what to what', () => {
  expect(textOf('PC009', switched)).toBe(
    '3 requests went on under another model or speed and paid again for 300,000 tokens, from claude-opus-5-5 to claude-opus-5-5 (fast) (2 times) and from claude-opus-5-5 to claude-opus-5 (once).',
  );
});

it('PC011 finds a server tool in the prompt as well, and is silent where an hour for all would cost more', () => {
  expect(textOf('PC011', searched)).toBe(
    '3 requests used a server tool in conversations that are cached for an hour; 3 of those that followed came after a pause of 5 to 60 minutes and paid again for 150,000 tokens.',
  );
  const unseen = searched.map((each) => ({ ...each, web_search: 0 }));
  const sent = unseen.map((each): Sent => ({ ...each, blocks: each.read === undefined ? 'SA!' : 'SB' }));
  expect(found('PC011', unseen, sent)?.saving).toBe(found('PC011', searched)?.saving);
  const others = Array.from({ length: 8 }, (_, index): Logged => {
    return { session: `${index}`, at: 30_000 + index, cache_write_1h: 60_000, cache_write_5m: 50_000, web_search: 1 };
  });
  expect(found('PC011', [...searched, ...others])).toBeUndefined();
});

it('PC012 names the day and the version, and the setting of the client or of the request', () => {
  expect(textOf('PC012', shortened)).toBe(
    'On 2026-11-13 the writes of main conversations went from an hour to five minutes (100% for an hour before, 0% since), with version 2.1.2; since then 3 requests came back after a pause that an hour would have outlived, and paid again for 300,000 tokens.',
  );
  expect(found('PC012', shortened)?.setting).toBe('"promptCacheTtl": "1h"');
  const bySub = shortened.map((each) => ({ ...each, thread: 'agent' }));
  expect(found('PC012', bySub)?.setting).toBe('"subagentPromptCacheTtl": "1h"');
  const byCode = shortened.map((each) => ({ ...each, source: 'messages' }));
  expect(found('PC012', byCode)?.setting).toBe('"cache_control": {"type": "ephemeral", "ttl": "1h"}');
  const unversioned = shortened.map((each) => ({ ...each, version: '2.1.1' }));
  expect(textOf('PC012', unversioned)).not.toContain('with version');
});

it('PC012 finds the reverse where the hour is not needed, and nothing where it is', () => {
  const DAY = 86_400;
  const day = (at: number, then: number): Logged[] =>
    [0, 1].flatMap((part) => [
      { session: `${at}.${part}`, at: at * DAY + part, [at < 3 ? 'cache_write_5m' : 'cache_write_1h']: 100_000 },
      { session: `${at}.${part}`, at: at * DAY + then + part, read: 100_000 },
    ]);
  const changed = (then: number): Logged[] =>
    [0, 1, 2].flatMap((at) => day(at, 60)).concat([3, 4, 5].flatMap((at) => day(at, then)));
  const quick = found('PC012', changed(60));
  expect([quick?.setting, quick?.saving]).toEqual(['"promptCacheTtl": "5m"', quick?.cost]);
  expect(found('PC012', changed(1200))).toBeUndefined();
});

it('PC013 names what came with it, if anything did, and shows requests', () => {
  expect(textOf('PC013', dropped)).toBe(
    'In the days before 2026-11-13 90.0% of prompt tokens were read from the cache, since then 50.0%; with it came version 2.1.2 (0% of the tokens before, 100% after); at the old ratio 3 requests would have read 600,000 tokens more.',
  );
  expect(found('PC013', dropped)?.evidence.examples).toHaveLength(3);
  const same = dropped.map((each) => ({ ...each, version: '2.1.1' }));
  expect(textOf('PC013', same)).not.toContain('with it came');
  const model = same.map((each, index) => ({ ...each, model: index < 3 ? 'claude-opus-5-5' : 'claude-opus-5' }));
  expect(textOf('PC013', model)).toContain('with it came model claude-opus-5 (0% of the tokens before, 100% after)');
});

it('PC015 counts whose content is known', () => {
  expect(textOf('PC015', repeated, firesSent)).toBe(
    '3 of 4 requests whose content is known had been asked and answered within the hour before; their prompts and answers are 6,300 tokens.',
  );
  expect(found('PC015', repeated, firesSent)?.evidence.examples[0]?.place).toBe('log.ndjson:2');
});
