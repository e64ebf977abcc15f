/** From judgements to one verdict, the problems to name, and the exit code. */
import type { Judgement, Unknown } from '../analysis/budgets/judge.ts';
import type { RecordCounts } from '../analysis/budgets/measured.ts';
import { worse, type Verdict } from '../analysis/budgets/verdict.ts';
import type { Problem } from '../core/problem.ts';
import { formatPlural } from '../render/numbers.ts';
import { EXIT, type ExitCode } from './exit.ts';

/** What a check may overlook. */
export interface Tolerance {
  readonly strict?: boolean;
  readonly allowUnpriced?: boolean;
  readonly allowLowerBound?: boolean;
  readonly allowNoData?: boolean;
  readonly failOn: 'fail' | 'warn';
  readonly exitZero?: boolean;
}

const LACK_OF_DATA: readonly Unknown[] = [
  'no_data',
  'too_few_requests',
  'nothing_to_divide_by',
  'no_baseline',
  'thin_baseline',
  'young_baseline',
];

/** A certain failure outweighs what is unknown. */
export function verdictOf(
  judgements: readonly Judgement[],
  problems: readonly Problem[],
  excused: ReadonlySet<Judgement>,
): Verdict {
  const verdicts = judgements.filter((each) => !excused.has(each)).map(({ verdict }) => verdict);
  return verdicts.reduce(worse, blockingOf(problems).length > 0 ? 'unknown' : 'pass');
}

/**
 * What may lack data: all of it where that is allowed, and of a budget with groups those that have too little while
 * others were judged, so that a new project does not stop a pipeline.
 */
export function excusedOf(judgements: readonly Judgement[], { allowNoData }: Tolerance): Set<Judgement> {
  const judged = new Set(judgements.filter(({ because }) => because === undefined).map(({ budget }) => budget));
  const excused = judgements.filter(
    ({ because, budget }) =>
      because !== undefined &&
      LACK_OF_DATA.includes(because) &&
      (allowNoData === true || (budget.per !== undefined && judged.has(budget))),
  );
  return new Set(excused);
}

/** What keeps the whole check from an answer. Of a missing price, the budgets concerned tell. */
export function blockingOf(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ code }) => code !== 'unpriced');
}

export function exitCodeOf(verdict: Verdict, { failOn, exitZero }: Tolerance): ExitCode {
  if (exitZero === true || verdict === 'pass') return EXIT.fine;
  if (verdict === 'warn') return failOn === 'warn' ? EXIT.failed : EXIT.fine;
  return verdict === 'fail' ? EXIT.failed : EXIT.noAnswer;
}

/** What was not known: logs that could not be read, refused records under --strict, models without a price. */
export function problemsOf(
  judgements: readonly Judgement[],
  { refused }: RecordCounts,
  reading: readonly Problem[],
  { strict }: Tolerance,
): Problem[] {
  return [
    ...reading,
    ...(strict === true && refused > 0n ? [refusedProblem(refused)] : []),
    ...unpricedProblems(unpricedModels(judgements)),
  ];
}

function refusedProblem(refused: bigint): Problem {
  return {
    code: 'refused_records',
    message: `${formatPlural(refused, 'record')} of the logs could not be read, and ${refused === 1n ? 'is' : 'are'} in no figure.`,
    hint: 'Read the logs again with "ingest" to see which.',
  };
}

function unpricedModels(judgements: readonly Judgement[]): string[] {
  return [...new Set(judgements.flatMap(({ unpricedModels: models }) => models))].sort();
}

/** A bad exporter may write a run id as the model: more than these are one line. */
const NAMED = 10;

function unpricedProblems(models: readonly string[]): Problem[] {
  const rest = models.length - NAMED;
  const more = rest > 0 ? [unpricedProblem(`${formatPlural(rest, 'more model')}`)] : [];
  return [...models.slice(0, NAMED).map(unpricedProblem), ...more];
}

function unpricedProblem(model: string): Problem {
  return {
    code: 'unpriced',
    message: `Part of the usage of ${model} has no price.`,
    hint: 'Add it with --prices DIR; "prices list" shows what there is.',
  };
}
