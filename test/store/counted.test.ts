/** Counts in the ledger: known by what a prefix is, and found at the runs that end with it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Ledger } from '../../src/store/ledger.ts';
import { chainsOf } from '../../src/store/runs.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { event, writeEvents } from './events.ts';
import { block, prompt } from './sent.ts';

const BLOCKS = [
  block(1, { level: 'tools', kind: 'tool', role: '', ends: false }),
  block(2, { level: 'system', role: '', ends: false }),
  ...[block(3), block(4, { role: 'assistant' }), block(5)],
];
const model = 'claude-opus-5-5';
const prefix = (blocks: number, rest = {}) => ({
  chain: chainsOf(BLOCKS)[blocks - 1] ?? '',
  parameters: '',
  model,
  ...rest,
});

let ledger: Ledger;
beforeEach(() => {
  ledger = openLedger('', { create: true });
});
afterEach(() => ledger.close());

function write(blocks = BLOCKS): void {
  writeEvents(ledger, [event('m:1', { prompt: prompt(blocks) })]);
}

const counts = () => [...ledger.runs()].map(({ counted }) => counted?.map(({ tokens }) => tokens) ?? []);

it('a count is that of its chain, parameters and model, and the last one holds', () => {
  ledger.keepCount(prefix(3), 30);
  ledger.keepCount(prefix(3, { model: 'other' }), 33);
  ledger.keepCount(prefix(3, { parameters: 'p' }), 31);
  ledger.keepCount(prefix(0), 2);
  ledger.keepCount(prefix(3), 32);
  expect(ledger.countOf(prefix(3))).toBe(32);
  expect(ledger.countOf(prefix(3, { parameters: 'p' }))).toBe(31);
  expect(ledger.countOf(prefix(3, { model: 'other' }))).toBe(33);
  expect(ledger.countOf(prefix(0))).toBe(2);
  expect(ledger.countOf(prefix(2))).toBeUndefined();
});

it.each(['before', 'after'])('counts that came %s the prompt are at its runs', (order) => {
  if (order === 'after') write();
  [1, 2, 3, 5].forEach((blocks) => ledger.keepCount(prefix(blocks), blocks * 10));
  ledger.keepCount(prefix(3, { parameters: 'p' }), 31);
  ledger.keepCount(prefix(0), 2);
  if (order === 'before') write();
  expect(counts()).toEqual([[10], [20], [30, 31], [], [50]]);
  expect([...ledger.runs()][2]?.counted?.[1]).toEqual({ parameters: 'p', model, tokens: 31 });
});

it('they are at its runs whichever prompt was stored first', () => {
  write(BLOCKS.slice(0, 4));
  write();
  ledger.keepCount(prefix(3), 30);
  ledger.keepCount(prefix(5), 50);
  expect(counts()).toEqual([[], [], [30], [], [50]]);
});

it('nothing of a rehearsal is kept', async () => {
  await ledger.rehearse(() => {
    ledger.keepCount(prefix(3, { model: 'other' }), 30);
    expect(ledger.countOf(prefix(3, { model: 'other' }))).toBe(30);
    return Promise.resolve();
  });
  expect(ledger.countOf(prefix(3, { model: 'other' }))).toBeUndefined();
  expect(ledger.values('model')).toEqual([]);
  ledger.keepCount(prefix(3, { model: 'other' }), 30);
  expect(ledger.countOf(prefix(3, { model: 'other' }))).toBe(30);
});
