/**
 * The time to live chosen write by write, in view of the pauses to come: one hour for the last write before a pause of
 * five minutes to an hour, and five minutes for the others; or one time to live for the whole chain, where that is cheaper.
 */
import { ALL_1H, ALL_5M, playRule } from '../caching.ts';
import { LATENCY, TTL_1H, TTL_5M, type Chain } from '../chain.ts';
import { cheapestRule } from '../cheapest.ts';
import type { Rule } from '../replay.ts';
import type { Scenario } from '../scenario.ts';

export const ttlClairvoyant: Scenario = {
  id: 'ttl-clairvoyant',
  title: 'the best time to live for each write',
  usage: 'ttl-clairvoyant',
  standard: true,
  realisable: false,
  todo: 'know of each write when it will be read next',
  plan: (_, world) => ({
    options: {},
    play(chain, assumption, tally) {
      const rule = cheapestRule(chain, [ALL_5M, ALL_1H, beforePauses(chain)], assumption, world);
      playRule(chain, rule, world.habits, assumption, tally);
    },
  }),
};

function beforePauses({ requests }: Chain): Rule {
  const hours = new Set<number>();
  let lastWrite: number | undefined;
  for (const [index, { gap, write5m, write1h }] of requests.entries()) {
    if (gap > TTL_5M + LATENCY && gap <= TTL_1H + LATENCY && lastWrite !== undefined) hours.add(lastWrite);
    // After a pause its request writes again whatever it finds gone.
    if (write5m + write1h > 0 || gap > TTL_5M + LATENCY) lastWrite = index;
  }
  return { hourShare: (_, index) => (hours.has(index) ? 1 : 0) };
}
