import { describe, expect, test } from 'vitest';
import { flagsOf } from '../../src/core/flags.ts';
import { analyticsUsage } from '../../src/sources/analytics-usage.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { testFixtures } from './fixture-files.ts';
import { nestedIn } from './huge-records.ts';
import { eventsOf, merged, numbered, partsOf, readAll, recordsOf, refusalsOf } from './readings.ts';
import { GROUP, ITEM, pageOf, REPORTED } from './reports.ts';

testFixtures('analytics-usage');

const read = (...records: unknown[]) => readAll(analyticsUsage, numbered(records));
const item = (group: JsonObject, rest: JsonObject = {}): JsonObject => ({
  ...ITEM,
  group: { ...GROUP, ...group },
  ...rest,
});
const event = (group: JsonObject, rest: JsonObject = {}) => eventsOf(read(item(group, rest)))[0];

test('a page and its items one by one are the same events, with as many requests as they say', () => {
  const [page] = eventsOf(read(pageOf(ITEM)));
  expect(partsOf(page)).toEqual([
    ['aggregate claude-opus-5-5 x412 +4 searches', 120_034, 88_123, 0, 5_120_331, 40_211],
  ]);
  expect(page?.scope).toMatchObject({ user: 'ada@example.com', workspace: 'wrkspc_01FxSupport' });
  expect(eventsOf(read(ITEM))).toEqual([page]);
});

test('the number of requests may be unknown', () => {
  const usage = { ...REPORTED, requests: null };
  expect(event({}, { usage })?.parts[0]?.requests).toBe(0);
});

describe('the actor', () => {
  const who = (actor: unknown) => {
    const { user, api_key } = event({ actor })?.scope ?? {};
    return [user, api_key];
  };

  test.each<[string, unknown, [user: string, key: string]]>([
    ['a person', { type: 'user_actor', user_id: 'user_01', email_address: 'a@example.com' }, ['a@example.com', '']],
    ['a person who left', { type: 'user_actor', user_id: 'user_01', email_address: null }, ['user_01', '']],
    ['a service account', { type: 'service_account_actor', service_account_id: 'svac_01' }, ['svac_01', '']],
    ['a key', { type: 'api_actor', api_key_id: 'apikey_01' }, ['', 'apikey_01']],
    [
      'a role elsewhere',
      { type: 'federated_actor', subject: 'role/batch', provider: { type: 'aws' } },
      ['role/batch', ''],
    ],
    ['nobody that is known', null, ['', '']],
  ])('%s', (_name, actor, expected) => {
    expect(who(actor)).toEqual(expected);
  });

  test('is the same one when the address goes', async () => {
    const events = eventsOf(readAll(analyticsUsage, await recordsOf('analytics-usage/items.ndjson')));
    const ada = [...merged(events).values()].filter(({ key }) => key.includes('user_01FxAda'));
    expect(ada.map((each) => partsOf(each))).toEqual([[['aggregate claude-opus-5-5 x4', 100, 0, 0, 2500, 60]]]);
  });

  test('two that cannot be shown are two rows of one page', () => {
    const page = pageOf(item({ actor: null }), item({ actor: null }));
    expect(merged(eventsOf(read(page, page))).size).toBe(2);
  });
});

test('sessions and products', () => {
  const scope = event({ session_id: 'sesn_01', product: 'managed_agents_api', agent_id: 'agent_01' })?.scope;
  expect(scope).toMatchObject({ session: 'sesn_01', labels: { product: 'managed_agents_api', agent_id: 'agent_01' } });
});

test('a text that no dimension is known for becomes no label', () => {
  const labels = event({ note: 'what somebody wrote', deployment_id: 'depl_01' })?.scope.labels;
  expect(labels).toEqual({ context_window: '0-200k', deployment_id: 'depl_01' });
});

test('a row of more than a day counts on its first, and is noted', () => {
  const long = event({}, { starting_at: '2026-11-01T00:00:00Z', ending_at: '2026-11-15T00:00:00Z' });
  expect([long?.at, long?.until]).toEqual([Date.UTC(2026, 10, 1), Date.UTC(2026, 10, 15)]);
  expect(flagsOf(long?.flags ?? 0)).toEqual(['long_bucket']);
});

test('a report by team would count people twice', () => {
  expect(refusalsOf(read(item({ rbac_group_id: 'rbac_group_01' })))).toEqual([[1, 'counted_per_team']]);
});

test('the cost of the same API is not claimed', () => {
  const cost = { starting_at: 'x', ending_at: 'y', group: {}, cost: { amount: '1.5', currency: 'USD' } };
  expect(analyticsUsage.claims(pageOf(cost))).toBe(false);
  expect(analyticsUsage.claims(pageOf())).toBe(false);
});

test('an actor that is nested without end is nobody', () => {
  for (const provider of [{ type: nestedIn('x') }, { type: 'aws', id: nestedIn('x') }, { id: { toString: 1 } }])
    expect(event({ actor: { provider } })?.scope.user).toBe('');
});
