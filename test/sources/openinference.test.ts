import { expect, test } from 'vitest';

import { messages } from '../../src/sources/messages.ts';
import { openinference } from '../../src/sources/openinference.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { testFixtures } from './fixture-files.ts';
import { priceOf } from './priced.ts';
import { flagsBut, eventsOf, merged, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';
import { AT, response, USAGE } from './shapes.ts';
import { OPEN_INFERENCE, spanWith } from './telemetry-records.ts';

testFixtures('openinference');

const read = (attributes: JsonObject, fields?: JsonObject) =>
  readAll(openinference, numbered([spanWith({ ...OPEN_INFERENCE, ...attributes }, fields)]));
const event = (attributes: JsonObject, fields?: JsonObject) => eventsOf(read(attributes, fields))[0];
const WHOLE = { 'output.value': JSON.stringify(response(USAGE)) };

test.each<[string, JsonObject, number[], string[]]>([
  ['holds what was cached', {}, [212, 1900, 0, 18_044, 391], ['ttl_assumed']],
  ['is without it', { 'llm.token_count.prompt': 212 }, [212, 1900, 0, 18_044, 391], ['ttl_assumed', 'exclusive_input']],
  [
    'is without it, as the total proves',
    { 'llm.token_count.prompt': 30_000, 'llm.token_count.total': 50_335 },
    [30_000, 1900, 0, 18_044, 391],
    ['ttl_assumed'],
  ],
  ['has the whole answer beside it', WHOLE, [212, 400, 1500, 18_044, 391], []],
  ['has half an answer beside it', { 'output.value': '{"type":"mess' }, [212, 1900, 0, 18_044, 391], ['ttl_assumed']],
])('a prompt that %s', (_, attributes, counts, flags) => {
  const told = event(attributes);
  expect([partsOf(told)[0]?.slice(1), flagsBut(told?.flags ?? 0)]).toEqual([counts, flags]);
});

test('refusals by line', async () => {
  const readings = readAll(openinference, await recordsOf('flawed/openinference/refusals.jsonl'));
  expect(refusalsOf(readings)).toEqual([
    ...[
      [2, 'no_model'],
      [3, 'missing_count'],
      [4, 'missing_count'],
      [5, 'bad_count'],
      [6, 'bad_instant'],
    ],
    ...[
      [7, 'no_instant'],
      [8, 'not_this_shape'],
    ],
  ]);
});

test.each(['CHAIN', 'AGENT', 'TOOL', 'EMBEDDING'])('a span of kind %s repeats calls, or is none', (kind) => {
  expect(read({ 'openinference.span.kind': kind })).toMatchObject([{ line: 1, reading: { kind: 'not_usage' } }]);
  expect(read({ 'openinference.span.kind': undefined }, { span_kind: kind })[0]?.reading.kind).toBe('not_usage');
});

test('with the whole answer, the same call in a log of responses counts once: of two that were seen whole, the one with more names', () => {
  const [logged] = eventsOf(readAll(messages, numbered([{ ts: AT, response: response(USAGE) }])));
  const span = event({ ...WHOLE, 'session.id': 's' })!;
  expect([...merged([logged!, span]).values()].map(({ terms, scope }) => [terms.source, scope.session])).toEqual([
    ['openinference', 's'],
  ]);
  expect(event({})?.key).toBe('span:trace:span');
});

test('platform, region and price follow from the provider and the model', () => {
  const standard = Number(priceOf(event({})!));
  const regional = event({ 'llm.model_name': 'us.anthropic.claude-opus-5-5' })!;
  expect(regional.terms).toMatchObject({ platform: 'bedrock', geo: 'regional' });
  expect(Number(priceOf(regional))).toBeCloseTo(standard * 1.1, 9);
  expect(event({ 'llm.provider': 'aws' })?.terms).toMatchObject({ platform: 'bedrock', geo: '' });
  expect(event({ 'llm.provider': 'anthropic' })?.terms.platform).toBe('api');
});

test('session, user, service and project', () => {
  const attributes = { 'service.name': 'rag', 'openinference.project.name': 'docs' };
  expect(event({ 'session.id': 's', 'user.id': 'u' }, { resource: { attributes } })?.scope).toMatchObject({
    ...{ session: 's', user: 'u', project: 'docs', labels: { service: 'rag' } },
  });
});
