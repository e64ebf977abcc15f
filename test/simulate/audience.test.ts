/** Who could follow which scenario, and which one is named best. */
import { expect, it } from 'vitest';
import { clientOf } from '../../src/core/controls.ts';
import { requestLog } from '../../src/requests/log.ts';
import { standardScenarios } from '../../src/simulate/ask.ts';
import { judge, type Need } from '../../src/simulate/audience.ts';
import { workloadOf } from '../../src/simulate/chains.ts';
import { best, isSure } from '../../src/simulate/compare.ts';
import { REQUEST_SCENARIOS } from '../../src/simulate/request-scenarios/index.ts';
import { SCENARIOS } from '../../src/simulate/scenarios/index.ts';
import { whatIf, type WhatIf } from '../../src/simulate/what-if.ts';
import { book } from '../prices/shipped.ts';
import { inference, type Given } from './inference.ts';

function played(given: readonly Given[]): WhatIf {
  return whatIf(workloadOf(requestLog(given.map(inference))), standardScenarios(), book, undefined);
}

it('every scenario but what was sent says what it needs', () => {
  const without = [...SCENARIOS, ...REQUEST_SCENARIOS].filter(({ needs }) => needs.length === 0);
  expect(without.map(({ id }) => id)).toEqual(['as-logged']);
});

it('what needs foresight, or is not theirs to choose, is achievable for nobody', () => {
  for (const { id, needs, realisable } of [...SCENARIOS, ...REQUEST_SCENARIOS])
    if (needs.includes('foresight') || needs.includes('given')) expect([id, realisable]).toEqual([id, false]);
});

const part = (source: string, requests: number, conversing = 0) => ({
  client: clientOf(source),
  requests,
  conversing,
});

it.each<[string, Need[], ReturnType<typeof part>[], boolean | null]>([
  ['nothing is needed', [], [part('claude-code', 1)], true],
  ['a setting of Claude Code', ['thread_ttl'], [part('claude-code', 1)], true],
  ['no setting of Claude Code', ['keep_alive'], [part('claude-code', 1)], false],
  ['two clients that both lack it', ['batch'], [part('claude-code', 9), part('opencode', 1)], false],
  ['one of two clients', ['keep_alive'], [part('claude-code', 99), part('messages', 1)], null],
  ['an agent that nobody knows', ['ttl'], [part('opencode', 1)], null],
  ['two that are needed, of which one is lacking', ['ttl', 'breakpoints'], [part('claude-code', 1)], false],
  ['batches of requests that follow no answer', ['batch'], [part('messages', 10, 5)], null],
  ['batches of conversations', ['batch'], [part('messages', 10, 6)], false],
  ['what are batches already', ['batch'], [part('batch-results', 10, 10)], true],
  ['what nobody has', ['foresight'], [part('messages', 1)], false],
])('%s: %j', (_, needs, audience, applies) => {
  expect(judge(needs, audience).applies).toBe(applies);
});

it.each<[string, Given[], number]>([
  ['a minute after each other', [{ at: 0 }, { at: 60 }, { at: 120 }], 3],
  ['at once', [{ at: 0 }, { at: 0.5 }, { at: 1 }], 0],
  ['a day apart', [{ at: 0 }, { at: 86_400 }], 0],
  ['in sessions of one request each', [{ session: 'a' }, { session: 'b', at: 60 }], 0],
  ['without a session', [{ session: '' }, { session: '', at: 60 }], 0],
])('requests %s converse: %i', (_, given, conversing) => {
  const { audience } = played(given.map((each) => ({ source: 'messages', cache_write_5m: 1000, ...each })));
  expect(audience).toEqual([part('messages', given.length, conversing)]);
});

/** Seven minutes idle between requests: one keep-alive read each bridges them for less than an hour's write. */
const idle = (source: string): Given[] =>
  [0, 1, 2, 3].map((turn) => ({ source, session: source, at: turn * 420, cache_write_5m: 100_000, output: 10 }));

it('names the best of those that all can follow', () => {
  expect(best(played(idle('messages')))?.scenario.id).toBe('keep-alive');
  expect(best(played(idle('claude-code')))?.scenario.id).toBe('ttl-1h');
  expect(best(played([...idle('messages'), ...idle('claude-code')]))?.scenario.id).toBe('ttl-1h');
  expect(best(played(idle('opencode')))).toBeUndefined();
});

it('is sure only of what is cheaper whatever the log hides', () => {
  const unread = played([0, 1, 2].map((at) => ({ session: `${at}`, at, cache_write_1h: 100_000 })));
  const winner = best(unread)!;
  expect([winner.scenario.id, isSure(winner, unread)]).toEqual(['no-cache', true]);
  const given = played(idle('claude-code'));
  expect(isSure(best(given)!, given)).toBe(false);
});
