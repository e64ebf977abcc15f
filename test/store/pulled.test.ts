/** What was pulled: days and their states, and bills that are replaced day by day. */
import { createFixture, type FsFixture } from 'fs-fixture';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Instant } from '../../src/core/time.ts';
import type { Ledger } from '../../src/store/ledger.ts';
import type { BilledRow, PulledDay, PullState } from '../../src/store/pulled.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { DAY, START } from './events.ts';

let folder: FsFixture;
let ledger: Ledger;
beforeEach(async () => {
  folder = await createFixture();
  ledger = openLedger(folder.getPath('x.db'), { create: true });
});
afterEach(async () => {
  ledger.close();
  await folder.rm();
});

const dayAt = (day: number): Instant => (START + day * DAY) as Instant;
const days = (state: PullState, ...numbers: number[]): PulledDay[] =>
  numbers.map((day) => ({ day: dayAt(day), shape: '1d model', state }));
const row = (day: number, amount: string, tokenType = 'output_tokens'): BilledRow => ({
  ...{ since: dayAt(day), until: dayAt(day + 1), model: 'claude-opus-5-5', costType: 'tokens', tokenType },
  ...{ dimensions: 'standard', amount, listAmount: '' },
});
const amounts = (): string[] => ledger.pulled.bill({}).map(({ amount }) => amount);

it('a day has the last state it was marked with, for each report by itself', () => {
  ledger.pulled.mark('usage', days('begun', 0, 1, 2), START);
  ledger.pulled.mark('usage', days('settled', 0, 1), START);
  expect(ledger.pulled.days('usage', {}).map(({ state }) => state)).toEqual(['settled', 'settled', 'begun']);
  expect(ledger.pulled.days('usage', { since: dayAt(1), until: dayAt(2) })).toEqual(days('settled', 1));
  expect(ledger.pulled.days('cost', {})).toEqual([]);
});

it('a bill replaces that of its days, also what is no longer in it, and no other', () => {
  ledger.pulled.keepBill(
    days('open', 0, 1),
    [row(0, '1'), row(1, '2'), row(1, '0.5', 'cache_read_input_tokens')],
    START,
  );
  ledger.pulled.keepBill(days('settled', 1, 2), [row(1, '2.25'), row(2, '3.000000000000001')], START);
  expect(amounts()).toEqual(['1', '2.25', '3.000000000000001']);
  expect(ledger.pulled.bill({ since: dayAt(1), until: dayAt(2) })).toEqual([row(1, '2.25')]);
  expect(ledger.pulled.days('cost', {}).map(({ state }) => state)).toEqual(['open', 'settled', 'settled']);
});

it('is all or nothing: what cannot be stored leaves what was there', () => {
  ledger.pulled.keepBill(days('settled', 0), [row(0, '1')], START);
  const broken = { ...row(0, '5'), amount: null } as unknown as BilledRow;
  expect(() => ledger.pulled.keepBill(days('open', 0), [row(0, '4', 'input'), broken], START)).toThrow();
  expect(amounts()).toEqual(['1']);
  expect(ledger.pulled.days('cost', {})).toEqual(days('settled', 0));
});

it('is there when the ledger is opened again', () => {
  ledger.pulled.keepBill(days('settled', 0), [row(0, '1')], START);
  ledger.close();
  ledger = openLedger(folder.getPath('x.db'), { create: false });
  expect(amounts()).toEqual(['1']);
});
