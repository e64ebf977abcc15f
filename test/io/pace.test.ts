/** Asking no faster than allowed, and again when it was too fast, on a clock that nobody has to wait for. */
import { expect, it } from 'vitest';
import type { AskTokens, TokenAnswer, TokenFailure } from '../../src/io/count-tokens.ts';
import { paced } from '../../src/io/pace.ts';

const FAILURE: TokenFailure = {
  ...{ reason: 'busy', concerns: 'request', passing: true, denied: false, throttled: false, retryAfter: undefined },
};
const failed = (rest: Partial<TokenFailure> = {}): TokenAnswer => ({ ok: false, ...FAILURE, ...rest });
const counted: TokenAnswer = { ok: true, tokens: 7 };

/** When each request was sent, in ms, where the API answers so; or, of the answers that take long, with failures only. */
function sent(answers: readonly TokenAnswer[], takes = 0): { ask: AskTokens; at: number[] } {
  let now = 1_000_000;
  const at: number[] = [];
  const ask: AskTokens = () => {
    at.push(now - 1_000_000);
    now += takes;
    return Promise.resolve(answers[at.length - 1] ?? (takes === 0 ? counted : failed()));
  };
  const clock = {
    now: () => now,
    wait: (duration: number) => {
      now += duration;
      return Promise.resolve();
    },
  };
  return { ask: paced(ask, clock), at };
}

it('sends 2,000 a minute at most', async () => {
  const { ask, at } = sent([]);
  for (let index = 0; index <= 2000; index += 1) expect(await ask({})).toEqual(counted);
  expect(at[2000]).toBe(60_000);
});

it('waits as long as the API says, and then sends 100 a minute', async () => {
  const { ask, at } = sent([counted, failed({ throttled: true, retryAfter: 12_000 })]);
  for (let index = 0; index < 3; index += 1) expect(await ask({})).toEqual(counted);
  expect(at).toEqual([0, 30, 12_030, 12_630]);
});

it('waits twice as long each time where the API does not say, up to five tries', async () => {
  const { ask, at } = sent(Array.from({ length: 5 }, () => failed()));
  expect(await ask({})).toEqual(failed({ reason: 'busy (tried 5 times)' }));
  expect(at).toEqual([0, 1000, 3000, 7000, 15_000]);
  expect(await ask({})).toEqual(counted);
});

it('asks once for what will not pass, or not soon', async () => {
  const later = [180_001, Number.MAX_VALUE, Infinity].map((retryAfter) => failed({ retryAfter }));
  const { ask, at } = sent([failed({ passing: false }), ...later]);
  expect(await ask({})).toEqual(failed({ passing: false }));
  for (const each of later) {
    const reason = 'busy (the API asks to wait longer than 3 minutes)';
    expect(await ask({})).toEqual({ ...each, reason });
  }
  expect(at).toEqual([0, 30, 60, 90]);
});

it('asks for the same for three minutes at most, where each answer takes long to fail', async () => {
  const { ask, at } = sent([], 120_000);
  expect(await ask({})).toEqual(failed({ reason: 'busy (tried for 3 minutes)' }));
  expect(at).toEqual([0, 121_000]);
});

it('asks once for anything after three minutes without an answer of use, and again once there was one', async () => {
  const { ask, at } = sent([failed(), failed(), failed(), failed({ passing: false }), failed()], 100_000);
  for (const tried of [2, 3]) {
    expect(await ask({})).toEqual(failed({ reason: 'busy (tried for 3 minutes)' }));
    expect(at).toHaveLength(tried);
  }
  expect(await ask({})).toEqual(failed({ passing: false }));
  expect(await ask({})).toEqual(failed({ reason: 'busy (tried for 3 minutes)' }));
  expect(at).toHaveLength(6);
});
