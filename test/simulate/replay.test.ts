/** What a chain reads under other rules, where the log does not show it: the bound that assumes the worst. */
import { describe, expect, it } from 'vitest';
import { requestLog } from '../../src/requests/log.ts';
import { workloadOf } from '../../src/simulate/chains.ts';
import { habitsOf } from '../../src/simulate/habits.ts';
import { replay, roomFor, type Rule } from '../../src/simulate/replay.ts';
import { ALL_5M } from '../../src/simulate/rules.ts';
import { inference, type Given } from './inference.ts';

/** What each request reads at the least; all are of one chain. */
function leastRead(rule: Rule, ...given: Given[]): number[] {
  const workload = workloadOf(requestLog(given.map(inference)));
  const [room, [chain]] = [roomFor(workload.chains), workload.chains];
  replay(workload.requests, chain!, rule, habitsOf(workload), 'dear', room);
  return [...room.cache_read];
}

describe('at the least', () => {
  it.each([
    [690, 100],
    [691, 0],
  ])('what is kept alive for 700 s is read %i s after a line that may be 10 s late: %i', (at, read) => {
    const keptAlive: Rule = { hourShare: 0, keptAlive: 700_000 };
    expect(leastRead(keptAlive, { cache_write_1h: 100 }, { at, read: 100 })).toEqual([0, read]);
  });

  it('nothing is read from inside of what was written again as one entry', () => {
    const hours = [
      { cache_write_1h: 100 },
      { at: 10, read: 100, cache_write_1h: 100 },
      { at: 1210, read: 200, cache_write_1h: 100 },
    ];
    expect(leastRead(ALL_5M, ...hours, { at: 1220, read: 150, cache_write_1h: 150 })).toEqual([0, 100, 0, 0]);
  });

  it('until a change below it has taken that entry away', () => {
    const hours = [
      { cache_write_1h: 100 },
      { at: 10, read: 100, cache_write_1h: 100 },
      { at: 1210, read: 200, cache_write_1h: 100 },
    ];
    const changed = { at: 1220, cache_write_1h: 300 };
    expect(leastRead(ALL_5M, ...hours, changed, { at: 1230, read: 150, cache_write_1h: 150 })).toEqual([
      0, 100, 0, 0, 150,
    ]);
  });
});
