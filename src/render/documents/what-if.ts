/** Scenarios beside what happened: how far to trust them first, then the table, then what to do. */
import type { Figures } from '../../analysis/figures.ts';
import { formatUsdExact, type Pico } from '../../core/money.ts';
import { best, cheapest, comparedTo, deltaOf, deltaRatio } from '../../simulate/compare.ts';
import { conditionOf } from '../../simulate/condition.ts';
import { efficiencyOf, markerText } from '../../simulate/request-what-if.ts';
import type { Outcome, WhatIf } from '../../simulate/what-if.ts';
import { cell, type Cell, type Column, type Document, type Note, type Table } from '../document.ts';
import { formatMoney, formatPlural, formatRatio } from '../numbers.ts';
import { boundNotes } from './bound-words.ts';
import { money, signed } from './money-cells.ts';
import type { RequestsContext } from './requests-context.ts';
import { conditionText, optionsText, trustNote, trustText } from './what-if-words.ts';
import { otherModels } from './other-models.ts';
import { responsesTables } from './responses.ts';
import { whatIfJson } from './what-if-json.ts';

/** `known`: the same asked of those requests whose prompts are known, where these are not all. */
export function whatIfDocument(result: WhatIf, context: RequestsContext, known?: WhatIf): Document {
  const { actual } = result;
  if (actual.requests === 0n)
    return {
      headline: ['No requests in this period (sums of the provider are none, and cannot be looked into).'],
      tables: [],
      notes: otherModels(context.others),
      json: whatIfJson(result, context, known),
    };
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
    json: whatIfJson(result, context, known),
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
    : [{ text: `Of those whose prompts are known: ${trustText(known)}` }, ...toHave(winner)];
}

function answer(result: WhatIf): string {
  const { actual } = result;
  const least = actual.complete ? '' : 'At least ';
  const spent = actual.cost === null ? 'Nothing could be priced' : `${least}${formatMoney(actual.cost)} spent`;
  const winner = best(result);
  const before = comparedTo(result);
  const change = winner === undefined ? null : deltaOf(winner.likely, before);
  if (winner === undefined || change === null) return `${spent}; no scenario that could be had is cheaper.`;
  const name = `${winner.scenario.id}${optionsText(winner)}`;
  return `${spent}; the cheapest that could be had is ${name}: ${formatMoney(-change as Pico)} less (${shareText(change, before)}).`;
}

function shareText(delta: Pico, actual: Figures): string {
  const ratio = deltaRatio(delta, actual);
  return ratio === null ? '–' : formatRatio(Math.abs(ratio));
}

const COLUMNS: readonly Column[] = [
  { name: 'scenario', title: 'Scenario', align: 'left', sparable: 0 },
  { name: 'cost_usd', title: 'Cost', align: 'right', sparable: 0 },
  { name: 'cost_low_usd', title: 'Between', align: 'right', sparable: 2 },
  { name: 'cost_high_usd', title: 'and', align: 'right', sparable: 2 },
  { name: 'delta_usd', title: 'Change', align: 'right', sparable: 0 },
  { name: 'delta_ratio', title: '%', align: 'right', sparable: 1 },
  { name: 'net_savings_usd', title: 'Net savings', align: 'right', sparable: 4 },
  { name: 'token_hit_ratio', title: 'Hit ratio', align: 'right', sparable: 3 },
  { name: 'efficiency', title: 'Of the best', align: 'right', sparable: 1 },
  { name: 'todo', title: 'What it takes', align: 'left', sparable: 5 },
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
        ...efficiencyCells(named(actual), result),
        cell('–', '', 'quiet'),
      ],
      ...scenarios.map((outcome) => scenarioCells(outcome, result, outcome === winner)),
    ],
  };
}

function scenarioCells(outcome: Outcome, result: WhatIf, isWinner: boolean): Cell[] {
  const { actual } = result;
  const { scenario, likely, cheap, dear } = outcome;
  const name = `${scenario.id}${optionsText(outcome)}`;
  const todo =
    scenario.realisable || result.level === 'request' ? scenario.todo : `(only in hindsight) ${scenario.todo}`;
  return [
    isWinner ? cell(name, name, 'good') : cell(name),
    ...figureCells(likely, cheap, dear, actual),
    ...efficiencyCells(outcome, result),
    scenario.realisable ? cell(scenario.todo) : cell(todo, scenario.todo, 'quiet'),
  ];
}

function named(figures: Figures): Pick<Outcome, 'likely'> {
  return { likely: figures };
}

function efficiencyCells(outcome: Pick<Outcome, 'likely'>, result: WhatIf): Cell[] {
  if (result.level !== 'request') return [];
  const efficiency = efficiencyOf(outcome, result);
  if (efficiency === null) return [cell('–', '')];
  const text = `${efficiency < 0 ? '-' : ''}${formatRatio(Math.abs(efficiency))}`;
  return [cell(text, String(efficiency), efficiency < 0 ? 'bad' : undefined)];
}

function figureCells(likely: Figures, cheap: Figures, dear: Figures, actual: Figures): Cell[] {
  const delta = likely === actual ? null : deltaOf(likely, actual);
  const ratio = deltaRatio(delta, actual);
  const isCertain = cheap.cost === dear.cost;
  const end = (figures: Figures): Cell => (isCertain ? { ...money(figures), text: '' } : money(figures));
  return [
    money(likely),
    end(cheap),
    end(dear),
    delta === null ? cell('–', '', 'quiet') : signed(delta),
    cell(
      ratio === null ? '–' : `${ratio > 0 ? '+' : ''}${(ratio * 100).toFixed(1)} %`,
      ratio === null ? '' : String(ratio),
    ),
    likely.netSavings === null || likely.unpricedTokens > actual.unpricedTokens
      ? cell('–', '')
      : signedSavings(likely.netSavings),
    cell(formatRatio(likely.tokenHitRatio), likely.tokenHitRatio === null ? '' : String(likely.tokenHitRatio)),
  ];
}

function signedSavings(savings: Pico): Cell {
  return cell(formatMoney(savings), formatUsdExact(savings), savings < 0n ? 'bad' : undefined);
}

function groupsTable({ groups, scenarios }: WhatIf, by: string): Table {
  const name = (outcome: Outcome): string => `${outcome.scenario.id}${optionsText(outcome)}`;
  const costs = scenarios.map((outcome): Column => ({
    name: name(outcome),
    title: name(outcome),
    align: 'right',
    sparable: 3,
  }));
  return {
    title: `Who would gain, by ${by}`,
    columns: [
      { name: by, title: capital(by), align: 'left', sparable: 0 },
      { name: 'cost_usd', title: 'Cost', align: 'right', sparable: 0 },
      { name: 'best', title: 'Cheapest', align: 'left', sparable: 0 },
      { name: 'best_delta_usd', title: 'Change', align: 'right', sparable: 0 },
      ...costs,
    ],
    rows: groups.map(({ value, actual, scenarios: figures }) => {
      const index = cheapest(scenarios, figures, actual);
      const [winner, own] = index === undefined ? [] : [scenarios[index], figures[index]];
      const delta = own === undefined ? null : deltaOf(own, actual);
      return [
        value === null ? cell('(unknown)', '', 'quiet') : cell(value),
        money(actual),
        winner === undefined ? cell('what happened', '', 'quiet') : cell(name(winner), name(winner), 'good'),
        delta === null ? cell('–', '') : signed(delta),
        ...figures.map(money),
      ];
    }),
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function toHave({ scenario, markers }: Outcome): Note[] {
  if (markers === undefined || markers.length === 0) return [{ text: `To have ${scenario.id}: ${scenario.todo}.` }];
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
    ...(winner === undefined ? [] : toHave(winner)),
    ...(condition === undefined ? [] : [{ text: conditionText(condition), under: true }]),
    ...boundNotes(actual),
    ...(actual.allPriced
      ? []
      : [
          {
            text: 'Part of the usage has no price; a change is shown only where both sides lack the same.',
            tone: 'bad' as const,
          },
        ]),
    ...otherModels(others),
    ...(refused > 0
      ? [{ text: `${formatPlural(refused, 'record')} of the logs refused, and in no figure.`, tone: 'bad' as const }]
      : []),
  ];
}
