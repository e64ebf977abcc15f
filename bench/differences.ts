/** What a program says about the logs, against the truth about them. */
import type { Truth } from './synthetic/truth.ts';

const METERS = ['input', 'cache_write_5m', 'cache_write_1h', 'cache_read', 'output'] as const;

interface ReportRow {
  readonly group: { readonly model?: string };
  readonly tokens?: Readonly<Record<string, number | string>>;
}

/** `stdout`: of report --by model --format json. */
export function differences(what: string, models: Truth['models'], stdout: string): string[] {
  const { rows = [] } = JSON.parse(stdout) as { rows?: readonly ReportRow[] };
  const wrong = rows.flatMap(({ group: { model = '?' } }) =>
    model in models ? [] : [`${what}: ${model} should not be there`],
  );
  for (const [model, truth] of Object.entries(models)) {
    const tokens = rows.find((row) => row.group.model === model)?.tokens;
    for (const meter of METERS) {
      const counted = tokens?.[meter];
      if (counted === undefined || BigInt(counted) !== BigInt(truth[meter]))
        wrong.push(`${what}: ${model} ${meter} is ${counted ?? 'missing'}, should be ${truth[meter]}`);
    }
  }
  return wrong;
}

function sumOf({ models }: Truth): number {
  return Object.values(models).reduce((sum, model) => METERS.reduce((part, meter) => part + model[meter], sum), 0);
}

/** The tokens that ccusage found, as a share of those that are there. */
export function ccusageShare(truth: Truth, stdout: string): number {
  const { totals } = JSON.parse(stdout) as { totals?: { totalTokens?: number } };
  return (totals?.totalTokens ?? 0) / sumOf(truth);
}

/** The same of DuckDB's table, whose columns are named like the meters. */
export function duckdbShare(truth: Truth, stdout: string): number {
  const columns = JSON.parse(stdout) as Record<string, string>;
  return METERS.reduce((sum, meter) => sum + Number(columns[meter]), 0) / sumOf(truth);
}
