/** Where the cache leaks: the findings by $, then what was spent on what. */
import { dearestFirst, formatUsdExact, subtract, type Pico } from '../../core/money.ts';
import type { Diagnosis } from '../../diagnose/diagnosis.ts';
import type { Finding } from '../../diagnose/findings.ts';
import type { MoneyGroup } from '../../diagnose/groups.ts';
import type { MoneyLedger, Waste } from '../../diagnose/waste.ts';
import { cell, type Cell, type Column, type Document, type Note, type Table, type Tone } from '../document.ts';
import { formatCount, formatInteger, formatMoney, formatPlural, formatRatio } from '../numbers.ts';
import { boundNotes } from './bound-words.ts';
import { diagnoseJson } from './diagnose-json.ts';
import { CAUSE_TITLES, KNOWN_WORDS } from './miss-words.ts';
import { money } from './money-cells.ts';
import { otherModels } from './other-models.ts';
import type { RequestsContext } from './requests-context.ts';

export function diagnoseDocument(
  diagnosis: Diagnosis,
  findings: readonly Finding[],
  groups: readonly MoneyGroup[],
  context: RequestsContext,
): Document {
  const json = diagnoseJson(diagnosis, findings, groups, context);
  const { money: ledger } = diagnosis;
  if (diagnosis.log.logged.count === 0)
    return {
      headline: ['No requests in this period (sums of the provider are none, and cannot be looked into).'],
      tables: [],
      notes: otherModels(context.others),
      json,
    };
  const byValue = context.by === undefined ? [] : [groupsTable(groups, context.by)];
  return {
    headline: [answer(ledger), verdict(findings, ledger)],
    tables: [...(findings.length === 0 ? [] : [findingsTable(findings)]), wasteTable(ledger), ...byValue],
    notes: [...findings.flatMap(findingNotes), ...unreadNote(diagnosis), ...caveats(ledger, findings.length, context)],
    json,
  };
}

function answer({ spent, useful, unjudged }: MoneyLedger): string {
  if (spent.cost === null) return 'Nothing of this usage has a price.';
  const wasted = subtract(subtract(spent.cost, useful), unjudged.cost);
  const least = spent.complete ? '' : 'At least ';
  return `${least}${formatMoney(spent.cost)} spent, of which ${formatMoney(wasted)} (${formatRatio(shareOf(wasted, spent.cost))}) leaked${unjudgedText(unjudged)}.`;
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

function shareOf(part: Pico, whole: Pico): number | null {
  return whole === 0n ? null : Number((part * 1_000_000n) / whole) / 1_000_000;
}

const TONES: Readonly<Record<Finding['level'], Tone>> = { high: 'bad', medium: 'warn', low: 'quiet' };

const FINDINGS: readonly Column[] = [
  { name: 'code', title: 'Code', align: 'left', sparable: 0 },
  { name: 'level', title: 'Level', align: 'left', sparable: 1 },
  { name: 'finding', title: 'Finding', align: 'left', sparable: 0 },
  { name: 'requests', title: 'Requests', align: 'right', sparable: 3 },
  { name: 'cost_usd', title: 'Cost', align: 'right', sparable: 0 },
  { name: 'share', title: 'Of spend', align: 'right', sparable: 2 },
  { name: 'saving_usd', title: 'Fix saves', align: 'right', sparable: 1 },
];

function findingsTable(findings: readonly Finding[]): Table {
  return {
    columns: FINDINGS,
    rows: findings.map(({ rule, level, cost, share, saving, evidence }) => [
      cell(rule.code),
      cell(level, level, TONES[level]),
      cell(rule.title),
      cell(formatInteger(evidence.requests), String(evidence.requests)),
      cost === null ? money({ cost, complete: false }) : amount(cost),
      cell(formatRatio(share), String(share)),
      saving === null ? cell('–', '', 'quiet') : amount(saving, 'good'),
    ]),
  };
}

const WASTE: readonly Column[] = [
  { name: 'cause', title: 'Where it went', align: 'left', sparable: 0 },
  { name: 'requests', title: 'Requests', align: 'right', sparable: 2 },
  { name: 'tokens', title: 'Tokens', align: 'right', sparable: 3 },
  { name: 'cost_usd', title: 'Cost', align: 'right', sparable: 0 },
  { name: 'share', title: 'Of spend', align: 'right', sparable: 1 },
  { name: 'known', title: 'How that is known', align: 'left', sparable: 4 },
];

function wasteTable({ spent, useful, unjudged, waste }: MoneyLedger): Table {
  const share = (part: Pico): Cell => {
    const ratio = spent.cost === null ? null : shareOf(part, spent.cost);
    return cell(formatRatio(ratio), ratio === null ? '' : String(ratio));
  };
  const row = ({ cause, known, requests, tokens, unpriced, cost }: Waste): Cell[] => [
    cell(CAUSE_TITLES[cause], cause),
    cell(formatInteger(requests), String(requests)),
    cell(formatCount(BigInt(tokens)), String(tokens)),
    money({ cost: unpriced === tokens ? null : cost, complete: unpriced === 0 }),
    share(cost),
    cell(KNOWN_WORDS[known], known, 'quiet'),
  ];
  const byCost = [...waste].sort((a, b) => dearestFirst(a.cost, b.cost));
  const judged = spent.requests - BigInt(unjudged.requests);
  const whole = [
    cell('useful'),
    cell(formatInteger(judged), String(judged)),
    cell('', ''),
    amount(useful),
    share(useful),
    cell('', ''),
  ];
  const rest = [
    cell('not judged'),
    cell(formatInteger(unjudged.requests), String(unjudged.requests)),
    cell('', ''),
    amount(unjudged.cost),
    share(unjudged.cost),
    cell('no session', '', 'quiet'),
  ];
  const first = unjudged.requests === 0 ? [whole] : [whole, rest];
  return { title: 'What was spent on what', columns: WASTE, rows: [...first, ...byCost.map(row)], total: total(spent) };
}

function total(spent: MoneyLedger['spent']): Cell[] {
  return [
    cell('all'),
    cell(formatInteger(spent.requests), String(spent.requests)),
    cell('', ''),
    money(spent),
    cell('100 %', '1'),
    cell('', ''),
  ];
}

function groupsTable(groups: readonly MoneyGroup[], by: string): Table {
  return {
    title: `By ${by}`,
    columns: [
      { name: by, title: by.charAt(0).toUpperCase() + by.slice(1), align: 'left', sparable: 0 },
      { name: 'cost_usd', title: 'Cost', align: 'right', sparable: 0 },
      { name: 'leaked_usd', title: 'Leaked', align: 'right', sparable: 0 },
      { name: 'leaked_share', title: 'Of it', align: 'right', sparable: 1 },
      { name: 'cause', title: 'Most of it by', align: 'left', sparable: 2 },
    ],
    rows: groups.map(({ value, money: own }) => {
      const { spent, useful, waste } = own;
      const leaked = spent.cost === null ? null : subtract(subtract(spent.cost, useful), own.unjudged.cost);
      const worst = waste.reduce<Waste | undefined>(
        (most, each) => (most === undefined || each.cost > most.cost ? each : most),
        undefined,
      );
      const share = leaked === null || spent.cost === null ? null : shareOf(leaked, spent.cost);
      return [
        value === null ? cell('(unknown)', '', 'quiet') : cell(value),
        money(spent),
        leaked === null ? cell('–', '') : amount(leaked),
        cell(formatRatio(share), share === null ? '' : String(share)),
        worst === undefined ? cell('–', '', 'quiet') : cell(CAUSE_TITLES[worst.cause], worst.cause),
      ];
    }),
  };
}

function amount(value: Pico, tone?: Tone): Cell {
  return cell(formatMoney(value), formatUsdExact(value), tone);
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

function caveats({ spent }: MoneyLedger, findings: number, { refused, others }: RequestsContext): Note[] {
  return [
    ...(findings > 1
      ? [
          {
            text: 'Findings look at the same money from several sides: their amounts are not to be added up; what was spent on what is.',
            tone: 'quiet' as const,
          },
        ]
      : []),
    ...boundNotes(spent),
    ...(spent.allPriced
      ? []
      : [{ text: 'Part of the usage has no price, and its waste none either.', tone: 'bad' as const }]),
    ...otherModels(others),
    ...(refused > 0
      ? [{ text: `${formatPlural(refused, 'record')} of the logs refused, and in no figure.`, tone: 'bad' as const }]
      : []),
    { text: 'One request in full: promptcache-cost diagnose MESSAGE_ID, or FILE:LINE.', tone: 'quiet' },
  ];
}
