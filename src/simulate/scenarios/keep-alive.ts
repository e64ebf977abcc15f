/** Reads that keep the cache warm while a conversation rests: each renews five minutes, and is billed. */
import { fail } from '../../core/problem.ts';
import { formatDuration, parseDuration } from '../duration.ts';
import { billedOf } from '../caching.ts';
import { cachedBy, TTL_5M, type Chain } from '../chain.ts';
import { replay, type Rule } from '../replay.ts';
import type { Options, Scenario } from '../scenario.ts';
import type { Tally } from '../tally.ts';

const INTERVAL = 270_000;
const LIMIT = 1_800_000;

export const keepAlive: Scenario = {
  id: 'keep-alive',
  title: '5 minutes, kept alive by reads',
  usage: 'keep-alive:limit=30m,interval=4m30s',
  standard: true,
  realisable: true,
  todo: 'repeat the last request with max_tokens 0 while a conversation rests',
  plan(options, { habits }) {
    const { interval, limit } = readOptions(options);
    const most = Math.floor(limit / interval);
    const rule: Rule = { hourShare: () => 0, keptAlive: most === 0 ? 0 : most * interval + TTL_5M };
    const pings = (rest: number): number => Math.min(most, Math.floor(rest / interval));
    return {
      options: { limit: formatDuration(limit), interval: formatDuration(interval) },
      play(chain, assumption, tally) {
        replay(chain, rule, habits, assumption, (request, played) => {
          tally.add(request, billedOf(request, played));
        });
        if (chain.known) pingAll(chain, pings, tally);
      },
    };
  },
};

/** Who pings does not know that a conversation has ended: the last request is kept alive to the limit as well. */
function pingAll({ requests }: Chain, pings: (rest: number) => number, tally: Tally): void {
  for (const [index, request] of requests.entries()) {
    const count = pings(requests[index + 1]?.gap ?? Infinity);
    const once = { input: 0, write5m: 0, write1h: 0, read: cachedBy(request), output: 0 };
    if (count > 0 && once.read > 0) tally.addMore(request, once, count);
  }
}

function readOptions({ value, named }: Options): { interval: number; limit: number } {
  const unknown = Object.keys(named).find((name) => name !== 'limit' && name !== 'interval');
  if (value !== undefined || unknown !== undefined)
    fail('bad_scenario', `keep-alive has no option "${unknown ?? value ?? ''}".`, {
      hint: 'It has limit=30m and interval=4m30s.',
    });
  const interval = named['interval'] === undefined ? INTERVAL : parseDuration(named['interval']);
  const limit = named['limit'] === undefined ? LIMIT : parseDuration(named['limit']);
  if (interval === undefined || limit === undefined || interval === 0)
    fail('bad_scenario', 'keep-alive takes times such as 30m, 4m30s or 1h.');
  if (interval > TTL_5M)
    fail('bad_scenario', 'keep-alive with an interval above 5m keeps nothing alive.', { hint: 'Use interval=4m30s.' });
  return { interval, limit };
}
