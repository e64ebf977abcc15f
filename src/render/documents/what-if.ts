/** Scenarios beside what happened: how far to trust them first, then the table, then what to do. */
import type { Figures } from '../../analysis/figures.ts';
import type { Pico } from '../../core/money.ts';
import { judge, type Audience } from '../../simulate/audience.ts';
import { best, cheapest, comparedTo, deltaOf, deltaRatio, isSure } from '../../simulate/compare.ts';
import { conditionOf } from '../../simulate/condition.ts';
import { efficiencyOf, markerText } from '../../simulate/request-what-if.ts';
import type { Outcome, WhatIf } from '../../simulate/what-if.ts';
import {
  cell,
  left,
  noteIf,
  right,
  type Cell,
  type Column,
  type Document,
  type Note,
  type Table,
  named,
  inWords,
} from '../document.ts';
import { formatMoney, formatPlural, formatRatio } from '../numbers.ts';
import { boundNotes } from './bound-words.ts';
import { change, changeRatio, cost, group, NONE, ratio, savings } from './cells.ts';
import { groupTitle } from './groups.ts';
import type { RequestsContext } from './requests-context.ts';
import { applyNotes, markedName, takesText, todoOf } from './what-if-applies.ts';
import { conditionText, optionsText, trustNote, trustText } from './what-if-words.ts';
import { noRequests, otherModels, refusedNote } from './left-out.ts';
import { responsesTables } from './responses.ts';
import { whatIfJson } from './what-if-json.ts';

/** `known`: the same asked of those requests whose prompts are known, where these are not all. */
export function whatIfDocument(result: WhatIf, context: RequestsContext, known?: WhatIf): Document {
  const { actual } = result;
  const json = whatIfJson(result, context, known);
  if (actual.requests === 0n) return noRequests(context.others, json);
  const groups = context.by === undefined ? [] : [groupsTable(result, context.by)];
  const ofPrompts = known === undefined ? [] : requestTables(known, titleOf(known)).map(besideOthers);
  return {
    headline: [answer(result), trustText(result)],
    tables: [
      ...(result.level === 'request' ? requestTables(result) : [scenariosTable(result)]),
      ...groups,
      ...ofPrompts,
    ],
    notes: [...notes(result, context), ...(known === undefined ? [] : notesOfPrompts(known))],
    json,
  };
}

function besideOthers(table: Table): Table {
  return { ...table, beside: true };
}

function titleOf({ actual }: WhatIf): string {
  return `Where breakpoints should stand, of the ${formatPlural(actual.requests, 'request')} whose prompts are known`;
}

function requestTables(result: WhatIf, title?: string): Table[] {
  const table = scenariosTable(result);
  return [title === undefined ? table : { ...table, title }, ...responsesTables(result)];
}

function notesOfPrompts(known: WhatIf): Note[] {
  const winner = best(known);
  return winner === undefined
    ? []
    : [{ text: `Of those whose prompts are known: ${trustText(known)}` }, ...toHave(winner, known.audience)];
}

function answer(result: WhatIf): string {
  const { actual } = result;
  const least = actual.complete ? '' : 'At least ';
  const spent = actual.cost === null ? 'Nothing could be priced' : `${least}${formatMoney(actual.cost)} spent`;
  const winner = best(result);
  const before = comparedTo(result);
  const change = winner === undefined ? null : deltaOf(winner.likely, before);
  if (winner === undefined || change === null) {
    const isOneFor = ({ scenario, likely }: Outcome): boolean =>
      scenario.realisable &&
      judge(scenario.needs, result.audience).applies === null &&
      (deltaOf(likely, before) ?? 0n) < 0n;
    const whose = result.scenarios.some(isOneFor) ? ' for all of these requests' : '';
    return `${spent}; no achievable scenario is cheaper${whose}.`;
  }
  const name = nameOf(winner);
  const saves = `${formatMoney(-change as Pico)} (${shareText(change, before)})`;
  if (isSure(winner, result)) return `${spent}; cheapest achievable: ${name}, saves ${saves}.`;
  const worst = deltaOf(winner.dear, before);
  const risk = worst === null ? 'or cost more' : `or cost up to ${formatMoney(worst)} more`;
  return `${spent}; ${name} may save ${saves}, ${risk}: too close to call.`;
}

function shareText(delta: Pico, actual: Figures): string {
  const ratio = deltaRatio(delta, actual);
  return ratio === null ? '–' : formatRatio(Math.abs(ratio));
}

const COLUMNS: readonly Column[] = [
  named(left('scenario', 'Scenario')),
  right('cost_usd', 'Cost'),
  right('cost_low_usd', 'Between', 2),
  right('cost_high_usd', 'and', 2),
  right('delta_usd', 'Change'),
  right('delta_ratio', '%', 1),
  right('net_savings_usd', 'Net savings', 4),
  right('token_hit_ratio', 'Hit ratio', 3),
  right('efficiency', 'Of the best', 1),
  inWords(left('todo', 'What it takes', 5)),
  { ...left('applies', 'Applies'), idle: true },
];

function scenariosTable(result: WhatIf): Table {
  const { actual, scenarios } = result;
  const winner = best(result);
  const isCertain = result.level === 'request' && scenarios.every(({ cheap, dear }) => cheap.cost === dear.cost);
  return {
    // Only prompts tell what the best possible placement would have saved.
    columns: COLUMNS.filter(({ name }) => name !== 'efficiency' || result.level === 'request').map((column) =>
      isCertain && /^cost_(low|high)/.test(column.name) ? { ...column, idle: true } : column,
    ),
    rows: [
      [
        cell('what happened', 'actual'),
        ...figureCells(actual, actual, actual, actual),
        ...efficiencyCells(asOutcome(actual), result),
        { ...NONE, tone: 'quiet' },
        cell(''),
      ],
      ...scenarios.map((outcome) => scenarioCells(outcome, result, outcome === winner)),
    ],
  };
}

function scenarioCells(outcome: Outcome, result: WhatIf, isWinner: boolean): Cell[] {
  const { actual, audience } = result;
  const { scenario, likely, cheap, dear } = outcome;
  const name = nameOf(outcome);
  const { applies } = judge(scenario.needs, audience);
  const tone = isWinner ? 'good' : applies === true ? undefined : 'quiet';
  return [
    cell(markedName(name, outcome, audience), name, tone),
    ...figureCells(likely, cheap, dear, actual),
    ...efficiencyCells(outcome, result),
    cell(takesText(outcome, audience), todoOf(outcome, audience), applies === true ? undefined : 'quiet'),
    cell('', String(applies ?? '')),
  ];
}

function nameOf(outcome: Outcome): string {
  return `${outcome.scenario.id}${optionsText(outcome)}`;
}

function asOutcome(figures: Figures): Pick<Outcome, 'likely'> {
  return { likely: figures };
}

function efficiencyCells(outcome: Pick<Outcome, 'likely'>, result: WhatIf): Cell[] {
  if (result.level !== 'request') return [];
  const efficiency = efficiencyOf(outcome, result);
  if (efficiency === null) return [NONE];
  const text = `${efficiency < 0 ? '-' : ''}${formatRatio(Math.abs(efficiency))}`;
  return [cell(text, String(efficiency), efficiency < 0 ? 'bad' : undefined)];
}

function figureCells(likely: Figures, cheap: Figures, dear: Figures, actual: Figures): Cell[] {
  const delta = likely === actual ? null : deltaOf(likely, actual);
  const isCertain = cheap.cost === dear.cost;
  const end = (figures: Figures): Cell => (isCertain ? { ...cost(figures), text: '' } : cost(figures));
  return [
    cost(likely),
    end(cheap),
    end(dear),
    delta === null ? { ...NONE, tone: 'quiet' } : change(delta),
    changeRatio(deltaRatio(delta, actual)),
    likely.netSavings === null || likely.unpricedTokens > actual.unpricedTokens ? NONE : savings(likely.netSavings),
    ratio(likely.tokenHitRatio),
  ];
}

function groupsTable({ groups, scenarios }: WhatIf, by: string): Table {
  const name = (outcome: Outcome): string => `${outcome.scenario.id}${optionsText(outcome)}`;
  return {
    title: `Who would gain, by ${by}`,
    columns: [
      named(left(by, groupTitle(by))),
      right('cost_usd', 'Cost'),
      left('best', 'Cheapest'),
      right('best_delta_usd', 'Change'),
      ...scenarios.map((outcome) => right(name(outcome), name(outcome), 3)),
    ],
    rows: groups.map(({ value, audience, actual, scenarios: figures }) => {
      const index = cheapest(scenarios, figures, actual, audience);
      const [winner, own] = index === undefined ? [] : [scenarios[index], figures[index]];
      const delta = own === undefined ? null : deltaOf(own, actual);
      return [
        group(value, by),
        cost(actual),
        winner === undefined ? cell('what happened', '', 'quiet') : cell(name(winner), name(winner), 'good'),
        delta === null ? NONE : change(delta),
        ...figures.map(cost),
      ];
    }),
  };
}

function toHave(winner: Outcome, audience: Audience): Note[] {
  const { scenario, markers } = winner;
  if (markers === undefined || markers.length === 0)
    return [{ text: `To have ${scenario.id}: ${todoOf(winner, audience)}.` }];
  const lines = markers.map((marker): Note => ({ text: markerText(marker), under: true }));
  return [{ text: `To have ${scenario.id}, add to each request:` }, ...lines];
}

/** A saving that what the log hides could undo is no certain one. */
function rangeNote({ dear, cheap }: Outcome, actual: Figures): Note[] {
  const worst = deltaOf(dear, actual);
  if (worst === null || worst <= 0n || cheap.cost === null) return [];
  const most = deltaOf(cheap, actual) ?? worst;
  const text = `Not certain: usage counts hide how much of the prefix was still the same after a pause. It lies between ${formatMoney(most)} and +${formatMoney(worst)}.`;
  return [{ text, tone: 'warn' }];
}

function notes(result: WhatIf, { refused, others }: RequestsContext): Note[] {
  const { actual } = result;
  const winner = best(result);
  const condition = winner && conditionOf(winner, result);
  return [
    ...trustNote(result),
    ...(winner === undefined ? [] : rangeNote(winner, actual)),
    ...(winner === undefined ? [] : toHave(winner, result.audience)),
    ...(condition === undefined ? [] : [{ text: conditionText(condition), under: true }]),
    ...applyNotes(result),
    ...boundNotes(actual),
    ...noteIf(
      !actual.allPriced,
      'Part of the usage has no price; a change is shown only where both sides lack the same.',
      'bad',
    ),
    ...otherModels(others),
    ...refusedNote(refused),
  ];
}
