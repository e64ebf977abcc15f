/** A pull from a server that fills every page of every day ends, in bytes and in time. */
import { expect, it } from 'vitest';
import { wholePull, type PullLimits } from '../../src/io/whole-pull.ts';
import type { AskPage, PageRequest } from '../../src/io/usage-reports.ts';
import type { Instant } from '../../src/core/time.ts';
import { NOW } from '../run.ts';

const REQUEST: PageRequest = {
  ...{ report: 'usage', since: NOW, until: (NOW + 1) as Instant, width: '1d', groupBy: [], page: undefined },
};
const LIMITS: PullLimits = { time: 3_600_000, bytes: 3 << 20 };
const PAGE = { body: {}, data: [], next: undefined, refreshedAt: undefined };

/** Questions until one has no answer, and why; each page takes and is as much as is said. */
async function askedUntil(duration: number, bytes: number): Promise<readonly [questions: number, reason: string]> {
  let [now, questions] = [0, 0];
  const ask: AskPage = () => {
    questions += 1;
    now += duration;
    return Promise.resolve({ ok: true, page: { ...PAGE, bytes } });
  };
  const all = wholePull(ask, { now: () => now }, LIMITS);
  for (;;) {
    const answer = await all(REQUEST);
    if (!answer.ok) return [questions, `${answer.reason}, ${answer.passing ? 'for now' : 'for good'}`];
  }
}

it.each([
  [0, 1 << 20, 4, 'all pages of the pull are longer than 3 MiB, for now'],
  [600_000, 0, 7, 'the pull has taken longer than 60 minutes, for now'],
])('of pages of %i ms and %i bytes', async (duration, bytes, questions, reason) => {
  expect(await askedUntil(duration, bytes)).toEqual([questions, reason]);
});

it('passes on what fails, whatever it is', async () => {
  const answer = { ok: false, passing: false, throttled: false, retryAfter: undefined, reason: 'x' } as const;
  expect(await wholePull(() => Promise.resolve(answer), { now: () => 0 })(REQUEST)).toBe(answer);
});
