/** A saved baseline read back, strictly: what was edited or cut short is no baseline. Import it lazily, zod is slow to load. */
import * as z from 'zod';
import type { Pico } from '../../core/money.ts';
import type { Problem } from '../../core/problem.ts';
import { parseInstant, type Instant } from '../../core/time.ts';
import type { Facet } from '../groups.ts';
import type { Measured } from './measured.ts';
import { BASELINE_VERSION, SUMS_SAVED, type SavedBaseline } from './saved.ts';

const count = z
  .string()
  .regex(/^\d{1,30}$/, 'expected a whole number as text')
  .transform(BigInt);
const pico = z
  .string()
  .regex(/^-?\d{1,30}$/, 'expected picodollars as text')
  .transform((text) => BigInt(text) as Pico);
const instant = z.string().transform((text, context): Instant => {
  const parsed = parseInstant(text);
  if (parsed.ok) return parsed.at;
  context.addIssue('expected an instant');
  return z.NEVER;
});
const dimension = z.string().transform((name) => name as Facet);

const measured = z
  .strictObject({
    requests: count,
    hits: count,
    // Those saved before there were aggregates have none.
    aggregated_requests: count.default(0n),
    uncounted_tokens: count.default(0n),
    prompt_tokens: count,
    read_tokens: count,
    write_tokens: count,
    tokens: count,
    unpriced_tokens: count,
    cost_picodollars: pico,
    uncached_cost_picodollars: pico,
    write_premium_picodollars: pico,
    unread_write_tokens: count,
    unattributed_write_tokens: count,
    records: count,
    refused_records: count,
    priced: z.enum(['all', 'some', 'none']),
  })
  .transform((json) => {
    const values: Readonly<Record<string, unknown>> = json;
    const sums = SUMS_SAVED.map(([name, saved]) => [name, values[saved]]);
    return { ...Object.fromEntries(sums), priced: json.priced } as Measured;
  });

const windowAsked = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({
    kind: z.literal('calendar'),
    unit: z.enum(['day', 'week', 'month']),
    back: z.literal([0, 1]),
  }),
  z.strictObject({ kind: z.literal('days'), count: z.int().positive() }),
  z.strictObject({ kind: z.literal('between'), since: z.string().exactOptional(), until: z.string().exactOptional() }),
]);

const selection = z
  .strictObject({
    window: windowAsked,
    where: z.array(z.strictObject({ dimension, value: z.string() })),
    per: dimension.nullable(),
    unread_writes: z.boolean(),
    rules: z.record(z.string(), z.unknown()).exactOptional(),
    from: instant.nullable(),
    to: instant.nullable(),
    covered: z.boolean(),
    groups: z.array(
      z.strictObject({
        group: z.string().nullable().optional(),
        measured,
        days: z.array(z.strictObject({ at: instant, measured })),
        spenders: z.array(z.strictObject({ model: z.string(), project: z.string().nullable(), measured })),
      }),
    ),
  })
  .transform(({ window, where, per, unread_writes: unreadWrites, rules, from, to, covered, groups }) => ({
    asked: { window, where, ...(per !== null && { per }), unreadWrites, ...(rules && { rules }) },
    period: { ...(from !== null && { since: from }), ...(to !== null && { until: to }) },
    covered,
    groups: new Map(groups.map(({ group, ...observed }) => [group, observed])),
  }));

const baseline = z
  .strictObject({
    schema_version: z.literal(BASELINE_VERSION),
    prices_version: z.string(),
    tz: z.string(),
    selections: z.array(selection),
  })
  .transform(({ prices_version, tz, selections }) => ({ pricesVersion: prices_version, zone: tz, selections }));

/** The baseline, or the first thing wrong with it. */
export function parseSaved(json: unknown, file: string): SavedBaseline | Problem {
  const parsed = baseline.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('') ?? '';
  return {
    code: 'bad_baseline',
    message: `is not a baseline: ${issue?.message ?? 'unreadable'}.`,
    where: { file, path: path.replace(/^\./, '') },
    hint: 'Save it again with check --save-baseline.',
  };
}
