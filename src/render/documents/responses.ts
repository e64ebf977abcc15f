/** Stores of answers: what they would have saved, and whom they would have answered what was not asked. */
import { deltaOf, deltaRatio } from '../../simulate/compare.ts';
import type { Outcome, WhatIf } from '../../simulate/what-if.ts';
import { cell, left, right, type Cell, type Column, type Table, named } from '../document.ts';
import { formatInteger, formatRatio } from '../numbers.ts';
import { change, changeRatio, cost, integer, NONE, ratio } from './cells.ts';
import { optionsText } from './what-if-words.ts';

const COLUMNS: readonly Column[] = [
  named(left('scenario', 'Scenario')),
  right('cost_usd', 'Cost'),
  right('delta_usd', 'Change'),
  right('delta_ratio', '%', 1),
  right('answered', 'Answered'),
  right('answered_ratio', 'Of all', 1),
  right('other_question', 'To another question'),
  right('other_context', 'In another context', 2),
];

/** None where nothing of the kind was asked. */
export function responsesTables(result: WhatIf): Table[] {
  const { responses } = result;
  if (responses.length === 0) return [];
  // Beside placements they are the second answer.
  const beside = result.scenarios.some(({ markers }) => markers !== undefined);
  const rows = responses.map((each) => cellsOf(each, result));
  return [{ title: 'Answers from a store', columns: COLUMNS, rows, ...(beside && { beside }) }];
}

function cellsOf(outcome: Outcome, { actual }: WhatIf): Cell[] {
  const { answered = { requests: 0, otherQuestion: 0, otherContext: 0 }, likely, scenario } = outcome;
  const delta = deltaOf(likely, actual);
  const name = `${scenario.id}${optionsText(outcome)}`;
  return [
    cell(name),
    cost(likely),
    delta === null ? NONE : change(delta),
    changeRatio(deltaRatio(delta, actual)),
    integer(answered.requests),
    ratio(actual.requests === 0n ? null : answered.requests / Number(actual.requests)),
    wrong(answered.otherQuestion, answered.requests),
    wrong(answered.otherContext, answered.requests),
  ];
}

/** So many of those that were answered. */
function wrong(count: number, answered: number): Cell {
  if (count === 0) return cell('0');
  return cell(`${formatInteger(count)} (${formatRatio(count / answered)})`, String(count), 'warn');
}
