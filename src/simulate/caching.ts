/** What scenarios of caching have in common: a rule of times to live for each chain, played as it is. */
import { cachedBy, type Chain, type Request } from './chain.ts';
import { replay, type Assumption, type Habits, type Played, type Rule } from './replay.ts';
import type { Billed, Tally } from './tally.ts';

/** The same breakpoints, so that what is not cached stays input. */
export function billedOf(request: Request, { read, write5m, write1h }: Played): Billed {
  return { input: request.prompt - cachedBy(request), write5m, write1h, read, output: request.output };
}

export function playRule(chain: Chain, rule: Rule, habits: Habits, assumption: Assumption, tally: Tally): void {
  replay(chain, rule, habits, assumption, (request, played) => {
    tally.add(request, billedOf(request, played));
  });
}

export const ALL_5M: Rule = { hourShare: () => 0 };
export const ALL_1H: Rule = { hourShare: () => 1 };

/** As each request wrote, and where it wrote nothing as the one before it did. */
export function loggedRule(): Rule {
  let share = 0;
  return {
    asLogged: true,
    hourShare({ write1h, write5m }, index) {
      const written = write1h + write5m;
      if (written > 0) share = write1h / written;
      else if (index === 0) share = 0;
      return share;
    },
  };
}
