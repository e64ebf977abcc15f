/** Budgets as promptcache-cost.json has them. */
import type { BaselineAsked, Budget, Change, Filter, Limit } from '../analysis/budgets/budget.ts';
import { incoherenceOf, type Incoherence } from '../analysis/budgets/coherence.ts';
import { parseChange, parseLevel } from '../analysis/budgets/level.ts';
import { METRICS } from '../analysis/budgets/metric.ts';
import { parseWindow, WINDOW_NAMES, windowOf, type WindowAsked } from '../analysis/budgets/window.ts';
import { TIME_EXAMPLES, type Clock } from '../core/calendar.ts';
import type { Instant } from '../core/time.ts';
import type { Dimension } from '../store/ledger.ts';
import type { Fault, RawBudget } from './config-schema.ts';

/** The budgets, by their places in the file, and everything that is wrong with them; `near` makes a path beside the file absolute. */
export function readBudgets(
  raws: ReadonlyMap<number, RawBudget>,
  near: Near,
): { readonly budgets: Budget[]; readonly faults: Fault[] } {
  const faults: Fault[] = [];
  const names = new Map<string, number>();
  for (const [index, { name }] of raws) if (name !== undefined && !names.has(name)) names.set(name, index);
  const budgets = [...raws].flatMap(([index, raw]) => {
    const wrong = (key: string, message: string): undefined => {
      faults.push({ path: ['budgets', index, ...(key === '' ? [] : [key])], message });
    };
    const first = raw.name === undefined ? index : names.get(raw.name);
    if (first !== index) wrong('name', `duplicate name (also budgets[${first}])`);
    const budget = readBudget(raw, near, wrong);
    const incoherent = budget && incoherenceOf(budget);
    if (incoherent) wrong(keyOf(incoherent, raw), incoherent.message);
    return budget ? [{ ...budget, name: raw.name ?? madeName(raw, index, names) }] : [];
  });
  return { budgets, faults };
}

/** "cost max 50", with as much more as keeps it apart from the others; taken into `names`. */
function madeName(raw: RawBudget, index: number, names: Map<string, number>): string {
  const limits = LIMITS.flatMap((key) => (raw[key] === undefined ? [] : [`${key} ${raw[key]}`]));
  const plain = [raw.metric, ...limits].join(' ').slice(0, 100);
  const parts = [raw.window, raw.since && `since ${raw.since}`, raw.per && `per ${raw.per}`];
  const fuller = [plain, ...parts.filter((part) => part !== undefined)].join(', ').slice(0, 180);
  const name = [plain, fuller, `${fuller} (${index + 1})`].find((each) => !names.has(each)) ?? `budget ${index + 1}`;
  names.set(name, index);
  return name;
}

type Near = (name: string) => string;
type Wrong = (key: string, message: string) => undefined;

function readBudget(raw: RawBudget, near: Near, wrong: Wrong): Omit<Budget, 'name'> | undefined {
  const window = readWindow(raw, wrong);
  const limit = readLimit(raw, near, wrong);
  const warn = raw.warn === undefined || limit === undefined ? undefined : readWarn(raw, limit, wrong);
  if (window === undefined || limit === undefined || (raw.warn !== undefined && warn === undefined)) return undefined;
  return {
    metric: raw.metric,
    limit,
    ...(warn && { warn }),
    window,
    where: filters(raw),
    ...(raw.per !== undefined && { per: raw.per as Dimension }),
    forecast: raw.forecast ?? 'show',
    minRequests: raw.min_requests ?? ('by' in limit ? 20 : 1),
    ...(raw.allow_lower_bound === true && { allowLowerBound: true }),
  };
}

/** What a time is may depend on now, that it is one does not. */
const SOME_CLOCK: Clock = { now: Date.UTC(2026, 0, 15) as Instant, zone: 'UTC' };
const LATER: Clock = { now: Date.UTC(2090, 0, 15) as Instant, zone: 'UTC' };

function readWindow({ window, since, until }: RawBudget, wrong: Wrong): WindowAsked | undefined {
  if (window !== undefined) {
    if (since !== undefined || until !== undefined)
      return wrong('window', 'expected either a window or since and until');
    return parseWindow(window) ?? wrong('window', `expected one of ${WINDOW_NAMES}`);
  }
  if (since === undefined && until === undefined) return { kind: 'all' };
  const time = `expected a time, such as ${TIME_EXAMPLES}`;
  if (since !== undefined && windowOf({ kind: 'between', since }, SOME_CLOCK) === undefined)
    return wrong('since', time);
  if (until !== undefined && windowOf({ kind: 'between', until }, SOME_CLOCK) === undefined)
    return wrong('until', time);
  const asked: WindowAsked = {
    kind: 'between',
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
  const isNever = [SOME_CLOCK, LATER].every((clock) => windowOf(asked, clock) === undefined);
  return isNever ? wrong('since', 'has to be before until') : asked;
}

const LIMITS = ['max', 'min', 'max_rise', 'max_drop'] as const;

function readLimit(raw: RawBudget, near: Near, wrong: Wrong): Limit | undefined {
  const given = LIMITS.filter((key) => raw[key] !== undefined);
  const [kind] = given;
  if (kind === undefined || given.length > 1) return wrong('', `expected exactly one of ${LIMITS.join(', ')}`);
  const { unit } = METRICS[raw.metric];
  const text = String(raw[kind]);
  if (kind === 'max' || kind === 'min') {
    if (raw.baseline !== undefined) return wrong('baseline', 'goes with max_rise or max_drop');
    const value = parseLevel(text, unit);
    return value === undefined ? wrong(kind, LEVELS[unit]) : { kind, value };
  }
  const by = parseChange(text, unit);
  if (by === undefined) return wrong(kind, 'expected a change such as "20%" or a plain number, 0 or more');
  const baseline = parseBaseline(raw.baseline ?? 'preceding');
  if (baseline === undefined) return wrong('baseline', BASELINES);
  return { kind, by, baseline: baseline.kind === 'file' ? { kind: 'file', file: near(baseline.file) } : baseline };
}

const LEVELS = {
  usd: 'expected US dollars as a plain decimal, such as 12.5 or "0.0000001"',
  share: 'expected a share, such as 0.8 or "80%"',
} as const;

const BASELINES = 'expected "preceding", a window, a month, a date, A..B, or a file that ends in .json';

function readWarn(raw: RawBudget, limit: Limit, wrong: Wrong): Change | undefined {
  const { unit } = METRICS[raw.metric];
  const text = String(raw.warn);
  if ('by' in limit)
    return parseChange(text, unit) ?? wrong('warn', 'expected a change such as "20%" or a plain number, 0 or more');
  const value = parseLevel(text, unit);
  return value === undefined ? wrong('warn', LEVELS[unit]) : { value, relative: false };
}

function filters({ where = {} }: RawBudget): Filter[] {
  return Object.entries(where).flatMap(([dimension, values]) =>
    [values ?? []].flat().map((value) => ({ dimension: dimension as Dimension, value })),
  );
}

/** What a budget's part is called in the file. */
function keyOf({ at }: Incoherence, raw: RawBudget): string {
  if (at === 'limit') return LIMITS.find((key) => raw[key] !== undefined) ?? '';
  if (at === 'window') return raw.window === undefined ? 'since' : 'window';
  return at;
}

/** What a change is held against; undefined when it is none of these. */
export function parseBaseline(text: string): BaselineAsked | undefined {
  if (text === 'preceding') return { kind: 'preceding' };
  const window = parseWindow(text);
  if (window !== undefined) return window.kind === 'all' ? undefined : { kind: 'window', window };
  const [since = '', until = since, ...more] = text.split('..');
  const between: WindowAsked = { kind: 'between', since, until };
  if (more.length === 0 && windowOf(between, SOME_CLOCK) !== undefined) return { kind: 'window', window: between };
  return text.endsWith('.json') ? { kind: 'file', file: text } : undefined;
}
