/** What Claude Code tells of its requests by telemetry. */
import { expect, test } from 'vitest';
import { flagsOf } from '../../src/core/flags.ts';
import { otelGenai } from '../../src/sources/otel-genai.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { eventsOf, merged, numbered, partsOf, readAll, recordsOf } from './readings.ts';
import { CLAUDE_CODE, spanWith } from './telemetry-records.ts';

const told = (attributes: JsonObject, fields?: JsonObject) =>
  eventsOf(
    readAll(otelGenai, numbered([spanWith({ ...CLAUDE_CODE, ...attributes }, { name: undefined, ...fields })])),
  )[0];

test('leaves what was cached out of its input, however large it is', () => {
  expect(partsOf(told({}))).toEqual([['message claude-opus-5-5 x1', 212, 1900, 0, 18_044, 391]]);
  expect(partsOf(told({ input_tokens: 50_000 }))[0]?.[1]).toBe(50_000);
  expect(flagsOf(told({})?.flags ?? 0)).toEqual(['ttl_assumed']);
});

test('tells a request twice, by an event and by a span: it counts once, from when it began', async () => {
  const events = eventsOf(readAll(otelGenai, await recordsOf('otel-genai/claude-code.jsonl')));
  const requests = merged(events);
  expect([events.length, requests.size]).toEqual([4, 3]);
  const both = requests.get('request:req_011CFxTelemetry1');
  expect([both?.at, both?.until].map((at) => at! - Date.UTC(2026, 10, 13, 8, 1))).toEqual([0, 4200]);
});

test('is priced as fast where it says so, and without its context mark', () => {
  expect(told({ speed: 'fast' })?.terms.speed).toBe('fast');
  expect(told({ speed: 'normal' })?.terms.speed).toBe('standard');
  expect(told({ model: 'claude-opus-5-5[1m]' })?.parts[0]?.model).toBe('claude-opus-5-5');
});
