/** The cheapest of several rules for one chain, as who knows how it goes on would choose. */
import { replay, type Assumption, type Rule } from './replay.ts';
import type { Chain } from './workload.ts';
import type { World } from './scenario.ts';

export function cheapestRule(chain: Chain, rules: readonly Rule[], world: World, assumption: Assumption): Rule {
  let best: { readonly rule: Rule; readonly cost: number } | undefined;
  for (const rule of rules) {
    const cost = costOf(chain, rule, world, assumption);
    if (best === undefined || cost < best.cost) best = { rule, cost };
  }
  if (best === undefined) throw new Error('there is a rule to choose');
  return best.rule;
}

/** Of what is cached; the rest costs the same under every rule. */
function costOf(chain: Chain, rule: Rule, { workload, habits, room, weights }: World, assumption: Assumption): number {
  const { requests } = workload;
  replay(requests, chain, rule, habits, assumption, room);
  let cost = 0;
  for (let row = chain.start; row < chain.end; row++) {
    const index = row - chain.start;
    const weight = weights.of(requests.kind[row] ?? 0, requests.prompt[row] ?? 0);
    cost +=
      (room.cache_read[index] ?? 0) * weight.cache_read +
      (room.cache_write_5m[index] ?? 0) * weight.cache_write_5m +
      (room.cache_write_1h[index] ?? 0) * weight.cache_write_1h;
  }
  return cost;
}
