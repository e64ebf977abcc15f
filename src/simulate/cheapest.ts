/** The cheapest of several rules for one chain, as who knows how it goes on would choose. */
import { billedOf } from './caching.ts';
import type { Chain } from './chain.ts';
import { replay, type Assumption, type Rule } from './replay.ts';
import type { World } from './scenario.ts';
import { weigh } from './weights.ts';

export function cheapestRule(chain: Chain, rules: readonly Rule[], assumption: Assumption, world: World): Rule {
  let best: { readonly rule: Rule; readonly cost: number } | undefined;
  for (const rule of rules) {
    let cost = 0;
    replay(chain, rule, world.habits, assumption, (request, played) => {
      cost += weigh(world.weights.of(request), billedOf(request, played));
    });
    if (best === undefined || cost < best.cost) best = { rule, cost };
  }
  if (best === undefined) throw new Error('there is a rule to choose');
  return best.rule;
}
