/**
 * The time to live chosen write by write, in view of the pauses to come: one hour for the last write before a pause of
 * five minutes to an hour, which keeps the whole prefix, and five minutes for the others; or one time to live for the
 * whole chain, where that is cheaper.
 */
import { cheapestRule } from '../cheapest.ts';
import { LATENCY, TTL_1H, TTL_5M } from '../../requests/life.ts';
import type { Rule } from '../replay.ts';
import type { Chain, Requests } from '../workload.ts';
import { ALL_1H, ALL_5M, playRule } from '../rules.ts';
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
    play(chain, assumption, bills) {
      const rules = [ALL_5M, ALL_1H, beforePauses(world.workload.requests, chain)];
      playRule(chain, cheapestRule(chain, rules, world, assumption), world, assumption, bills);
    },
  }),
};

function beforePauses({ gap, read, cached }: Requests, { start, end }: Chain): Rule {
  const hourShare = new Float64Array(end - start);
  let lastWrite: number | undefined;
  for (let row = start; row < end; row++) {
    const rest = gap[row] ?? 0;
    const isPause = rest > TTL_5M - LATENCY;
    if (isPause && rest <= TTL_1H + LATENCY && lastWrite !== undefined) hourShare[lastWrite] = 1;
    // After a pause its request writes again whatever it finds gone.
    if (isPause || (cached[row] ?? 0) > (read[row] ?? 0)) lastWrite = row - start;
  }
  return { hourShare };
}
