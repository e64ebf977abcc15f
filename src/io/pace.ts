/** Asking the API no faster than it likes, and again when it was busy. */

/** Requests a minute. */
export interface Pace {
  readonly perMinute: number;
  /** Once the API has said that it was too much. */
  readonly throttled: number;
}

/**
 * The limit of counting is its own, 100 a minute in the lowest tier and 2,000 in the next one (the provider's page on token
 * counting).
 */
export const COUNTING_PACE: Pace = { perMinute: 2_000, throttled: 100 };
/** Of reports no limit is published; they are meant to be asked for about once a minute. */
export const REPORT_PACE: Pace = { perMinute: 120, throttled: 12 };

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

/** What went wrong, as far as it says whether to ask again. */
export interface Setback {
  /** It may go well another time. */
  readonly passing: boolean;
  /** The API has had too many requests. */
  readonly throttled: boolean;
  /** ms to wait before asking again, where the API says so. */
  readonly retryAfter: number | undefined;
}

type Answer = { readonly ok: true } | ({ readonly ok: false } & Setback);

export function paced<Question, A extends Answer>(
  ask: (question: Question) => Promise<A>,
  clock: Clock,
  { perMinute, throttled }: Pace = COUNTING_PACE,
): (question: Question) => Promise<A> {
  let interval = 60_000 / perMinute;
  let next = 0;

  async function turn(): Promise<void> {
    const now = clock.now();
    const own = Math.max(next, now);
    next = own + interval;
    if (own > now) await clock.wait(own - now);
  }

  return async (question) => {
    for (let tries = 1; ; tries += 1) {
      await turn();
      const answer = await ask(question);
      if (answer.ok || !answer.passing || tries === TRIES) return answer;
      const pause = answer.retryAfter ?? FIRST_PAUSE_MS * 2 ** (tries - 1);
      if (pause > LONGEST_PAUSE_MS) return answer;
      if (answer.throttled) interval = 60_000 / throttled;
      // For everybody: the others would be told the same.
      next = Math.max(next, clock.now() + pause);
    }
  };
}
