/** Which events of a transaction the ledger has not, told by keys that are nearly the same. */
import { expect, it } from 'vitest';
import { keyOf } from '../../src/core/event-key.ts';
import type { UsageEvent } from '../../src/core/event.ts';
import type { Instant } from '../../src/core/time.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { event, START, writeEvents } from './events.ts';

it.each([
  ['msg_01Collide00000669', 'msg_01Collide00001tvx'],
  ['msg_01Collide00000724', 'msg_01Collide0000208y'],
])('keys with the same first 32 bits are two, each found again: %s and %s', (...ids) => {
  const keys = ids.map((id) => `message:${id}`);
  expect(new Set(keys.map((key) => Buffer.from(keyOf(key)).readUInt32BE(0))).size).toBe(1);
  for (const order of [keys, keys.toReversed()]) {
    const ledger = openLedger('', { create: true });
    const logged = (at: number): UsageEvent[] => order.map((key) => event(key, { at: at as Instant }));
    expect(writeEvents(ledger, logged(START), 1)).toMatchObject({ added: 2 });
    // An hour later, since at the same time a row that is not found would be an error of SQLite.
    expect(writeEvents(ledger, logged(START + 3_600_000), 2)).toMatchObject({ added: 0, unchanged: 2 });
    ledger.close();
  }
});
