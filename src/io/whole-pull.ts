/**
 * All pages of a pull together: each of them is bounded (bounded-fetch.ts) and so is how many a report has, but a server that
 * fills every page of every day would still keep a machine busy for weeks.
 */
import { setback, type Clock } from './pace.ts';
import type { AskPage, PageAnswer } from './usage-reports.ts';

export interface PullLimits {
  /** ms from the first question; none is asked later. */
  readonly time: number;
  /** Of all pages, unpacked. */
  readonly bytes: number;
}

/**
 * A million rows, and as long as asking for them takes at the pace of a busy API. Whoever has more goes on with another run:
 * rows of cost are in memory until the pull ends.
 */
export const PULL_LIMITS: PullLimits = { time: 6 * 3_600_000, bytes: 512 << 20 };

export function wholePull(ask: AskPage, clock: Pick<Clock, 'now'>, limits: PullLimits = PULL_LIMITS): AskPage {
  let began: number | undefined;
  let bytes = 0;
  return async (request) => {
    began ??= clock.now();
    if (clock.now() - began > limits.time)
      return ended(`the pull has taken longer than ${limits.time / 60_000} minutes`);
    const answer = await ask(request);
    if (answer.ok) bytes += answer.page.bytes;
    return bytes > limits.bytes ? ended(`all pages of the pull are longer than ${limits.bytes / 2 ** 20} MiB`) : answer;
  };
}

function ended(reason: string): PageAnswer {
  return { ok: false, ...setback(reason, true) };
}
