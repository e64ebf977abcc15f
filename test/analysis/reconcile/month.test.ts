/** A month whose bill has known faults: how much of what is apart is put down to the right one. */
import { createFixture, type FsFixture } from 'fs-fixture';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REASONS, type Reason } from '../../../src/analysis/reconcile/reasons.ts';
import { runCli } from '../../run.ts';
import { plantedMonth, type PlantedMonth, type Planting } from './planted-month.ts';

const BOTH = ['--where', 'kind=message', '--where', 'kind=aggregate'];
const FIRST: Planting = { seed: 0, percent: 12n };

interface ReconcileJson {
  readonly billed_usd: string;
  readonly difference_usd: string;
  readonly reasons: Record<Reason, string>;
  readonly bill: { repeated_rows: number };
}

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture();
});
afterEach(() => folder.rm());

async function plant(planting: Planting): Promise<PlantedMonth> {
  const month = plantedMonth(planting);
  for (const [name, text] of [
    ['logs.csv', month.logs],
    ['report.json', month.report],
    ['cost.csv', month.bill],
  ] as const)
    await folder.writeFile(name, text);
  const { code, stderr } = await runCli(['ingest', 'logs.csv', 'report.json', '--db', 'a.db'], { cwd: folder.path });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return month;
}

async function reconciled(...names: string[]): Promise<ReconcileJson> {
  const argv = ['reconcile', ...names, ...BOTH, '--db', 'a.db', '--format', 'json'];
  const { code, stdout, stderr } = await runCli(argv, { cwd: folder.path });
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  return JSON.parse(stdout) as ReconcileJson;
}

function pico(usd: string): bigint {
  const [, sign = '', whole = '0', part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(usd) ?? [];
  return BigInt(`${sign}${whole}${part.padEnd(12, '0')}`);
}

const size = (value: bigint): bigint => (value < 0n ? -value : value);
const usd = (value: bigint): string => (Number(value / 10n ** 8n) / 1e4).toFixed(4).padStart(12);

/** What was planted and what was found, and the share that was put down to the right reason. */
function score(month: PlantedMonth, { reasons, difference_usd }: ReconcileJson): { text: string; right: number } {
  // What none of the faults is worth is what rounding left.
  const planted = Object.values(month.truth).reduce((sum, amount) => sum + amount, 0n);
  const truth: Partial<Record<Reason, bigint>> = { ...month.truth, rounding: pico(difference_usd) - planted };
  let [all, wrong] = [0n, 0n];
  const lines = REASONS.map((reason) => {
    const [told, meant] = [pico(reasons[reason]), truth[reason] ?? 0n];
    all += size(meant);
    wrong += size(told - meant);
    return `${reason.padEnd(16)} planted ${usd(meant)}  found ${usd(told)}`;
  });
  const right = 1 - Number((wrong * 1_000_000n) / all) / 1e6;
  return { text: `${lines.join('\n')}\nput down to the right reason: ${(right * 100).toFixed(2)} %`, right };
}

describe('a month with a discount, missing, doubled and foreign logs, a model without a price, and long prompts in buckets', () => {
  it('has at least 95 % of what is apart put down to the right reason, and each reason by itself', async () => {
    const month = await plant(FIRST);
    const told = await reconciled('cost.csv');
    expect(pico(told.billed_usd)).toBe(month.billed);
    expect(REASONS.reduce((sum, reason) => sum + pico(told.reasons[reason]), 0n)).toBe(pico(told.difference_usd));
    const { text, right } = score(month, told);
    console.log(text);
    expect(right).toBeGreaterThanOrEqual(0.95);
    for (const [reason, meant] of Object.entries(month.truth) as [Reason, bigint][])
      expect(Number(pico(told.reasons[reason])) / Number(meant)).toBeCloseTo(1, 1);
  });

  it.each([0n, 5n, 12n, 35n].flatMap((percent) => [10, 20].map((seed) => ({ percent, seed }))))(
    'and so have others: $percent % off, seed $seed',
    async (planting) => {
      const { text, right } = score(await plant(planting), await reconciled('cost.csv'));
      expect(right, text).toBeGreaterThanOrEqual(0.95);
    },
  );

  it('comes to the same when the export is given twice, or was put behind itself', async () => {
    const month = await plant(FIRST);
    const once = await reconciled('cost.csv');
    await folder.writeFile('again.csv', month.bill);
    await folder.writeFile('doubled.csv', month.bill + month.bill);
    for (const names of [['cost.csv', 'again.csv'], ['doubled.csv']]) {
      const { bill, ...rest } = await reconciled(...names);
      expect(bill.repeated_rows).toBeGreaterThan(0);
      expect(rest).toEqual({ ...once, bill: undefined });
    }
  });
});
