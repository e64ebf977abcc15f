/** What a check came to: the verdict, a line for each budget, and what to do. */
import type { Judgement } from '../../analysis/budgets/judge.ts';
import type { Verdict } from '../../analysis/budgets/verdict.ts';
import type { Problem } from '../../core/problem.ts';
import { formatProblem } from '../../core/problem.ts';
import {
  cell,
  left,
  leftOf,
  noteIf,
  right,
  rightOf,
  tableOf,
  type Case,
  type Cell,
  type Column,
  type Document,
  type ItemColumn,
  type Note,
  type Table,
  type Tone,
  keyed,
  named,
} from '../document.ts';
import { formatPlural, formatRatio } from '../numbers.ts';
import { group } from './cells.ts';
import { judgementJson } from './check-json.ts';
import {
  actionOf,
  apart,
  contributorsText,
  distanceText,
  isLowerBound,
  rangeText,
  limitText,
  messageOf,
  nameOf,
  periodText,
  valueText,
} from './verdicts.ts';

/** Of the JSON that `check` prints: raised when a field changes its meaning or goes. */
const SCHEMA_VERSION = 1;

interface CheckResult {
  readonly verdict: Verdict;
  readonly judgements: readonly Judgement[];
  /** What kept parts of the answer from being known; `blocking` are those that no budget tells of. */
  readonly problems: readonly Problem[];
  readonly blocking: readonly Problem[];
  /** Those that lack data and may. */
  readonly excused: ReadonlySet<Judgement>;
  readonly notes: readonly string[];
  readonly zone: string;
  readonly pricesVersion: string;
  /** Records of all logs that could not be read. */
  readonly refused: bigint;
}

const TONES: Readonly<Record<Verdict, Tone>> = { pass: 'good', warn: 'warn', fail: 'bad', unknown: 'bad' };

/** Groups of one budget that need no attention are shown up to this many. */
const ALIKE_SHOWN = 5;

export function checkDocument(result: CheckResult): Document {
  const { judgements, problems, notes, verdict } = result;
  const shown = withoutManyAlike(judgements, result.excused);
  const more = judgements.length - shown.length;
  return {
    headline: [headlineOf(result)],
    tables: [
      verdictTable(shown, result.zone),
      { ...verdictTable(judgements, result.zone), idle: true },
      ...contributorTables(shown),
    ],
    notes: [
      ...noteIf(
        more > 0,
        `${formatPlural(more, 'more group')} that passed or may be left open not shown; --format json has them all.`,
      ),
      ...shown.filter((each) => isTold(each) && !result.excused.has(each)).flatMap(explained),
      ...excusedNotes(result.excused),
      ...problems.map((problem): Note => ({ text: formatProblem(problem), tone: 'bad' })),
      ...notes.map((text) => ({ text })),
    ],
    cases: [...judgements.map(caseOf), ...result.blocking.map(problemCase)],
    json: {
      schema_version: SCHEMA_VERSION,
      verdict,
      prices_version: result.pricesVersion,
      tz: result.zone,
      refused_records: Number(result.refused),
      budgets: judgements.map(judgementJson),
      problems: problems.map(({ code, message, hint, where }) => ({
        code,
        message,
        ...(hint !== undefined && { hint }),
        ...(where !== undefined && { where }),
      })),
    },
  };
}

function caseOf(judgement: Judgement): Case {
  return {
    name: nameOf(judgement),
    kind: judgement.metric.id,
    verdict: judgement.verdict,
    message: messageOf(judgement),
    details: detailsOf(judgement),
  };
}

function problemCase(problem: Problem): Case {
  return { name: 'input', kind: problem.code, verdict: 'unknown', message: formatProblem(problem), details: [] };
}

/** Everything but the many groups of a budget that pass, or have too little data and need not. */
function withoutManyAlike(judgements: readonly Judgement[], excused: ReadonlySet<Judgement>): Judgement[] {
  const seen = new Map<string, number>();
  return judgements.filter((judgement) => {
    const { budget, verdict } = judgement;
    if (verdict !== 'pass' && !excused.has(judgement)) return true;
    const key = `${verdict} ${budget.name}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count <= ALIKE_SHOWN;
  });
}

/** One line a budget. */
function excusedNotes(excused: ReadonlySet<Judgement>): Note[] {
  const names = [...excused].map(({ budget }) => budget.name);
  return [...new Set(names)].map((name) => {
    const count = names.filter((each) => each === name).length;
    return {
      text: `${name}: ${formatPlural(count, 'verdict')} left open for lack of data, as is allowed.`,
      tone: 'quiet',
    };
  });
}

function headlineOf({ verdict, judgements, blocking }: CheckResult): string {
  const count = (wanted: Verdict): number => judgements.filter((each) => each.verdict === wanted).length;
  const parts = [
    count('fail') > 0 ? `${count('fail')} failed` : '',
    count('warn') > 0 ? `${count('warn')} warned` : '',
    count('unknown') > 0 ? `${count('unknown')} could not be judged` : '',
    count('pass') > 0 ? `${count('pass')} passed` : '',
  ].filter((part) => part !== '');
  const problems = blocking.length > 0 ? `; ${formatPlural(blocking.length, 'problem')}` : '';
  return `${verdict.toUpperCase()}: of ${formatPlural(judgements.length, 'budget')}, ${parts.join(', ')}${problems}.`;
}

const COLUMNS: readonly Column[] = [
  keyed(left('verdict', 'Verdict')),
  named(left('budget', 'Budget')),
  left('metric', 'Metric', 3),
  right('actual', 'Actual'),
  right('limit', 'Limit'),
  right('margin', 'Margin', 1),
  left('window', 'Window', 2),
];

function verdictTable(judgements: readonly Judgement[], zone: string): Table {
  return { columns: COLUMNS, rows: judgements.map((each) => verdictRow(each, zone)) };
}

function verdictRow(judgement: Judgement, zone: string): Cell[] {
  const { verdict, metric, window } = judgement;
  const json = judgementJson(judgement);
  const exact = (value: string | number | null): string => (value === null ? '' : String(value));
  return [
    cell(verdict.toUpperCase(), verdict, TONES[verdict]),
    cell(nameOf(judgement)),
    cell(metric.title, metric.id),
    cell(actualText(judgement), exact(json.actual)),
    cell(limitText(judgement), exact(json.limit)),
    cell(judgement.margin === undefined ? '–' : distanceText(judgement.margin, metric.unit), exact(json.margin)),
    cell(`${periodText(window.period, zone)}${window.elapsed ? ', so far' : ''}`),
  ];
}

function actualText(judgement: Judgement): string {
  const { actual, limit, metric, judged } = judgement;
  if (actual === undefined) return '–';
  const beside = limit !== undefined && judged !== undefined ? apart(actual.value, limit, metric.unit)[0] : undefined;
  const text = beside ?? valueText(actual.value, metric.unit);
  if (actual.high === undefined) return isLowerBound(actual) ? `≥ ${text}` : text;
  return `${text}${rangeText(judgement)}`;
}

function isTold(judgement: Judgement): boolean {
  return judgement.verdict !== 'pass' || judgement.withinNoise || judgement.forecast !== undefined;
}

/** The sentence, and below what has to be done. */
function explained(judgement: Judgement): Note[] {
  const line = `${judgement.verdict.toUpperCase()} ${nameOf(judgement)}: ${messageOf(judgement)}.`;
  return [
    { text: line, tone: TONES[judgement.verdict] },
    ...detailsOf(judgement).map((text): Note => ({ text, tone: 'quiet', under: true })),
  ];
}

function detailsOf(judgement: Judgement): string[] {
  if (judgement.verdict === 'pass') return [];
  const most = judgement.verdict === 'unknown' ? '' : contributorsText(judgement);
  return [...(most === '' ? [] : [`Mostly ${most}.`]), actionOf(judgement)].filter((text) => text !== '');
}

/** Behind the answer: who each outcome is due to. */
function contributorTables(judgements: readonly Judgement[]): Table[] {
  const all = judgements.flatMap((judgement) => judgement.contributors.map((each) => ({ judgement, ...each })));
  const columns: ItemColumn<(typeof all)[number]>[] = [
    named(leftOf('budget', 'Budget', ({ judgement }) => cell(nameOf(judgement)))),
    named(leftOf('model', 'Model', ({ model }) => cell(model))),
    named(leftOf('project', 'Project', ({ project }) => group(project, 'project'))),
    rightOf('value', 'Value', ({ judgement: { metric }, value }) =>
      cell(value === undefined ? '–' : valueText(value, metric.unit), ''),
    ),
    rightOf('share', 'Share', ({ share }) => cell(formatRatio(share))),
  ];
  return all.length === 0 ? [] : [{ title: 'Contributors', detail: true, ...tableOf(columns, all) }];
}
