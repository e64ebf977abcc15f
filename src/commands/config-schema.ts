/**
 * The shape of promptcache-cost.json: for reading it, and as JSON Schema for editors. Import it lazily: zod takes
 * 50 ms to load.
 */
import * as z from 'zod';
import type { Budget } from '../analysis/budgets/budget.ts';
import { METRIC_IDS, type MetricId } from '../analysis/budgets/metric.ts';
import { WINDOW_NAMES, WINDOW_PATTERN } from '../analysis/budgets/window.ts';
import { isObject } from '../core/json.ts';
import { didYouMean } from '../core/nearest.ts';
import type { Projects } from '../sources/source.ts';
import { DIMENSIONS } from '../store/ledger.ts';

const LIMIT_KEYS = ['max', 'min', 'max_rise', 'max_drop'] as const;

const number = z.union([z.number(), z.string()]);
const dimension = z
  .string()
  .regex(new RegExp(`^(${DIMENSIONS.join('|')}|label:.+)$`), `expected one of ${DIMENSIONS.join(', ')}, label:KEY`);
const facet = z
  .string()
  .regex(
    new RegExp(`^(${DIMENSIONS.join('|')}|(label|group):.+)$`),
    `expected one of ${DIMENSIONS.join(', ')}, label:KEY, group:NAME`,
  );
const time = z.string().describe('A date (2026-11-01), a month (2026-11) or an instant.');

const optional = z
  .object({
    max: number.describe('At most this: USD, or a share such as 0.8 or "80%".'),
    min: number.describe('At least this.'),
    max_rise: number.describe('At most this much above the baseline: "20%" of it, or USD or points of a share.'),
    max_drop: number.describe('At most this much below the baseline.'),
    warn: number.describe('Where warning starts, on the safe side of the limit.'),
    window: z
      .string()
      .regex(WINDOW_PATTERN, `expected one of ${WINDOW_NAMES}`)
      .describe(`Which usage: ${WINDOW_NAMES}. Default: all.`),
    since: time,
    until: time,
    where: z
      .partialRecord(facet, z.union([z.string(), z.array(z.string()).min(1)]))
      .describe('Only usage with these values; of several, any.'),
    per: facet.describe('Hold each value of this by itself against the limit.'),
    forecast: z
      .enum(['show', 'warn', 'fail'])
      .describe('What it comes to when an amount is heading past its limit. Default: show.'),
    baseline: z
      .string()
      .describe('"preceding" (the default), a window, a month, a date, A..B, or a file of check --save-baseline.'),
    min_requests: z.int().min(0).describe('Judge nothing on fewer requests. Default: 1, for changes 20.'),
    allow_lower_bound: z.boolean().describe('Judge lower bounds as if they were values. Default: false.'),
  })
  .partial();

const budget = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('What the verdict is about; each name once. Default: metric and limit, such as "cost max 50".'),
  metric: z.enum(METRIC_IDS).describe('What is limited.'),
  ...optional.shape,
});

const projects = z.union([
  z.literal('directory'),
  z.record(z.string().regex(/^(?:[\\/]|[A-Za-z]:[\\/])/), z.string().min(1).max(200)),
]);

const rule = z.strictObject({
  value: z
    .string()
    .min(1)
    .max(200)
    .describe('What this rule assigns, such as the name of a team. Several rules may assign the same.'),
  match: z
    .partialRecord(dimension, z.union([z.string(), z.array(z.string()).min(1)]))
    .refine((match) => Object.keys(match).length > 0, 'must not be empty')
    .describe(
      'Patterns by dimension. All dimensions must match, and of several patterns any. "*" matches any text, "?" one character, "" what is unknown.',
    ),
});

const groups = z.record(
  z.string().regex(/^[\p{L}\p{N}_.-]{1,100}$/u, 'expected a name of letters, digits, "-", "_" and "."'),
  z.array(rule).min(1),
);

const config = z
  .strictObject({
    $schema: z.string(),
    db: z.string().describe('The ledger, relative to this file.'),
    tz: z.string().describe('IANA time zone of days, weeks and months.'),
    prices: z.string().describe('A directory of price files, relative to this file.'),
    projects: projects.describe(
      'What sessions count for that coding agents log: names for the directories they begin in and all below, or "directory": each call for its own. Default: the repository they begin in.',
    ),
    groups: groups.describe(
      'Your own groups, such as teams by project and user, for --by group:NAME and --where group:NAME=VALUE. The first rule that matches decides.',
    ),
    budgets: z.array(budget).describe('What "promptcache-cost check" holds usage against.'),
  })
  .partial();

/** As it stands in the file. */
interface RawConfig {
  readonly $schema?: string | undefined;
  readonly db?: string | undefined;
  readonly tz?: string | undefined;
  readonly prices?: string | undefined;
  readonly projects?: Projects | undefined;
  readonly groups?: Readonly<Record<string, readonly RawRule[]>> | undefined;
  readonly budgets?: readonly RawBudget[] | undefined;
}

export interface RawRule {
  readonly value: string;
  readonly match: Readonly<Partial<Record<string, string | readonly string[]>>>;
}

export interface RawBudget extends Readonly<Partial<Record<(typeof LIMIT_KEYS)[number], Level | undefined>>> {
  readonly name?: string | undefined;
  readonly metric: MetricId;
  readonly warn?: Level | undefined;
  readonly window?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly where?: Readonly<Partial<Record<string, string | readonly string[]>>> | undefined;
  readonly per?: string | undefined;
  readonly forecast?: Budget['forecast'] | undefined;
  readonly baseline?: string | undefined;
  readonly min_requests?: number | undefined;
  readonly allow_lower_bound?: boolean | undefined;
}

type Level = number | string;

/** Something wrong in a configuration, and where: of a key, or else of the value behind it. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  readonly of?: 'key';
  /** Without a full stop. */
  readonly message: string;
  readonly hint?: string;
}

/** What there is of the right shape, of budgets each by its index, and everything that has another one. */
interface ReadConfig {
  readonly raw: Omit<RawConfig, 'budgets'>;
  readonly budgets: ReadonlyMap<number, RawBudget> | undefined;
  readonly faults: readonly Fault[];
}

export function readConfigShape(json: unknown): ReadConfig {
  const parsed = config.safeParse(json, { reportInput: true });
  if (parsed.success) {
    const { budgets, ...raw } = parsed.data;
    return { raw, budgets: budgets && new Map(budgets.entries()), faults: [] };
  }
  const listed = isObject(json) && Array.isArray(json['budgets']) ? (json['budgets'] as unknown[]) : [];
  const sound = listed.flatMap((each, index) => {
    const read = budget.safeParse(each);
    return read.success ? [[index, read.data] as const] : [];
  });
  return { raw: {}, budgets: new Map(sound), faults: parsed.error.issues.flatMap(faultsOf) };
}

/** JSON Schema, draft 2020-12. */
export function configJsonSchema(): unknown {
  const schema = z.toJSONSchema(config, {
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === rule.shape.match) jsonSchema.minProperties = 1;
      if (zodSchema === budget) jsonSchema.oneOf = LIMIT_KEYS.map((key) => ({ required: [key] }));
    },
  });
  return { ...schema, title: 'promptcache-cost.json', description: 'Settings and budgets of promptcache-cost.' };
}

type Issue = z.core.$ZodIssue;

function faultsOf(issue: Issue): Fault[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(shapeAt(path));
    return issue.keys.map((key) => {
      const hint = didYouMean(key, known) || `Expected one of ${known.join(', ')}.`;
      return { path: [...path, key], of: 'key', message: 'unknown key', hint };
    });
  }
  const isMissing = issue.input === undefined && issue.code.startsWith('invalid');
  const message = isMissing ? `missing (${expectation(issue)})` : expectation(issue);
  return [{ path, ...(issue.code === 'invalid_key' && { of: 'key' }), message }];
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `expected one of ${issue.values.join(', ')}`;
    case 'invalid_union':
      if (issue.path[0] === 'projects') return 'expected "directory", or names of projects by absolute directories';
      return issue.path.includes('where') || issue.path.includes('match')
        ? 'expected a string or a list of strings'
        : 'expected a number, or a decimal as a string';
    case 'invalid_key':
      if (issue.path[0] !== 'groups')
        return `expected a key that is one of ${DIMENSIONS.join(', ')}, label:KEY, group:NAME`;
      return issue.path.includes('match')
        ? `expected a key that is one of ${DIMENSIONS.join(', ')}, label:KEY`
        : 'expected a name of letters, digits, "-", "_" and "."';
    case 'invalid_type':
      return `expected ${KINDS[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? 'must not be empty'
        : `expected ${String(issue.minimum)} or more`;
    case 'too_big':
      return `expected at most ${String(issue.maximum)}${issue.origin === 'string' ? ' characters' : ''}`;
    default:
      return issue.message;
  }
}

/** The keys of the object at a place in the file. */
function shapeAt([key, ...more]: Issue['path']): object {
  if (more.length === 0) return config.shape;
  return key === 'groups' ? rule.shape : budget.shape;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};
