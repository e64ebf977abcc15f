/**
 * A month of usage and its bill, made with faults that are known: what each of them comes to is worked out here from prices
 * written down here, so that what `reconcile` says can be held against it.
 */
import type { Reason } from '../../../src/analysis/reconcile/reasons.ts';

export const DAYS: readonly string[] = Array.from(
  { length: 31 },
  (_, day) => `2026-10-${String(day + 1).padStart(2, '0')}`,
);
const METERS = ['input', 'cache_write_5m', 'cache_write_1h', 'cache_read', 'output'] as const;
type Meter = (typeof METERS)[number];
type Tokens = Record<Meter, number>;

const TYPES: Record<Meter, string> = {
  input: 'input_no_cache',
  cache_write_5m: 'input_cache_write_5m',
  cache_write_1h: 'input_cache_write_1h',
  cache_read: 'input_cache_read',
  output: 'output',
};

/** Picodollars per token: USD per 1,000,000 tokens times 1,000,000. The last model has no price in the program. */
const PRICES: Record<string, Record<Meter, bigint>> = {
  'claude-opus-5-5': prices(4_000_000n, 5_000_000n, 8_000_000n, 200_000n, 20_000_000n),
  'claude-sonnet-5-5': prices(2_000_000n, 2_500_000n, 4_000_000n, 100_000n, 10_000_000n),
  'claude-haiku-5-5': prices(100_000n, 125_000n, 200_000n, 10_000n, 500_000n),
  'claude-opus-5-7': prices(6_000_000n, 7_500_000n, 12_000_000n, 300_000n, 30_000_000n),
};
const TITLES: Record<string, string> = {
  'claude-opus-5-5': 'Claude Opus 5.5',
  'claude-sonnet-5-5': 'Claude Sonnet 5.5',
  'claude-haiku-5-5': 'Claude Haiku 5.5',
  'claude-opus-5-7': 'Claude Opus 5.7',
};
/** Sonnet 5.5 read at 0.20 before 2026-10-07. */
const EARLY_SONNET_READ = 200_000n;
/** A prompt of Haiku 5.5 above 100,000 tokens costs five times as much. */
const LONG = 5n;

function prices(input: bigint, w5: bigint, w1: bigint, read: bigint, output: bigint): Record<Meter, bigint> {
  return { input, cache_write_5m: w5, cache_write_1h: w1, cache_read: read, output };
}

interface Call {
  readonly at: string;
  readonly day: string;
  readonly model: string;
  readonly key: string;
  readonly tokens: Tokens;
}

function listPrice({ day, model, tokens }: Call, meter: Meter, banded = true): bigint {
  const early = model === 'claude-sonnet-5-5' && meter === 'cache_read' && day < '2026-10-07';
  const price = early ? EARLY_SONNET_READ : (PRICES[model]?.[meter] ?? 0n);
  return BigInt(tokens[meter]) * price * (banded && isLong(model, tokens) ? LONG : 1n);
}

function isLong(model: string, { output: _output, ...prompt }: Tokens): boolean {
  return model === 'claude-haiku-5-5' && Object.values(prompt).reduce((a, b) => a + b, 0) > 100_000;
}

function list(calls: readonly Call[], banded = true): bigint {
  return calls.reduce((sum, call) => METERS.reduce((all, meter) => all + listPrice(call, meter, banded), sum), 0n);
}

/** Numbers that are the same every time. */
function numbers(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * most);
  };
}

function callsOf(model: string, days: readonly string[], each: number, seed: number, size = 1): Call[] {
  const next = numbers(seed);
  return days.flatMap((day) =>
    Array.from({ length: each }, (_, index) => {
      const ms = String(next(1000)).padStart(3, '0');
      return {
        at: `${day}T${String(index % 24).padStart(2, '0')}:${String(next(60)).padStart(2, '0')}:17.${ms}Z`,
        day,
        model,
        key: index % 2 === 0 ? 'shop' : 'search',
        tokens: {
          input: 500 + next(9_000),
          cache_write_5m: next(20_000) * size,
          cache_write_1h: next(9_000) * size,
          cache_read: 20_000 + next(60_000) * size,
          output: 300 + next(3_000),
        },
      };
    }),
  );
}

export interface PlantedMonth {
  /** A plain table, without ids. */
  readonly logs: string;
  /** A page of the analytics API: what Haiku 5.5 used in the last four days. */
  readonly report: string;
  /** The console's export, in the header of 2025-12. */
  readonly bill: string;
  /** Picodollars of billed less computed that each fault is worth; rounding is what the rest comes to. */
  readonly truth: Partial<Record<Reason, bigint>>;
  readonly billed: bigint;
}

const MISSING = '2026-10-14';
const HALF_MISSING = '2026-10-20';
const TWICE = '2026-10-09';
const OTHERS = '2026-10-25';
const REPORTED = DAYS.slice(-4);

export interface Planting {
  /** Other requests, of the same kinds. */
  readonly seed: number;
  /** Off every price. */
  readonly percent: bigint;
}

export function plantedMonth({ seed, percent }: Planting): PlantedMonth {
  const opus = callsOf('claude-opus-5-5', DAYS, 40, seed + 1);
  const sonnet = callsOf('claude-sonnet-5-5', DAYS, 60, seed + 2);
  // It came out on the 7th.
  const haiku = callsOf('claude-haiku-5-5', DAYS.slice(6, -4), 80, seed + 3).filter(({ day }) => day !== OTHERS);
  const newest = callsOf('claude-opus-5-7', DAYS.slice(20, 26), 10, seed + 4);
  const reported = callsOf('claude-haiku-5-5', REPORTED, 400, seed + 5, 3);
  const billed = [...opus, ...sonnet, ...haiku, ...newest, ...reported];

  const missing = opus.filter(({ day }) => day === MISSING);
  const halfMissing = sonnet.filter(({ day, key }) => day === HALF_MISSING && key === 'search');
  const twice = sonnet.filter(({ day }) => day === TWICE);
  const others = callsOf('claude-haiku-5-5', [OTHERS], 200, seed + 6);
  const gone = new Set([...missing, ...halfMissing]);
  const logged = [...opus, ...sonnet, ...haiku, ...newest].filter((call) => !gone.has(call));

  const { bill, total } = billOf(billed, percent);
  return {
    logs: tableOf([...logged, ...others, ...twice]),
    report: reportOf(reported),
    bill,
    billed: total,
    truth: {
      discount: (-list(billed) * percent) / 100n,
      missing_logs: list([...missing, ...halfMissing]),
      unpriced: list(newest),
      duplicate_logs: -list(twice),
      extra_logs: -list(others),
      aggregate_band: list(reported) - list(reported, false),
    },
  };
}

/** Rows by day, model, key and type, each rounded to whole cents. */
function billOf(calls: readonly Call[], percent: bigint): { bill: string; total: bigint } {
  const rows = new Map<string, bigint>();
  for (const call of calls) {
    for (const meter of METERS) {
      const row = `${call.day},${TITLES[call.model]},Default,${call.key},message,≤ 200k,${TYPES[meter]}`;
      rows.set(row, (rows.get(row) ?? 0n) + listPrice(call, meter));
    }
  }
  const cents = [...rows].map(([row, pico]) => [row, centsOf((pico * (100n - percent)) / 100n)] as const);
  const text = cents.map(
    ([row, amount]) => `${row},${amount / 100n}.${String(amount % 100n).padStart(2, '0')},token\n`,
  );
  const header = 'usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,cost_type\n';
  return { bill: header + text.join(''), total: cents.reduce((sum, [, amount]) => sum + amount, 0n) * 10n ** 10n };
}

function centsOf(pico: bigint): bigint {
  return (pico + 5_000_000_000n) / 10_000_000_000n;
}

function tableOf(calls: readonly Call[]): string {
  const lines = calls.map(({ at, model, key, tokens }) =>
    [at, model, ...METERS.map((meter) => tokens[meter]), key].join(),
  );
  return `at,model,${METERS.join()},api_key\n${lines.join('\n')}\n`;
}

function reportOf(calls: readonly Call[]): string {
  const data = REPORTED.map((day) => {
    const sum = (meter: Meter): number =>
      calls.filter((call) => call.day === day).reduce((all, { tokens }) => all + tokens[meter], 0);
    return {
      starting_at: `${day}T00:00:00Z`,
      ending_at: new Date(Date.parse(day) + 86_400_000).toISOString().replace('.000', ''),
      group: { model: 'claude-haiku-5-5', service_tier: 'standard', speed: 'standard', context_window: null },
      usage: {
        uncached_input_tokens: sum('input'),
        cache_creation: {
          ephemeral_5m_input_tokens: sum('cache_write_5m'),
          ephemeral_1h_input_tokens: sum('cache_write_1h'),
        },
        cache_read_input_tokens: sum('cache_read'),
        output_tokens: sum('output'),
        requests: 400,
        server_tool_use: { web_search_requests: 0 },
      },
    };
  });
  return `${JSON.stringify({ data, has_more: false, next_page: null })}\n`;
}
