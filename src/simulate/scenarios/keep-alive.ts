/** Reads that keep the cache warm while a conversation rests: each renews five minutes, and is billed. */
import { fail } from '../../core/problem.ts';
import { formatDuration, parseDuration } from '../duration.ts';
import { LATENCY, TTL_5M } from '../../requests/life.ts';
import type { Bills } from '../bills.ts';
import type { Assumption, Rule } from '../replay.ts';
import type { Chain, Requests } from '../workload.ts';
import { playRule } from '../rules.ts';
import { refuseOther, type Options, type Scenario } from '../scenario.ts';

const INTERVAL = 270_000;
const LIMIT = 1_800_000;

export const keepAlive: Scenario = {
  id: 'keep-alive',
  title: '5 minutes, kept alive by reads',
  usage: 'keep-alive:limit=30m,interval=4m30s',
  standard: true,
  realisable: true,
  needs: ['keep_alive'],
  todo: 'repeat the last request with max_tokens 0 while a conversation rests',
  plan(options, world) {
    const { interval, limit } = readOptions(options);
    const most = Math.floor(limit / interval);
    const rule: Rule = { hourShare: 0, keptAlive: most === 0 ? 0 : most * interval + TTL_5M };
    return {
      options: { limit: formatDuration(limit), interval: formatDuration(interval), pings: String(most) },
      play(chain, assumption, bills) {
        playRule(chain, rule, world, assumption, bills);
        if (chain.known) pingAll(world.workload.requests, chain, { interval, most }, assumption, bills);
      },
    };
  },
};

/** Who pings does not know that a conversation has ended: the last request is kept alive to the limit as well. */
function pingAll(
  requests: Requests,
  { start, end }: Chain,
  { interval, most }: { readonly interval: number; readonly most: number },
  assumption: Assumption,
  bills: Bills,
): void {
  for (let row = start; row < end; row++) {
    const rest = row + 1 < end ? restOf(requests, row + 1, assumption) : Infinity;
    const count = Math.min(most, Math.floor(rest / interval));
    const cached = requests.cached[row] ?? 0;
    if (count > 0 && cached > 0) bills.ping(row, cached, count);
  }
}

/** From start to start, of which a log knows only later moments. */
function restOf({ at, gap }: Requests, row: number, assumption: Assumption): number {
  if (assumption === 'cheap') return gap[row] ?? 0;
  const age = (at[row] ?? 0) - (at[row - 1] ?? 0);
  return assumption === 'likely' ? age : age + LATENCY;
}

function readOptions(options: Options): { interval: number; limit: number } {
  refuseOther('keep-alive', options, ['limit', 'interval'], 'It has limit=30m and interval=4m30s.');
  const { named } = options;
  const interval = named['interval'] === undefined ? INTERVAL : parseDuration(named['interval']);
  const limit = named['limit'] === undefined ? LIMIT : parseDuration(named['limit']);
  if (interval === undefined || limit === undefined || interval === 0)
    fail('bad_scenario', 'keep-alive takes times such as 30m, 4m30s or 1h.');
  if (interval > TTL_5M)
    fail('bad_scenario', 'keep-alive with an interval above 5m keeps nothing alive.', { hint: 'Use interval=4m30s.' });
  return { interval, limit };
}
