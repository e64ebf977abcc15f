/** All budgets held against the ledger. */
import { bucketStart, MS_PER_SLOT, type Instant, type Period } from '../../core/time.ts';
import type { PriceBook } from '../../prices/book.ts';
import { requestLog, type RequestLog } from '../../requests/log.ts';
import { unreadWrites } from '../../requests/written.ts';
import type { FacetedQuery, FacetedUsage, FacetedUsageQuery } from '../faceted-usage.ts';
import type { Facet } from '../groups.ts';
import type { Quoter } from '../quoter.ts';
import { valueShown } from '../report.ts';
import type { BaselineAsked, Budget } from './budget.ts';
import type { Baseline } from './compare.ts';
import { judge, type Judgement } from './judge.ts';
import type { RecordCounts } from './measured.ts';
import { observer, type Owner } from './observe.ts';
import type { Observations, SavedSelection } from './saved.ts';
import type { Verdict } from './verdict.ts';
import { precedingOf, windowOf, type Window } from './window.ts';

export interface CheckContext {
  readonly ledger: Pick<FacetedUsage, 'usage' | 'inferences'>;
  readonly book: PriceBook;
  readonly quotes: Quoter;
  readonly now: Instant;
  readonly zone: string;
  readonly allowUnpriced: boolean;
  readonly allowLowerBound?: boolean;
  readonly counts: RecordCounts;
  /** The filters of a budget, as the ledger knows their values. */
  filters(budget: Budget): FacetedQuery['where'];
  /** A saved baseline, by the name the user gave it; undefined when it holds nothing of this budget's selection. */
  saved(file: string, budget: Budget): SavedSelection | undefined;
}

/** The judgements of each budget, in order; one for each group of a budget with `per`, those that need attention first. */
export function check(budgets: readonly Budget[], context: CheckContext): Judgement[] {
  const observe = remembering(context);
  return budgets.flatMap((budget) => {
    const window = windowAsked(budget, context);
    const groups = observe(budget, window.period, isOpen(window.period));
    const against = baselineOf(budget, window, context, observe);
    const present = [...groups.keys()].sort(byName);
    // Without any usage there is no group to name, and still a verdict to give.
    const owners = present.length === 0 ? [undefined] : present;
    const judged = owners.map((group) => {
      const before = against?.groups.get(group);
      const baseline: Baseline | undefined = before && against && { ...against, observed: before };
      return judge(budget, group, window, groups.get(group), baseline, context);
    });
    return judged.sort((a, b) => URGENCY.indexOf(a.verdict) - URGENCY.indexOf(b.verdict));
  });
}

const URGENCY: readonly Verdict[] = ['fail', 'warn', 'unknown', 'pass'];

function byName(a: Owner['group'], b: Owner['group']): number {
  return (a ?? '') < (b ?? '') ? -1 : 1;
}

/** The window of a budget. What was typed has been checked before: that it does not parse is a bug. */
export function windowAsked({ window }: Pick<Budget, 'window'>, context: CheckContext): Window {
  const found = windowOf(window, context);
  if (found === undefined) throw new Error('a window that has no period');
  return found;
}

/** Without ends, a window is as long as the days it has usage on. */
function isOpen({ since, until }: Period): boolean {
  return since === undefined || until === undefined;
}

/** `byDay`: with the sums of each day, which takes longer in zones other than UTC. */
type Observe = (budget: Budget, period: Period, byDay: boolean) => Observations;

/** Budgets often look at the same usage: each selection is read once. */
function remembering(context: CheckContext): Observe {
  const known = new Map<string, Observations>();
  return (budget, period, byDay) => {
    const key = JSON.stringify([budget.where, budget.per, period, budget.metric === 'unread_write_share', byDay]);
    const found = known.get(key) ?? observeUsage(budget, period, byDay, context);
    known.set(key, found);
    return found;
  };
}

/** Reads the usage of a budget's selection in a period. */
export function observeUsage(budget: Budget, period: Period, byDay: boolean, context: CheckContext): Observations {
  const { ledger, book, quotes, zone, counts } = context;
  const by: Facet[] = ['model', 'project', ...(budget.per === undefined ? [] : [budget.per])];
  const where = context.filters(budget);
  const seen = observer(quotes, zone, budget.per !== undefined);
  const ownerOf = (values: readonly string[]): Owner => {
    const [model = '', project = '', group] = values;
    return {
      model: valueShown('model', model, book) ?? '',
      project: valueShown('project', project, book),
      group: budget.per === undefined ? undefined : valueShown(budget.per, group ?? '', book),
    };
  };
  const bucket = byDay ? { bucket: { size: 'day', zone } as const } : {};
  const query: FacetedUsageQuery = { period, by, where, ...bucket, edges: book.thresholds };
  for (const usage of ledger.usage(query)) {
    const owner = ownerOf(usage.values);
    seen.add(usage, owner);
    // An aggregate has no place in a chain: what it wrote may have been read, or not.
    const { cache_write_5m: short, cache_write_1h: long } = usage.sums;
    if (budget.metric === 'unread_write_share' && usage.terms.kind === 'aggregate')
      seen.addFate(usage.at, { unread: 0n, unattributed: short + long }, owner);
  }
  if (budget.metric === 'unread_write_share') {
    // A later request may read what was written in the period, so reading goes on after its end.
    const open = period.since === undefined ? {} : { since: period.since };
    const log = requestLog(ledger.inferences({ period: open, by, where }));
    for (const { at, values, unread, unattributed } of fatesOf(log, period))
      seen.addFate(at, { unread: BigInt(unread), unattributed: BigInt(unattributed) }, ownerOf(values));
  }
  return seen.observed(counts);
}

interface Fate {
  readonly at: Instant;
  readonly values: readonly string[];
  unread: number;
  unattributed: number;
}

/** What became of the writes of a period, summed by who wrote and by quarter of an hour, which no day parts. */
function fatesOf(log: RequestLog, { until }: Period): Iterable<Fate> {
  const { logged, kinds } = log;
  const { unread5m, unread1h } = unreadWrites(log);
  const fates = new Map<string, Fate>();
  for (const [row, time] of logged.at.entries()) {
    if (until !== undefined && time >= until) break;
    const unread = (unread5m[row] ?? 0) + (unread1h[row] ?? 0);
    const unattributed =
      logged.chain[row] === -1 ? (logged.cache_write_5m[row] ?? 0) + (logged.cache_write_1h[row] ?? 0) : 0;
    if (unread + unattributed === 0) continue;
    const [kind, slot] = [logged.kind[row] ?? 0, Math.floor(time / MS_PER_SLOT)];
    const key = `${kind} ${slot}`;
    const values = kinds[kind]?.values ?? [];
    const fate = fates.get(key) ?? { at: (slot * MS_PER_SLOT) as Instant, values, unread: 0, unattributed: 0 };
    fates.set(key, fate);
    fate.unread += unread;
    fate.unattributed += unattributed;
  }
  return fates.values();
}

type Against = Omit<Baseline, 'observed'> & { readonly groups: Observations };

function baselineOf(budget: Budget, window: Window, context: CheckContext, observe: Observe): Against | undefined {
  if (budget.limit.kind !== 'max_rise' && budget.limit.kind !== 'max_drop') return undefined;
  const asked = budget.limit.baseline;
  if (asked.kind === 'file') {
    const saved = context.saved(asked.file, budget);
    return saved && { name: asked.file, period: saved.period, covered: saved.covered, groups: saved.groups };
  }
  const period = periodOf(asked, window, context);
  if (period === undefined) return undefined;
  const name = asked.kind === 'preceding' ? 'the preceding window' : 'the baseline window';
  return { name, period, covered: isCovered(period, context), groups: observe(budget, period, true) };
}

/** Whether the ledger, whatever the filter, has usage of the period's first day or of before. */
export function isCovered({ since }: Period, { ledger, zone }: CheckContext): boolean {
  if (since === undefined) return true;
  const early = { until: bucketStart(since, 'day', zone, 1) };
  const [first] = ledger.usage({ period: early, by: [], where: new Map(), edges: [] });
  return first !== undefined;
}

function periodOf(
  asked: Exclude<BaselineAsked, { kind: 'file' }>,
  { period }: Window,
  context: CheckContext,
): Period | undefined {
  if (asked.kind === 'preceding') return precedingOf(period, context.zone);
  // Days that have not passed yet are no baseline.
  const found = windowOf(asked.window, context);
  return found?.elapsed ?? found?.period;
}
