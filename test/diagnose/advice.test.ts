/** What findings say of their fixtures and advise, and what that depends on. */
import { expect, it } from 'vitest';
import { formatUsdExact, ZERO_PICO } from '../../src/core/money.ts';
import { findingsOf, type Finding } from '../../src/diagnose/findings.ts';
import type { Sent } from '../simulate/prompt-log.ts';
import { fires as unread } from './fixtures/PC001.ts';
import { fires as needless } from './fixtures/PC003.ts';
import { fires as changed } from './fixtures/PC004.ts';
import { fires as short, firesSent as shortSent } from './fixtures/PC005.ts';
import { fires as unmarked } from './fixtures/PC006.ts';
import { fires as far, firesSent as farSent } from './fixtures/PC007.ts';
import { fires as compacted } from './fixtures/PC010.ts';
import { fires as cold } from './fixtures/PC014.ts';
import { diagnosisOf, type Logged } from './logged.ts';

function found(code: string, given: readonly Logged[], sent?: readonly Sent[]): Finding | undefined {
  return findingsOf(diagnosisOf(given, sent)).find(({ rule }) => rule.code === code);
}

/** As code of one's own sent it. */
const byCode = (given: readonly Logged[]): Logged[] => given.map((each) => ({ ...each, source: 'messages' }));

const textOf = (...of: Parameters<typeof found>): string | undefined => found(...of)?.evidence.text;

it('PC001 tells single requests from markers that move', () => {
  expect(textOf('PC001', unread)).toBe(
    '6 requests wrote 60,000 tokens that no later request read, 74.1% of all that was written; 6 of them were the only request of the conversation.',
  );
  expect(found('PC001', byCode(unread))?.fix).toMatch(/^Leave cache_control out/);
  expect(found('PC001', unread)?.fix).toMatch(/^Nobody can set breakpoints in Claude Code: ask /);
  const turns = Array.from({ length: 12 }, (_, turn): Logged => {
    return turn === 0 ? { cache_write_5m: 100_000 } : { at: turn * 60, read: 97_000, cache_write_5m: 3_000 };
  });
  expect(textOf('PC001', turns)).toBe(
    '11 requests wrote 33,000 tokens that no later request read, 24.8% of all that was written.',
  );
  expect(found('PC001', byCode(turns))?.fix).toMatch(/^Move the breakpoint/);
});

it('PC001 leaves to a miss what the miss is about', () => {
  const again = [0, 1, 2, 3, 4].map((turn): Logged => ({ at: turn * 60, cache_write_5m: 100_000 }));
  expect(found('PC001', again)).toBeUndefined();
});

it('PC003 gives a setting only where five minutes for everything is the best there is', () => {
  expect(textOf('PC003', needless)).toBe(
    '3 requests wrote 300,000 tokens for one hour that five minutes would have served as well: no pause of 5 to 60 minutes followed.',
  );
  expect(found('PC003', needless)?.setting).toBe('FORCE_PROMPT_CACHING_5M=1');
  const paused = [0, 1, 2, 3, 4].flatMap((hour): Logged[] => [
    {
      session: 'paused',
      at: 20_000 + hour * 1200,
      ...(hour === 0 ? { cache_write_1h: 200_000 } : { read: 200_000, input: 10 }),
    },
  ]);
  const both = found('PC003', [...needless, ...paused]);
  expect([both?.saving, both?.setting, both?.fix]).toEqual([null, undefined, expect.stringMatching(/keep the hour/)]);
});

it('PC004 names the levels, and does not claim what was cut on purpose', () => {
  expect(textOf('PC004', changed)).toBe(
    'What a request had cached differed in the next one 2 times in the tools or the system prompt and once in the messages, which paid for 130,000 tokens again.',
  );
  // 40,000 of 50,000 tokens are left, of which 20,000 are read: 20,000 x $4.80 per million are no saving.
  const cut: Logged[] = [
    { session: 'cut', at: 5000, cache_write_5m: 50_000 },
    { session: 'cut', at: 5060, read: 20_000, cache_write_5m: 20_000 },
  ];
  const finding = found('PC004', [...changed, ...cut]);
  expect([finding?.cost, finding?.saving].map((amount) => formatUsdExact(amount ?? ZERO_PICO))).toEqual([
    '0.72',
    '0.624',
  ]);
  expect(finding?.evidence.text).toContain('2 times in the messages (which were cut once)');
});

it('PC005 names the minimum and a model with a lower one', () => {
  expect(textOf('PC005', short, shortSent)).toBe(
    '3 requests paid as input for 9,000 tokens of prefixes that are marked to be cached and too short for it: claude-haiku-4-5-20251001 from 4,096 tokens on.',
  );
  expect(found('PC005', byCode(short), shortSent)?.fix).toBe(
    'Lengthen what requests to claude-haiku-4-5-20251001 share, with examples or instructions that help anyway, to 4,096 tokens, or ask claude-haiku-5-5, which caches so short a prefix.',
  );
});

it('PC006 advises automatic caching where a request goes on from the whole one before', () => {
  expect(textOf('PC006', unmarked)).toBe(
    '4 requests began with 82,000 tokens of earlier requests that had not been cached, and paid for them in full.',
  );
  expect(found('PC006', byCode(unmarked))?.fix).toMatch(/^Switch on automatic caching/);
  const sent = ['A', 'B', 'C', 'D'].map((question, index): Sent => {
    return { session: question, at: index * 60, blocks: `TS${question}`, logsCache: true };
  });
  const given = byCode(sent.map(({ session = '', at = 0 }): Logged => ({ session, at, input: 3000 })));
  const finding = found('PC006', given, sent);
  expect(finding?.fix).toMatch(/^Put a breakpoint on the last block that stays the same/);
  // Three reads of 2,000 tokens at $3.80 less than input, and one write at $1 more; per million.
  expect([finding?.cost, finding?.saving].map((amount) => formatUsdExact(amount ?? ZERO_PICO))).toEqual([
    '0.0228',
    '0.0208',
  ]);
});

it('PC007 says how far', () => {
  expect(textOf('PC007', far, farSent)).toBe(
    '3 requests added 20 blocks or more to what was cached, with no breakpoint in between, and paid for 30,000 tokens again.',
  );
});

it('PC010 says how much each time', () => {
  expect(textOf('PC010', compacted)).toBe(
    'Conversations were cut down 3 times, and wrote 30,000 tokens each time on average.',
  );
});

it('PC014 tells the kinds of starts apart', () => {
  expect(textOf('PC014', cold)).toBe(
    '4 conversations began cold, wrote 200,000 tokens again, and sent 1 request on average from then on.',
  );
  expect(found('PC014', cold)?.setting).toBe('"promptCacheTtl": "1h"');
  expect(found('PC014', byCode(cold))?.setting).toMatch(/^"cache_control"/);
  const subagents = cold.map((each) => ({ ...each, thread: 'agent' }));
  expect(textOf('PC014', subagents)).toMatch(/^4 sub-agents began cold/);
  expect(found('PC014', subagents)?.setting).toBe('"subagentPromptCacheTtl": "1h"');
  const resumed = [0, 1, 2].flatMap((day): Logged[] => [
    { session: `${day}`, at: day * 90_000, cache_write_5m: 100_000 },
    { session: `${day}`, at: day * 90_000 + 7200, cache_write_5m: 101_000 },
  ]);
  expect(textOf('PC014', resumed)).toMatch(/^3 conversations went on after more than an hour, wrote 300,000 tokens/);
  expect(found('PC014', resumed)?.setting).toBeUndefined();
});
