/** What holds of every what-if, whatever was logged. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSums, allTokens, NO_SUMS, TOKEN_METERS, type MeterSums } from '../../src/core/meters.ts';
import type { Figures } from '../../src/analysis/figures.ts';
import { requestLog } from '../../src/requests/log.ts';
import { workloadOf } from '../../src/simulate/chains.ts';
import { SCENARIOS, scenarioById } from '../../src/simulate/scenarios/index.ts';
import { whatIf, type Asked, type Outcome, type WhatIf } from '../../src/simulate/what-if.ts';
import type { Inference } from '../../src/store/ledger.ts';
import { book } from '../prices/shipped.ts';
import { anyLog, clearLog, PRICED } from './logs.ts';

const CACHING = SCENARIOS.filter(({ id }) => !['batch', 'model', 'prices'].includes(id)).map(({ id }) => id);
const BOUNDS = ['cheap', 'likely', 'dear'] as const;
const RUNS = { seed: 1, numRuns: 300 };

function ask(id: string, named: Record<string, string> = {}): Asked {
  return { scenario: scenarioById(id)!, options: { named } };
}

function played(log: readonly Inference[], ...asked: Asked[]): WhatIf {
  return whatIf(workloadOf(requestLog(log)), asked, book, undefined);
}

function outcomes(log: readonly Inference[], ids: readonly string[]): Record<string, Outcome> {
  const { scenarios } = played(log, ...ids.map((id) => ask(id)));
  return Object.fromEntries(scenarios.map((outcome) => [outcome.scenario.id, outcome]));
}

/** Of known and unknown prices alike: what has none adds nothing. */
function cost({ cost: known }: Figures): bigint {
  return known ?? 0n;
}

function prompts({ input, cache_write_5m, cache_write_1h, cache_read }: MeterSums): bigint {
  return input + cache_write_5m + cache_write_1h + cache_read;
}

function holds<T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, property), RUNS);
}

describe('without a cache', () => {
  it('it costs what the report calls the uncached cost', () => {
    holds(anyLog(), (log) => {
      const { actual, scenarios } = played(log, ask('no-cache'));
      for (const bound of BOUNDS) expect(scenarios[0]![bound].cost).toBe(actual.uncachedCost);
    });
  });
});

describe('as logged', () => {
  it('is the log, where the clock alone decides', () => {
    holds(clearLog([...PRICED, 'claude-zeta-9']), (log) => {
      const { actual, scenarios } = played(log, ask('as-logged'));
      for (const bound of BOUNDS) expect(scenarios[0]![bound]).toEqual(actual);
    });
  });
});

describe('the time to live', () => {
  it('of one hour reads no less than that of 5 minutes', () => {
    holds(anyLog(), (log) => {
      const { 'ttl-5m': short, 'ttl-1h': long } = outcomes(log, ['ttl-5m', 'ttl-1h']);
      for (const bound of BOUNDS)
        expect(long![bound].sums.cache_read).toBeGreaterThanOrEqual(short![bound].sums.cache_read);
    });
  });

  it('chosen by who knows the future is never dearer than another', () => {
    holds(anyLog(PRICED), (log) => {
      const others = ['ttl-5m', 'ttl-1h', 'ttl-best-per-chain'];
      const all = outcomes(log, ['ttl-clairvoyant', ...others]);
      for (const bound of BOUNDS)
        for (const other of others)
          expect(cost(all['ttl-clairvoyant']![bound])).toBeLessThanOrEqual(cost(all[other]![bound]));
    });
  });
});

describe.each(CACHING)('%s', (id) => {
  it('is likely to cost what lies between its bounds', () => {
    holds(anyLog(PRICED), (log) => {
      const { [id]: outcome } = outcomes(log, [id]);
      const [cheap, likely, dear] = BOUNDS.map((bound) => cost(outcome![bound]));
      expect(cheap).toBeLessThanOrEqual(Number(likely));
      expect(likely).toBeLessThanOrEqual(Number(dear));
    });
  });

  it('keeps every token', () => {
    holds(anyLog(), (log) => {
      // Reads that keep the cache warm come on top.
      const asked = id === 'keep-alive' ? ask(id, { limit: '4m' }) : ask(id);
      const { actual, scenarios } = played(log, asked);
      for (const bound of BOUNDS) {
        const { sums, requests } = scenarios[0]![bound];
        expect(prompts(sums)).toBe(prompts(actual.sums));
        expect([sums.output, sums.web_search, requests]).toEqual([
          actual.sums.output,
          actual.sums.web_search,
          actual.requests,
        ]);
      }
    });
  });
});

it('batches keep every token too', () => {
  holds(anyLog(), (log) => {
    const { actual, scenarios } = played(log, ask('batch'));
    for (const bound of BOUNDS) expect(allTokens(scenarios[0]![bound].sums)).toBe(allTokens(actual.sums));
  });
});

it('reads that keep the cache warm are the only tokens on top', () => {
  holds(anyLog(), (log) => {
    const { actual, scenarios } = played(log, ask('keep-alive'), ask('ttl-5m'));
    for (const bound of BOUNDS) {
      const { sums } = scenarios[0]![bound];
      expect(prompts(sums)).toBeGreaterThanOrEqual(prompts(actual.sums));
      expect([sums.input, sums.output]).toEqual([actual.sums.input, actual.sums.output]);
    }
  });
});

describe.each<[string, (each: Inference) => string]>([
  ['models', ({ model }) => model],
  ['workspaces', ({ workspace }) => workspace],
])('what sessions of different %s cost adds up', (_, partOf) => {
  it.each(['as-logged', 'no-cache', 'ttl-5m'])('%s', (id) => {
    holds(anyLog(), (log) => {
      const whole = outcomes(log, [id])[id]!;
      const parts = [...Map.groupBy(log, partOf).values()].map((part) => outcomes(part, [id])[id]!);
      for (const bound of BOUNDS) {
        expect(parts.reduce((sum, part) => sum + cost(part[bound]), 0n)).toBe(cost(whole[bound]));
        const sums = parts.reduce((sum, part) => addSums(sum, part[bound].sums), NO_SUMS);
        for (const meter of TOKEN_METERS) expect(sums[meter]).toBe(whole[bound].sums[meter]);
      }
    });
  });
});
