/** `reconcile` as people see it: a bill whose every difference is worked out by hand, in every format, and what the amounts tell. */
import { createFixture, type FsFixture } from 'fs-fixture';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/render/index.ts';
import { runCli, runJson, type ReportJson } from '../run.ts';
import { expectToFit } from './widths.ts';
import { BILL, HEADER, LOG, opusRows, text } from './billed-days.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const golden = (name: string): string => path.join(ROOT, 'test/golden/reconcile', `${name}.txt`);

let folder: FsFixture;
const env = { NO_COLOR: '1', PROMPTCACHE_COST_DB: 'a.db' };
beforeAll(async () => {
  folder = await createFixture({ 'log.csv': text(LOG), 'cost.csv': text(BILL) });
  await runCli(['ingest', 'log.csv'], { cwd: folder.path, env });
});
afterAll(() => folder.rm());

async function seen(argv: readonly string[], columns = 118): Promise<string> {
  const { code, stdout, stderr } = await runCli(argv, { cwd: folder.path, env, columns });
  const printed = `$ promptcache-cost ${argv.join(' ')}\n${stdout}[stderr]\n${stderr}[exit ${code}]\n`;
  return printed.replace(/"prices_version": "[^"]*"/, '"prices_version": "…"').replaceAll(folder.path, 'SCRATCH/');
}

interface ReconcileJson {
  readonly agrees: boolean;
  readonly billed_usd: string;
  readonly computed_usd: string;
  readonly difference_usd: string;
  readonly apart_usd: string;
  readonly reasons: Record<string, string>;
  readonly rows: { group: unknown; difference_usd: string; reasons: Record<string, string> }[];
}

async function answer(argv: readonly string[], code = 1): Promise<ReconcileJson> {
  const ran = await runCli(['reconcile', ...argv, '--format', 'json'], { cwd: folder.path, env });
  expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code, stderr: '' });
  return JSON.parse(ran.stdout) as ReconcileJson;
}

const due = ({ reasons }: ReconcileJson): Record<string, string> =>
  Object.fromEntries(Object.entries(reasons).filter(([, amount]) => amount !== '0.00'));

describe('a bill 10 % below list, worked out by hand', () => {
  it('is apart by just what was put there', async () => {
    const told = await answer(['cost.csv']);
    expect(told).toMatchObject({
      billed_usd: '29.70', //    3 x 6.30 + 5.40 + 5.40
      computed_usd: '24.002', // 3 x 7.00 + 0.002 + 3.00
      difference_usd: '5.698',
      apart_usd: '15.90', //     3 x 0.70, 5.40, 5.40 and 3.00, whichever way
    });
    expect(due(told)).toEqual({
      discount: '-3.30', //      3 x 0.70 + 0.60 + 0.60
      unpriced: '6.00', //       5.40 / 0.9
      missing_logs: '6.00', //   3.60 / 0.9 + 1.80 / 0.9
      extra_logs: '-3.00',
      rounding: '-0.002',
    });
  });

  it.each(FORMATS.map(({ id }) => id))('as %s', async (format) => {
    await expect(await seen(['reconcile', 'cost.csv', '--format', format])).toMatchFileSnapshot(
      golden(`cost.${format}`),
    );
  });

  it.each<string[][]>([[['reconcile', 'cost.csv']], [['reconcile', 'cost.csv', '--by', 'day']]])(
    '%j fits its terminal',
    async (argv) => {
      expect(await expectToFit(argv, { cwd: folder.path, env })).toBeGreaterThan(3);
    },
  );

  it.each<[string, string[]]>([
    ['by-day', ['cost.csv', '--by', 'day']],
    ['by-model-csv', ['cost.csv', '--by', 'model', '--format', 'csv']],
    [
      'total',
      [
        '--billed',
        '29.70',
        '--since',
        '2026-11',
        '--where',
        'model=claude-opus-5-5',
        '--where',
        'model=claude-opus-5-7',
      ],
    ],
    ['narrow', ['cost.csv', '--since', '2026-11-02', '--until', '2026-11-02']],
  ])('%s', async (name, args) => {
    await expect(await seen(['reconcile', ...args])).toMatchFileSnapshot(golden(name));
  });

  it('has the same parts by any key, and they add up in every row', async () => {
    const pico = (usd: string): bigint => {
      const [, sign = '', whole = '', part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(usd) ?? [];
      return BigInt(`${sign}${whole}${part.padEnd(12, '0')}`);
    };
    const sums = await Promise.all(
      ['day', 'model', 'type', 'day,model', 'day,model,type'].map(async (by) => {
        const { rows, reasons, difference_usd } = await answer(['cost.csv', '--by', by]);
        for (const each of rows)
          expect(Object.values(each.reasons).reduce((sum, usd) => sum + pico(usd), 0n)).toBe(pico(each.difference_usd));
        expect(rows.reduce((sum, each) => sum + pico(each.difference_usd), 0n)).toBe(pico(difference_usd));
        return reasons;
      }),
    );
    for (const each of sums) expect(each).toEqual(sums[0]);
  });
});

describe('the discount', () => {
  it('is kept as prices, with which the bill agrees where the logs do', async () => {
    const days = ['--since', '2026-11-02', '--until', '2026-11-04', '--where', 'model=claude-opus-5-5'];
    await folder.writeFile('opus.csv', text(BILL.filter((line) => !line.includes('5.7'))));
    const wrote = await runCli(['reconcile', 'opus.csv', ...days, '--write-overlay', 'own'], { cwd: folder.path, env });
    expect(wrote.code).toBe(1);
    expect(wrote.stderr).toBe('Wrote 1 price file to own; use them with --prices own.\n');
    expect(JSON.parse(await folder.readFile('own/claude-opus-5-5.json', 'utf8'))).toMatchObject({
      model: 'claude-opus-5-5',
      prices: [
        {
          speed: 'standard',
          from: '2026-11-02',
          input: '3.6',
          cache_write_5m: '4.5',
          cache_write_1h: '7.2',
          cache_read: '0.18',
          output: '18',
          multipliers: { batch: '0.5' },
        },
        { speed: 'fast', from: '2026-11-02', input: '7.2', output: '36' },
      ],
    });
    expect(due(await answer(['opus.csv', ...days, '--prices', 'own'], 0))).toEqual({ rounding: '-0.0018' });
    const at = { cwd: folder.path, env };
    const { totals } = await runJson<ReportJson>(['report', ...days, '--where', 'platform=api', '--prices', 'own'], at);
    expect(totals.cost_usd).toBe('18.9018');
    expect(await runCli(['prices', 'validate', '--prices', 'own'], at)).toMatchObject({ code: 0 });
  });

  it('is what the bill itself says, where it has both prices, on a single day too', async () => {
    const header = `${HEADER.replace('cost_usd', 'cost_usd,list_price_usd')},inference_geo,speed,api_key_id,api_key_status`;
    const rows = opusRows('02').map((line, index) =>
      line.replace(/,([\d.]+),token$/, `,$1,${['4.00', '1.00', '2.00'][index]},token,global,,apikey_01Ex,active`),
    );
    await folder.writeFile('both.csv', text([header, ...rows]));
    const told = await answer(['both.csv']);
    expect(due(told)).toEqual({ discount: '-0.70' });
    expect(await seen(['reconcile', 'both.csv', '--write-overlay', 'own2'])).toContain('Wrote 1 price file to own2');
    expect(due(await answer(['both.csv', '--prices', 'own2'], 0))).toEqual({});
  });

  it('is not told from one day without list prices', async () => {
    await folder.writeFile('day.csv', text([HEADER, ...opusRows('02')]));
    const told = await answer(['day.csv']);
    expect(due(told)).toEqual({ extra_logs: '-0.70' });
    expect(await seen(['reconcile', 'day.csv', '--write-overlay', 'none'])).toContain('no price files were written');
  });
});

describe('what the others tell', () => {
  const atList = (day: string, usd: readonly string[]): string[] => opusRows(day, usd);
  const LIST = ['4.00', '1.00', '2.00'];
  const billed = async (name: string, ...days: string[][]): Promise<Record<string, string>> => {
    await folder.writeFile(name, text([HEADER, ...days.flat()]));
    return due(await answer([name, '--where', 'model=claude-opus-5-5']));
  };

  it('one kind of token alone is off: unexplained', async () => {
    const days = [atList('02', LIST), atList('03', ['4.00', '1.00', '2.50']), atList('04', LIST)];
    expect(await billed('one.csv', ...days)).toEqual({ unexplained: '0.50', rounding: '-0.002' });
  });

  it('kinds are off both ways: unexplained, and they do not cancel out', async () => {
    const days = [atList('02', LIST), atList('03', ['3.50', '1.50', '2.00']), atList('04', LIST)];
    await folder.writeFile('ways.csv', text([HEADER, ...days.flat()]));
    const told = await answer(['ways.csv', '--where', 'model=claude-opus-5-5']);
    expect(told).toMatchObject({ difference_usd: '-0.002', apart_usd: '1.00', agrees: false });
    expect(due(told)).toEqual({ rounding: '-0.002' });
    expect(told.rows.flatMap(({ reasons }) => reasons['unexplained'] ?? [])).toEqual(['0.50', '-0.50']);
  });

  it('all kinds are off alike: part of the logs is missing, or too much', async () => {
    const more = [atList('02', LIST), atList('03', ['8.00', '1.50', '6.00']), atList('04', LIST)];
    expect(await billed('more.csv', ...more)).toEqual({ missing_logs: '8.50', rounding: '-0.002' });
    const less = [atList('02', LIST), atList('03', ['3.00', '0.50', '1.00']), atList('04', LIST)];
    expect(await billed('less.csv', ...less)).toEqual({ extra_logs: '-2.50', rounding: '-0.002' });
  });

  it('containers and searches are billed as well', async () => {
    const days = [atList('02', LIST), atList('03', LIST), atList('04', LIST)];
    const container = '2026-11-03,,Default,key,,,,0.05,code_execution';
    const search = '2026-11-03,,Default,key,,,,0.02,web_search';
    expect(await billed('more-types.csv', ...days, [container, search])).toEqual({
      other_charges: '0.05',
      missing_logs: '0.02',
      rounding: '-0.002',
    });
  });

  it('a report that tells days and models apart, and no kinds of tokens', async () => {
    const bucket = (day: string, ...results: object[]): object => ({
      starting_at: `2026-11-${day}T00:00:00Z`,
      ending_at: `2026-11-${day}T23:59:59Z`,
      results,
    });
    const opus = (amount: string): object => ({
      amount,
      currency: 'USD',
      cost_type: 'tokens',
      model: 'claude-opus-5-5',
    });
    const hours = { amount: '8', currency: 'USD', cost_type: 'session_usage', model: null };
    const data = [bucket('02', opus('700.00')), bucket('03', opus('750.00'), hours), bucket('04', opus('700.20'))];
    await folder.writeFile('report.json', JSON.stringify({ data, has_more: false }));
    const told = await answer(['report.json', '--where', 'model=claude-opus-5-5']);
    expect(due(told)).toEqual({ other_charges: '0.08', unexplained: '0.50' });
  });

  it('the same log, read twice for want of ids', async () => {
    await folder.writeFile('again.csv', text([LOG[0] ?? '', '', ...LOG.slice(1)]));
    const own = { ...env, PROMPTCACHE_COST_DB: 'twice.db' };
    await runCli(['ingest', 'log.csv', 'again.csv'], { cwd: folder.path, env: own });
    const days = [atList('02', LIST), atList('03', LIST), atList('04', LIST)];
    await folder.writeFile('single.csv', text([HEADER, ...days.flat()]));
    const argv = ['reconcile', 'single.csv', '--where', 'model=claude-opus-5-5', '--format', 'json'];
    const { stdout } = await runCli(argv, { cwd: folder.path, env: own });
    expect(due(JSON.parse(stdout) as ReconcileJson)).toEqual({ duplicate_logs: '-21.002', rounding: '-0.002' });
  });
});
