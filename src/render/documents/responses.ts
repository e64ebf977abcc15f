/** Stores of answers: what they would have saved, and whom they would have answered what was not asked. */
import { deltaOf, deltaRatio } from '../../simulate/compare.ts';
import type { Outcome, WhatIf } from '../../simulate/what-if.ts';
import { cell, type Cell, type Column, type Table } from '../document.ts';
import { formatInteger, formatRatio } from '../numbers.ts';
import { money, signed } from './money-cells.ts';
import { optionsText } from './what-if-words.ts';

const COLUMNS: readonly Column[] = [
  { name: 'scenario', title: 'Scenario', align: 'left', sparable: 0 },
  { name: 'cost_usd', title: 'Cost', align: 'right', sparable: 0 },
  { name: 'delta_usd', title: 'Change', align: 'right', sparable: 0 },
  { name: 'delta_ratio', title: '%', align: 'right', sparable: 1 },
  { name: 'answered', title: 'Answered', align: 'right', sparable: 0 },
  { name: 'answered_ratio', title: 'Of all', align: 'right', sparable: 1 },
  { name: 'other_question', title: 'To another question', align: 'right', sparable: 0 },
  { name: 'other_context', title: 'In another context', align: 'right', sparable: 2 },
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
  const ratio = deltaRatio(delta, actual);
  const share = actual.requests === 0n ? null : answered.requests / Number(actual.requests);
  const name = `${scenario.id}${optionsText(outcome)}`;
  return [
    cell(name),
    money(likely),
    delta === null ? cell('–', '') : signed(delta),
    cell(
      ratio === null ? '–' : `${ratio > 0 ? '+' : ''}${(ratio * 100).toFixed(1)} %`,
      ratio === null ? '' : String(ratio),
    ),
    cell(formatInteger(answered.requests), String(answered.requests)),
    cell(formatRatio(share), share === null ? '' : String(share)),
    wrong(answered.otherQuestion, answered.requests),
    wrong(answered.otherContext, answered.requests),
  ];
}

/** So many of those that were answered. */
function wrong(count: number, answered: number): Cell {
  if (count === 0) return cell('0');
  return cell(`${formatInteger(count)} (${formatRatio(count / answered)})`, String(count), 'warn');
}
