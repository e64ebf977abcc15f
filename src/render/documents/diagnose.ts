/** Where the cache leaks: the findings by $, then what was spent on what. */
import { ratioOf } from '../../core/fraction.ts';
import { dearestFirst, subtract, type Pico } from '../../core/money.ts';
import type { Diagnosis } from '../../diagnose/diagnosis.ts';
import type { Finding } from '../../diagnose/findings.ts';
import type { MoneyGroup } from '../../diagnose/groups.ts';
import { reachOf, type Reach } from '../../diagnose/reach.ts';
import type { MoneyLedger, Waste } from '../../diagnose/waste.ts';
import {
  cell,
  left,
  leftOf,
  noteIf,
  right,
  rightOf,
  tableOf,
  type Cell,
  type Column,
  type Document,
  type ItemColumn,
  type Note,
  type Table,
  type Tone,
  keyed,
  named,
  inWords,
} from '../document.ts';
import { formatInteger, formatMoney, formatPlural, formatRatio } from '../numbers.ts';
import { boundNotes } from './bound-words.ts';
import { diagnoseJson } from './diagnose-json.ts';
import { CAUSE_TITLES, KNOWN_WORDS } from './miss-words.ts';
import { amount, atLeast, cost, count, EMPTY, group, integer, NONE, ratio } from './cells.ts';
import { groupTitle } from './groups.ts';
import { noRequests, otherModels, refusedNote } from './left-out.ts';
import type { RequestsContext } from './requests-context.ts';

export function diagnoseDocument(
  diagnosis: Diagnosis,
  findings: readonly Finding[],
  groups: readonly MoneyGroup[],
  context: RequestsContext,
): Document {
  const json = diagnoseJson(diagnosis, findings, groups, context);
  const { money: ledger } = diagnosis;
  if (diagnosis.log.logged.count === 0) return noRequests(context.others, json);
  const byValue = context.by === undefined ? [] : [groupsTable(groups, context.by)];
  return {
    headline: [answer(ledger), verdict(findings, ledger), ...reachText(reachOf(ledger, findings))],
    tables: [...(findings.length === 0 ? [] : [tableOf(FINDINGS, findings)]), wasteTable(ledger), ...byValue],
    notes: [...findings.flatMap(findingNotes), ...unreadNote(diagnosis), ...caveats(ledger, findings, context)],
    json,
  };
}

function answer({ spent, useful, unjudged }: MoneyLedger): string {
  if (spent.cost === null) return 'Nothing of this usage has a price.';
  const wasted = subtract(subtract(spent.cost, useful), unjudged.cost);
  const least = spent.complete ? '' : 'At least ';
  return `${least}${formatMoney(spent.cost)} spent, of which ${formatMoney(wasted)} (${formatRatio(ratioOf(wasted, spent.cost))}) leaked${unjudgedText(unjudged)}.`;
}

function unjudgedText({ requests, cost }: MoneyLedger['unjudged']): string {
  if (requests === 0) return '';
  return `; leaks cannot be judged for ${formatPlural(requests, 'request')} (${formatMoney(cost)}) without a session`;
}

function verdict(findings: readonly Finding[], { spent, unjudged }: MoneyLedger): string {
  if (findings.length === 0 && unjudged.requests > 0 && BigInt(unjudged.requests) === spent.requests)
    return 'Nothing could be judged: log a session with each request, or its prompt.';
  if (findings.length === 0)
    return 'Nothing to act on: what leaks is below half a percent of the spend each, or cannot be helped.';
  const high = findings.filter(({ level }) => level === 'high').length;
  return `${formatPlural(findings.length, 'finding')} to act on${high > 0 ? `, ${high} of them high` : ''}.`;
}

/** What is left of the leak when all is done that can be: nobody should look for it. */
function reachText(reach: Reach | undefined): string[] {
  if (reach === undefined || reach.clients.length === 0) return [];
  const { saved, open, rest, clients } = reach;
  const parts = [
    ...(saved > 0n ? [`an estimated ${formatMoney(saved)} at most`] : []),
    ...(open > 0n ? [`an unknown part of ${saved > 0n ? 'another ' : ''}${formatMoney(open)}`] : []),
  ];
  const [only] = clients;
  const where = clients.length === 1 && only?.kind !== 'api' ? ` in ${only?.name ?? ''}` : '';
  const left = `the other ${formatMoney(rest)} can't be saved${where}, or is too little or too rare to act on`;
  return [`The fixes save ${parts.join(' and ')} of what leaked${rest > 0n ? `; ${left}` : ''}.`];
}

const TONES: Readonly<Record<Finding['level'], Tone>> = { high: 'bad', medium: 'warn', low: 'quiet' };

/** There is none to tell. */
const SILENT: Cell = { ...NONE, tone: 'quiet' };

const FINDINGS: readonly ItemColumn<Finding>[] = [
  keyed(leftOf('code', 'Code', ({ rule }) => cell(rule.code))),
  leftOf('level', 'Level', ({ level }) => cell(level, level, TONES[level])),
  inWords(leftOf('finding', 'Finding', ({ rule }) => cell(rule.title))),
  rightOf('requests', 'Requests', ({ evidence }) => integer(evidence.requests), 3),
  rightOf('cost_usd', 'Cost', (finding) => amount(finding.cost)),
  rightOf('share', 'Of spend', ({ share }) => ratio(share), 2),
  rightOf('saving_usd', 'Fix saves', ({ saving }) => (saving === null ? SILENT : amount(saving, 'good'))),
];

const WASTE: readonly Column[] = [
  keyed(inWords(left('cause', 'Where it went'))),
  right('requests', 'Requests', 2),
  right('tokens', 'Tokens', 3),
  right('cost_usd', 'Cost'),
  right('share', 'Of spend', 1),
  inWords(left('known', 'How that is known', 4)),
];

function wasteTable({ spent, useful, unjudged, waste }: MoneyLedger): Table {
  const share = (part: Pico): Cell => ratio(spent.cost === null ? null : ratioOf(part, spent.cost));
  const row = ({ cause, known, requests, tokens, unpriced, cost: wasted }: Waste): Cell[] => [
    cell(CAUSE_TITLES[cause], cause),
    integer(requests),
    count(tokens),
    atLeast(unpriced === tokens ? null : wasted, unpriced === 0),
    share(wasted),
    cell(KNOWN_WORDS[known], known, 'quiet'),
  ];
  const byCost = [...waste].sort((a, b) => dearestFirst(a.cost, b.cost));
  const judged = spent.requests - BigInt(unjudged.requests);
  const line = (name: string, requests: bigint | number, part: Pico, why: Cell): Cell[] => {
    return [cell(name), integer(requests), EMPTY, amount(part), share(part), why];
  };
  const whole = line('useful', judged, useful, EMPTY);
  const rest = line('not judged', unjudged.requests, unjudged.cost, cell('no session', '', 'quiet'));
  const first = unjudged.requests === 0 ? [whole] : [whole, rest];
  return {
    title: 'What was spent on what',
    columns: WASTE,
    rows: [...first, ...byCost.map(row)],
    total: [cell('all'), integer(spent.requests), EMPTY, cost(spent), cell('100.0%', '1'), EMPTY],
  };
}

function groupsTable(groups: readonly MoneyGroup[], by: string): Table {
  return {
    title: `By ${by}`,
    columns: [
      named(left(by, groupTitle(by))),
      right('cost_usd', 'Cost'),
      right('leaked_usd', 'Leaked'),
      right('leaked_share', 'Of it', 1),
      inWords(left('cause', 'Most of it by', 2)),
    ],
    rows: groups.map(({ value, money: own }) => {
      const { spent, useful, waste } = own;
      const leaked = spent.cost === null ? null : subtract(subtract(spent.cost, useful), own.unjudged.cost);
      const worst = waste.reduce<Waste | undefined>(
        (most, each) => (most === undefined || each.cost > most.cost ? each : most),
        undefined,
      );
      return [
        group(value, by),
        cost(spent),
        leaked === null ? NONE : amount(leaked),
        ratio(leaked === null || spent.cost === null ? null : ratioOf(leaked, spent.cost)),
        worst === undefined ? { ...NONE, tone: 'quiet' } : cell(CAUSE_TITLES[worst.cause], worst.cause),
      ];
    }),
  };
}

/** The file's own name is what `diagnose` takes; the whole path is in the JSON. */
function nameOf(place: string): string {
  return place.slice(place.lastIndexOf('/') + 1);
}

function findingNotes({ rule, evidence, fix, setting }: Finding): Note[] {
  const worst = evidence.examples.map(({ place, tokens }) => `${nameOf(place)} (${formatInteger(tokens)} tokens)`);
  return [
    { text: `${rule.code} ${rule.title}` },
    { text: evidence.text, under: true },
    { text: rule.why, under: true, tone: 'quiet' },
    { text: fix, under: true, tone: 'good' },
    ...(setting === undefined ? [] : [{ text: setting, under: true, tone: 'good' as const }]),
    ...(worst.length === 0 ? [] : [{ text: `Such as ${worst.join(', ')}`, under: true, tone: 'quiet' as const }]),
  ];
}

/** `check` and `whatif break-even` say the whole of it. */
function unreadNote({ unreadWriteTokens, money: { waste } }: Diagnosis): Note[] {
  const charged = waste.reduce((sum, { cause, tokens }) => sum + (cause === 'unread_write' ? tokens : 0), 0);
  if (charged === unreadWriteTokens) return [];
  return [
    {
      text: `${formatPlural(unreadWriteTokens, 'written token')} were never read. ${formatInteger(charged)} of them are counted as "${CAUSE_TITLES.unread_write}"; the others are counted with the misses that should have read them.`,
      tone: 'quiet',
    },
  ];
}

function caveats({ spent }: MoneyLedger, findings: readonly Finding[], { refused, others }: RequestsContext): Note[] {
  return [
    ...noteIf(
      findings.length > 1,
      'Findings look at the same money from several sides: their amounts are not to be added up; what was spent on what is.',
      'quiet',
    ),
    ...noteIf(
      findings.some(({ whole }) => whole !== undefined),
      'What another time to live saves is an estimate: promptcache-cost whatif shows its range.',
      'quiet',
    ),
    ...boundNotes(spent),
    ...noteIf(!spent.allPriced, 'Part of the usage has no price, and its waste none either.', 'bad'),
    ...otherModels(others),
    ...refusedNote(refused),
    { text: 'One request in full: promptcache-cost diagnose MESSAGE_ID, or FILE:LINE.', tone: 'quiet' },
  ];
}
