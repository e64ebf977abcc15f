/** What decides a price beside model and date is kept apart, and what is no request of its own is no request. */
import { flagBits, FLAGS } from '../../../../src/core/flags.ts';
import type { Terms, UsageEvent } from '../../../../src/core/event.ts';
import type { Topic } from '../question.ts';
import { aggregate, at, call, inference, worldOf } from '../world.ts';
import { event } from '../../events.ts';

const TERMS = { source: 'claude-code', platform: 'api', tier: 'standard', speed: 'standard', geo: 'global' };

function termed(key: string, input: number, terms: Partial<Terms>): UsageEvent {
  return call(key, '2026-11-01T01:00', { input }, { terms: { ...TERMS, ...terms } });
}

function flagged(key: string, input: number, flags: number): UsageEvent {
  return call(key, '2026-11-02T01:00', { input }, { flags });
}

export const KINDS: Topic = {
  name: 'kinds of requests',
  world: worldOf([
    termed('usual', 1, {}),
    termed('another log', 2, { source: 'codex' }),
    termed('another platform', 4, { platform: 'bedrock' }),
    termed('another tier', 8, { tier: 'batch' }),
    termed('another speed', 16, { speed: 'fast' }),
    termed('elsewhere', 32, { geo: 'us' }),
    termed('of an unknown tier', 64, { tier: '' }),
    flagged('no bound', 1, FLAGS.ttl_assumed.bit),
    flagged('a bound', 2, flagBits(['band_unknown'])),
    flagged('a bound for two reasons', 4, flagBits(['band_unknown', 'output_placeholder', 'no_id'])),
    event('parts', {
      at: at('2026-11-03'),
      parts: [
        inference({ input: 1, cache_read: 10 }),
        inference({ input: 2, cache_read: 20 }, { kind: 'compaction', requests: 0 }),
        inference({ input: 4 }, { model: 'haiku', kind: 'advisor', requests: 0 }),
        inference({ input: 8, cache_read: 40 }, { model: 'haiku', kind: 'fallback' }),
      ],
    }),
    event('bucket', { at: at('2026-11-04'), parts: [aggregate(0, { input: 1, cache_read: 10 }, { requests: 500 })] }),
    event('bucket of nobody knows how many', { at: at('2026-11-04T01:00'), parts: [aggregate(0, { input: 2 })] }),
    call('hit', '2026-11-05T00:00', { cache_read: 1, web_search: 3 }),
    call('miss', '2026-11-05T01:00', { cache_write_5m: 20, cache_write_1h: 300, web_search: 1 }),
    call('nothing', '2026-11-06T00:00', {}, { part: { model: 'silent', requests: 0 } }),
    // In UTF-16 they would be in the other order.
    call('a model of odd name', '2026-11-06T00:00', {}, { part: { model: '～', requests: 0 } }),
    call('another', '2026-11-06T00:00', {}, { part: { model: '🙂', requests: 0 } }),
  ]),
  questions: [
    {
      rule: 'requests of different terms are different groups',
      ask: (of) => of.usage({ period: { until: at('2026-11-02') } }),
      answer: [
        '2026-11-01 | opus | 1 request | input 1',
        '2026-11-01 | opus | geo=us | 1 request | input 32',
        '2026-11-01 | opus | platform=bedrock | 1 request | input 4',
        '2026-11-01 | opus | source=codex | 1 request | input 2',
        '2026-11-01 | opus | speed=fast | 1 request | input 16',
        '2026-11-01 | opus | tier= | 1 request | input 64',
        '2026-11-01 | opus | tier=batch | 1 request | input 8',
      ],
    },
    {
      rule: 'flags that make an event a bound make a group of their own, other flags do not',
      ask: (of) => of.usage({ period: { since: at('2026-11-02'), until: at('2026-11-03') } }),
      answer: [
        '2026-11-02 | opus | 1 request | input 1',
        '2026-11-02 | opus | bounds=512 | 1 request | input 2',
        '2026-11-02 | opus | bounds=66048 | 1 request | input 4',
      ],
    },
    {
      rule: 'each part of a response has its own model and kind, and counts as the number of requests it says',
      ask: (of) => of.usage({ period: { since: at('2026-11-03'), until: at('2026-11-04') } }),
      answer: [
        '2026-11-03 | haiku | kind=advisor | input 4',
        '2026-11-03 | haiku | kind=fallback | 1 request | 1 hit | input 8, cache_read 40',
        '2026-11-03 | opus | 1 request | 1 hit | input 1, cache_read 10',
        '2026-11-03 | opus | kind=compaction | input 2, cache_read 20',
      ],
    },
    {
      rule: 'an aggregate has the number of requests it says and no hits, because nobody knows which of them read',
      ask: (of) => of.usage({ period: { since: at('2026-11-04'), until: at('2026-11-05') } }),
      answer: ['2026-11-04 | opus | kind=aggregate | 500 requests | input 3, cache_read 10'],
    },
    {
      rule: 'an aggregate is not an inference',
      ask: (of) => of.inferences({ period: { since: at('2026-11-04'), until: at('2026-11-05') } }),
      answer: [],
    },
    {
      rule: 'an aggregate is not a logged request',
      ask: (of) => of.requests({ period: { since: at('2026-11-04'), until: at('2026-11-05') } }),
      answer: [],
    },
    {
      rule: 'an aggregate counts in a span',
      ask: (of) => of.span({ where: new Map([['kind', ['aggregate']]]) }),
      answer: ['2026-11-04T00:00:00Z', '2026-11-04T01:00:00Z'],
    },
    {
      rule: 'a hit is a request that reads, and searches are summed like tokens',
      ask: (of) => of.usage({ period: { since: at('2026-11-05'), until: at('2026-11-06') } }),
      answer: [
        '2026-11-05 | opus | 2 requests | 1 hit | cache_write_5m 20, cache_write_1h 300, cache_read 1, web_search 4',
      ],
    },
    {
      rule: 'an event without tokens and requests is a group all the same',
      ask: (of) => of.usage({ period: { since: at('2026-11-06') } }),
      answer: ['2026-11-06 | silent', '2026-11-06 | 🙂', '2026-11-06 | ～'],
    },
    {
      rule: 'terms can be grouped by and selected',
      ask: (of) =>
        of.usage({
          by: ['kind', 'speed', 'model'],
          where: new Map([
            ['kind', ['advisor', 'fallback']],
            ['tier', ['standard']],
          ]),
        }),
      answer: [
        '2026-11-03 | haiku | kind=advisor | "advisor" "standard" "haiku" | input 4',
        '2026-11-03 | haiku | kind=fallback | "fallback" "standard" "haiku" | 1 request | 1 hit | input 8, cache_read 40',
      ],
    },
    {
      rule: 'an unknown term can be selected',
      ask: (of) => of.usage({ by: ['tier'], where: new Map([['tier', ['', 'batch']]]) }),
      answer: [
        '2026-11-01 | opus | tier= | "" | 1 request | input 64',
        '2026-11-01 | opus | tier=batch | "batch" | 1 request | input 8',
      ],
    },
    {
      rule: 'inferences have their terms',
      ask: (of) => of.inferences({ period: { since: at('2026-11-02'), until: at('2026-11-04') } }),
      answer: [
        '2026-11-02T01:00:00Z | opus | bounds=66048 | 1 request | input 4',
        '2026-11-02T01:00:00Z | opus | bounds=512 | 1 request | input 2',
        '2026-11-02T01:00:00Z | opus | 1 request | input 1',
        '2026-11-03T00:00:00Z | opus | 1 request | input 1, cache_read 10',
        '2026-11-03T00:00:00Z | opus | kind=compaction | input 2, cache_read 20',
        '2026-11-03T00:00:00Z | haiku | kind=advisor | input 4',
        '2026-11-03T00:00:00Z | haiku | kind=fallback | 1 request | input 8, cache_read 40',
      ],
    },
    {
      rule: 'values are sorted by their UTF-8 bytes',
      ask: (of) => of.values('model'),
      answer: ['haiku', 'opus', 'silent', '～', '🙂'],
    },
  ],
};
