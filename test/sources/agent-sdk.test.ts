/** What `claude -p` and the Agent SDK print: answers by their lines, and the rest of each model's totals. */
import { expect, test } from 'vitest';
import { flagsOf } from '../../src/core/flags.ts';
import { addMeters, NO_METERS } from '../../src/core/meters.ts';
import { agentSdk } from '../../src/sources/agent-sdk.ts';
import { claudeCode } from '../../src/sources/claude-code.ts';
import { testFixtures } from './fixture-files.ts';
import { eventsOf, merged, partsOf, readAll, recordsOf } from './readings.ts';

testFixtures('agent-sdk');

const stream = await recordsOf('agent-sdk/stream.jsonl');

test.each([agentSdk, claudeCode])('read as $id, the events add up to the totals of the last result', (source) => {
  const sums = new Map<string, typeof NO_METERS>();
  for (const { parts } of merged(eventsOf(readAll(source, stream))).values())
    for (const { model, meters } of parts) sums.set(model, addMeters(sums.get(model) ?? NO_METERS, meters));
  const counts = { web_search: 0, cache_write_5m: 0, cache_write_1h: 0 };
  expect(sums.get('claude-opus-5-5')).toEqual({
    ...counts,
    ...{ input: 17, output: 760, cache_read: 63_000, cache_write_1h: 2000 },
  });
  expect(sums.get('claude-haiku-5-5')).toEqual({
    ...counts,
    ...{ input: 4900, output: 190, cache_read: 0, cache_write_5m: 400 },
  });
});

test('the same stream again is the same events', () => {
  const once = merged(eventsOf(readAll(agentSdk, stream)));
  const again = merged(
    eventsOf(
      readAll(
        agentSdk,
        stream.map((each) => ({ ...each, line: each.line + 100 })),
      ),
    ),
  );
  expect([...again.keys()]).toEqual([...once.keys()]);
});

test('totals that are smaller than those before are of a new process', () => {
  const results = stream.map(({ line, record }) =>
    record['uuid'] === 'r2'
      ? { line, record: { ...record, modelUsage: { 'claude-opus-5-5': SMALL } } }
      : { line, record },
  );
  const last = eventsOf(readAll(agentSdk, results)).at(-1);
  expect(partsOf(last)).toEqual([['aggregate claude-opus-5-5 x0', 0, 0, 0, 0, 59]]);
});

const SMALL = { inputTokens: 7, outputTokens: 60, cacheReadInputTokens: 22_000, cacheCreationInputTokens: 0 };

test('without a result an answer is a lower bound, but where a stream said why it stopped', async () => {
  const events = eventsOf(readAll(agentSdk, await recordsOf('agent-sdk/partial.jsonl')));
  expect(events.map((event) => [partsOf(event)[0]?.[5], flagsOf(event.flags).includes('partial_stream')])).toEqual([
    [240, false],
    [1, true],
  ]);
});
