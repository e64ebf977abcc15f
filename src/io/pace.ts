/** Asking the API no faster than it likes, and again when it was busy. */
import type { AskTokens } from './count-tokens.ts';

/**
 * Requests a minute. The limit of counting is its own, 100 a minute in the lowest tier and 2,000 in the next one (the
 * provider's page on token counting): so 2,000, and 100 once the API has said that it was too much.
 */
const PER_MINUTE = 2_000;
const PER_MINUTE_THROTTLED = 100;
/** How often to ask for the same. */
const TRIES = 5;
/** Where the API does not say how long to wait: this, and then twice as long each time. */
const FIRST_PAUSE_MS = 1_000;
/** Who has to wait longer had better come back. */
const LONGEST_PAUSE_MS = 300_000;

export interface Clock {
  /** ms. */
  now(): number;
  wait(duration: number): Promise<void>;
}

export function paced(ask: AskTokens, clock: Clock): AskTokens {
  let interval = 60_000 / PER_MINUTE;
  let next = 0;

  async function turn(): Promise<void> {
    const now = clock.now();
    const own = Math.max(next, now);
    next = own + interval;
    if (own > now) await clock.wait(own - now);
  }

  return async (request) => {
    for (let tries = 1; ; tries += 1) {
      await turn();
      const answer = await ask(request);
      if (answer.ok || !answer.passing || tries === TRIES) return answer;
      const pause = answer.retryAfter ?? FIRST_PAUSE_MS * 2 ** (tries - 1);
      if (pause > LONGEST_PAUSE_MS) return answer;
      if (answer.throttled) interval = 60_000 / PER_MINUTE_THROTTLED;
      // For everybody: the others would be told the same.
      next = Math.max(next, clock.now() + pause);
    }
  };
}
