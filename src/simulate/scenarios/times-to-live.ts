/** Scenarios that write by another rule of times to live and change nothing else: a row each, in the order of the table. */
import { isMain } from '../../requests/caches.ts';
import { LATENCY, TTL_1H, TTL_5M } from '../../requests/life.ts';
import { cheapestRule } from '../cheapest.ts';
import type { Assumption, Rule } from '../replay.ts';
import { ALL_1H, ALL_5M, loggedRule, playRule } from '../rules.ts';
import type { Scenario, World } from '../scenario.ts';
import type { Chain, Requests } from '../workload.ts';

/** What was sent, replayed: how far the replay is from the log says how far to trust the others. */
export const asLogged: Scenario = byRule({
  id: 'as-logged',
  title: 'as logged, replayed',
  realisable: true,
  needs: [],
  todo: 'nothing',
  ruleOf: (chain, { workload }) => loggedRule(workload.requests, chain),
});

export const TIMES_TO_LIVE: readonly Scenario[] = [
  byRule({
    id: 'ttl-5m',
    title: 'all writes for 5 minutes',
    realisable: true,
    needs: ['ttl'],
    todo: 'leave the ttl out of every cache_control',
    todoIn: { 'claude-code': 'set the environment variable FORCE_PROMPT_CACHING_5M=1' },
    ruleOf: () => ALL_5M,
  }),
  byRule({
    id: 'ttl-1h',
    title: 'all writes for one hour',
    realisable: true,
    needs: ['ttl'],
    todo: 'set "ttl": "1h" in every cache_control',
    todoIn: { 'claude-code': 'set the environment variable ENABLE_PROMPT_CACHING_1H=1' },
    ruleOf: () => ALL_1H,
  }),
  // Main threads wait for people, and sub-agents do not.
  byRule({
    id: 'ttl-main-1h-sub-5m',
    title: 'one hour for main threads, 5 minutes for sub-agents',
    realisable: true,
    needs: ['thread_ttl'],
    todo: 'set "ttl": "1h" for main threads only',
    todoIn: { 'claude-code': 'set "promptCacheTtl": "1h" and "subagentPromptCacheTtl": "5m" in settings.json' },
    ruleOf: ({ thread }) => (isMain(thread) ? ALL_1H : ALL_5M),
  }),
  byRule({
    id: 'ttl-best-per-chain',
    title: 'the better of both for each conversation',
    realisable: false,
    needs: ['foresight'],
    todo: 'know of each conversation how long its pauses will be',
    ruleOf: (chain, world, assumption) => cheapestRule(chain, [ALL_5M, ALL_1H], world, assumption),
  }),
  byRule({
    id: 'ttl-clairvoyant',
    title: 'the best time to live for each write',
    realisable: false,
    needs: ['foresight'],
    todo: 'know of each write when it will be read next',
    ruleOf(chain, world, assumption) {
      const rules = [ALL_5M, ALL_1H, beforePauses(world.workload.requests, chain)];
      return cheapestRule(chain, rules, world, assumption);
    },
  }),
];

interface Row extends Pick<Scenario, 'id' | 'title' | 'realisable' | 'needs' | 'todo' | 'todoIn'> {
  ruleOf(chain: Chain, world: World, assumption: Assumption): Rule;
}

function byRule({ ruleOf, ...row }: Row): Scenario {
  return {
    ...row,
    usage: row.id,
    standard: true,
    plan: (_, world) => ({
      options: {},
      play(chain, assumption, bills) {
        playRule(chain, ruleOf(chain, world, assumption), world, assumption, bills);
      },
    }),
  };
}

/**
 * The time to live chosen write by write, in view of the pauses to come: one hour for the last write before a pause of
 * five minutes to an hour, which keeps the whole prefix, and five minutes for the others.
 */
function beforePauses({ gap, cache_read: read, cached }: Requests, { start, end }: Chain): Rule {
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
