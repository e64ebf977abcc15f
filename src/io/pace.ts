/** Asking the API no faster than it likes, and again when it was busy. */

/** Requests a minute. */
interface Pace {
  readonly perMinute: number;
  /** Once the API has said that it was too much. */
  readonly throttled: number;
}

/**
 * The limit of counting is its own, 100 a minute in the lowest tier and 2,000 in the next one (the provider's page on token
 * counting).
 */
const COUNTING_PACE: Pace = { perMinute: 2_000, throttled: 100 };
/** Of reports no limit is published; they are meant to be asked for about once a minute. */
export const REPORT_PACE: Pace = { perMinute: 120, throttled: 12 };

/** How often to ask for the same. */
const TRIES = 5;
/** Where the API does not say how long to wait: this, and then twice as long each time. */
const FIRST_PAUSE_MS = 1_000;
/** How long to ask for the same, and how long to go on while every answer fails. Who has to wait longer had better come back. */
const RETRY_MS = 180_000;
const RETRY_TEXT = '3 minutes';

export interface Clock {
  /** ms. */
  now(): number;
  wait(duration: number): Promise<void>;
}

/** What went wrong, as far as it says whether to ask again. */
export interface Setback {
  /** For people; not the key, and nothing of what was sent or answered. */
  readonly reason: string;
  /** It may go well another time. */
  readonly passing: boolean;
  /** The API has had too many requests. */
  readonly throttled: boolean;
  /** ms to wait before asking again, where the API says so. */
  readonly retryAfter: number | undefined;
}

/** Of which the API says nothing more. */
export function setback(reason: string, passing = false): Setback {
  return { reason, passing, throttled: false, retryAfter: undefined };
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

  /** When the first of the answers was asked for that have failed since one was of use. */
  let failing: number | undefined;

  return async (question) => {
    let first: number | undefined;
    for (let tries = 1; ; tries += 1) {
      await turn();
      const asked = clock.now();
      first ??= asked;
      const answer = await ask(question);
      if (answer.ok || !answer.passing) {
        failing = undefined;
        return answer;
      }
      failing ??= asked;
      const pause = answer.retryAfter ?? FIRST_PAUSE_MS * 2 ** (tries - 1);
      const spent = clock.now() - Math.min(first, failing);
      const end = endOf(tries, pause, spent);
      if (end !== undefined) return { ...answer, reason: `${answer.reason} (${end})` };
      if (answer.throttled) interval = 60_000 / throttled;
      // For everybody: the others would be told the same.
      next = Math.max(next, clock.now() + pause);
    }
  };
}

/** Why not to ask again, if so. */
function endOf(tries: number, pause: number, spent: number): string | undefined {
  if (pause > RETRY_MS) return `the API asks to wait longer than ${RETRY_TEXT}`;
  if (tries === TRIES) return `tried ${TRIES} times`;
  return spent + pause > RETRY_MS ? `tried for ${RETRY_TEXT}` : undefined;
}
