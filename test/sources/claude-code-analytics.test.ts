import { expect, test } from 'vitest';
import { flagsOf } from '../../src/core/flags.ts';
import { claudeCodeAnalytics } from '../../src/sources/claude-code-analytics.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { testFixtures } from './fixture-files.ts';
import { eventsOf, merged, numbered, partsOf, readAll, recordsOf } from './readings.ts';
import { CODE_DAY, pageOf } from './reports.ts';

testFixtures('claude-code-analytics');

const read = (...records: unknown[]) => readAll(claudeCodeAnalytics, numbered(records));
const event = (change: JsonObject) => eventsOf(read({ ...CODE_DAY, ...change }))[0];

test('a page and its days one by one are the same events', () => {
  const [page] = eventsOf(read(pageOf(CODE_DAY)));
  expect(partsOf(page)).toEqual([['aggregate claude-opus-5-5 x0', 100_000, 5000, 0, 1_000_000, 35_000]]);
  expect(page).toMatchObject({
    at: Date.UTC(2026, 10, 10),
    until: Date.UTC(2026, 10, 11),
    terms: { platform: 'api', tier: '', speed: '', geo: '' },
    scope: { user: 'dev@example.com', api_key: '', labels: { customer_type: 'api', terminal_type: 'vscode' } },
  });
  expect(flagsOf(page?.flags ?? 0)).toEqual(['ttl_assumed']);
  expect(eventsOf(read(CODE_DAY))).toEqual([page]);
});

test('a key has a name', () => {
  const scope = event({ actor: { type: 'api_actor', api_key_name: 'ci-key' } })?.scope;
  expect([scope?.user, scope?.api_key]).toEqual(['', 'ci-key']);
});

test('a day pulled again is the same day, and the larger figures count', async () => {
  const events = eventsOf(readAll(claudeCodeAnalytics, await recordsOf('claude-code-analytics/pages.ndjson')));
  expect(events).toHaveLength(6);
  const counted = [...merged(events).values()].map((each) => partsOf(each)[0]);
  expect(counted).toHaveLength(5);
  expect(counted[0]).toEqual(['aggregate claude-opus-5-5 x0', 120_000, 6000, 0, 1_400_000, 41_000]);
});

test.each<[JsonObject]>([
  [{ terminal_type: 'tmux' }],
  [{ customer_type: 'subscription' }],
  [{ subscription_type: 'team' }],
  [{ is_remote: true }],
  [{ organization_id: 'other' }],
  [{ date: '2026-11-11T00:00:00Z' }],
  [{ actor: { type: 'user_actor', email_address: 'other@example.com' } }],
])('%j is another', (change) => {
  expect(event(change)?.key).not.toBe(event({})?.key);
});

test.each<[JsonObject]>([
  [{ date: '2026-11-10' }],
  [{ is_remote: undefined }],
  [{ core_metrics: { num_sessions: 9 } }],
  [{ subscription_type: undefined }],
])('%j is the same', (change) => {
  expect(event(change)?.key).toBe(event({})?.key);
});
