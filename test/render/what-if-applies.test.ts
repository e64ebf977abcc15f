/** Why a scenario is not for everybody, and what it takes from whom, in words. */
import { expect, it } from 'vitest';
import { clientOf } from '../../src/core/controls.ts';
import { applyNotes, markedName, takesText, todoOf, whyNot } from '../../src/render/documents/what-if-applies.ts';
import type { Part } from '../../src/simulate/audience.ts';
import { scenarioById } from '../../src/simulate/scenarios/index.ts';
import type { Outcome } from '../../src/simulate/what-if.ts';

const part = (source: string, requests: number, conversing = 0): Part => ({
  client: clientOf(source),
  requests,
  conversing,
});
const asked = (id: string): Pick<Outcome, 'scenario'> => ({ scenario: scenarioById(id)! });

it.each<[string, Part[], string | undefined]>([
  ['ttl-1h', [part('claude-code', 9)], undefined],
  ['ttl-clairvoyant', [part('messages', 9)], 'only in hindsight'],
  ['prices', [part('messages', 9)], 'not yours to choose'],
  ['keep-alive', [part('claude-code', 9)], 'not available in Claude Code'],
  ['keep-alive', [part('claude-code', 9), part('agent-sdk', 1)], 'not available in Claude Code and the Agent SDK'],
  [
    'keep-alive',
    [part('messages', 1200), part('claude-code', 300)],
    'only for 1,200 of 1,500 requests; not available in Claude Code',
  ],
  ['ttl-5m', [part('opencode', 9)], 'depends on what OpenCode can set'],
  ['batch', [part('messages', 9)], 'only where nobody waits for the answers'],
  [
    'batch',
    [part('messages', 9, 9)],
    'not for conversations, in which each request waits for the answer to the one before',
  ],
  ['batch', [part('batch-results', 9)], undefined],
])('%s of %j', (id, audience, why) => {
  expect(whyNot(asked(id), audience)).toBe(why);
});

it.each<[string, Part[], string]>([
  ['ttl-5m', [part('messages', 1)], 'leave the ttl out of every cache_control'],
  ['ttl-5m', [part('claude-code', 1)], 'set the environment variable FORCE_PROMPT_CACHING_5M=1'],
  ['ttl-5m', [part('claude-code', 2), part('agent-sdk', 1)], 'set the environment variable FORCE_PROMPT_CACHING_5M=1'],
  [
    'ttl-5m',
    [part('messages', 2), part('claude-code', 1)],
    'leave the ttl out of every cache_control; in Claude Code set the environment variable FORCE_PROMPT_CACHING_5M=1',
  ],
  ['batch', [part('claude-code', 1)], 'send as batches what nobody waits for; a conversation cannot be'],
])('what %s takes of %j', (id, audience, todo) => {
  expect(todoOf(asked(id), audience)).toBe(todo);
});

it('marks what not all can follow, and says why once for all scenarios of one reason', () => {
  const audience = [part('claude-code', 9)];
  const scenarios = ['ttl-1h', 'keep-alive', 'batch', 'prices'].map(asked) as Outcome[];
  expect(scenarios.map((each) => markedName(each.scenario.id, each, audience))).toEqual([
    'ttl-1h',
    'keep-alive *',
    'batch *',
    'prices',
  ]);
  expect(applyNotes({ scenarios, audience }).map(({ text }) => text)).toEqual([
    '* keep-alive, batch: not available in Claude Code.',
  ]);
  expect(takesText(asked('batch'), audience)).toMatch(/^\(not available in Claude Code\) send as batches/);
  expect(takesText(asked('prices'), audience)).toMatch(/^nothing: it shows/);
});

it('of a mixture it says how to ask for one kind of log', () => {
  const audience = [part('messages', 1), part('claude-code', 1)];
  const scenarios = [asked('keep-alive')] as Outcome[];
  expect(applyNotes({ scenarios, audience }).at(-1)?.text).toBe('For one kind of log alone, add --where source=ID.');
});
