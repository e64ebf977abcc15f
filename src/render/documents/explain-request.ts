/** One request drawn block by block: what was read, written and sent as input, where its breakpoints stand, and why. */
import { usdOrNull } from '../../core/money.ts';
import { formatInstant, instantOrNull } from '../../core/time.ts';
import { formatDuration } from '../../simulate/duration.ts';
import type { RequestBill, RequestStory, StoryBlock } from '../../simulate/request-story.ts';
import {
  cell,
  left,
  noteIf,
  right,
  type Cell,
  type Column,
  type Document,
  type Note,
  keyed,
  named,
} from '../document.ts';
import { formatInteger, formatMoney, formatPlural } from '../numbers.ts';
import { causeText } from './cause-words.ts';
import { cost, integer, NONE, savings } from './cells.ts';
import { tokensJson } from './tokens-json.ts';

const SCHEMA_VERSION = 1;

const BILLED: Readonly<Record<StoryBlock['billed'], string>> = {
  read: 'read',
  write_5m: 'written, 5m',
  write_1h: 'written, 1h',
  input: 'input',
};

export function explainRequestDocument(id: string, story: RequestStory): Document {
  const { at, model, session, replayed, logged, blocks } = story;
  return {
    headline: [
      `Request ${id} of ${formatInstant(at)}, ${model}: ${formatPlural(blocks.length, 'block')}, ${billText(logged ?? replayed)}.`,
      causeText(story.judged, story),
    ],
    tables: [
      { columns: BLOCKS, rows: stretches(blocks).map((stretch) => blockCells(stretch, blocks)) },
      { title: 'What it cost', columns: BILLS, rows: bills(story), beside: true },
    ],
    notes: notes(story),
    json: {
      schema_version: SCHEMA_VERSION,
      request: id,
      at: formatInstant(at),
      model,
      session: session === '' ? null : session,
      cause: causeJson(story),
      entry: story.entry && { used_at: formatInstant(story.entry.usedAt), ttl_ms: story.entry.ttl },
      minimum_tokens: story.minimum,
      logged: logged === undefined ? null : billJson(logged),
      replayed: billJson(replayed),
      blocks: blocks.map(({ level, kind, tokens, upTo, billed, breakpoint, shared }, place) => ({
        place,
        level,
        kind,
        tokens,
        up_to: upTo,
        billed,
        breakpoint_ms: breakpoint ?? null,
        shared,
      })),
    },
  };
}

function causeJson({ judged, beforeAt }: RequestStory): unknown {
  const { cause, place, level, ms, missed } = judged;
  return {
    code: cause,
    block: place < 0 ? null : place,
    level: level ?? null,
    ms,
    missed_tokens: missed,
    before: instantOrNull(beforeAt),
    known: 'observed',
  };
}

function billText({ cache_read: read, cache_write_5m, cache_write_1h, input, figures }: RequestBill): string {
  const parts = [
    [read, 'read'],
    [cache_write_5m, 'written for 5m'],
    [cache_write_1h, 'written for 1h'],
    [input, 'as input'],
  ] as const;
  const told = parts.filter(([tokens]) => tokens > 0).map(([tokens, what]) => `${formatInteger(tokens)} ${what}`);
  return `${told.join(', ')} tokens; ${formatMoney(figures.cost)}`;
}

const DRAWN = ['level', 'kind', 'billed', 'shared'] as const;

/** Blocks that follow each other and are alike in all that is drawn; a breakpoint ends a stretch. */
interface Stretch {
  readonly first: number;
  readonly last: number;
}

function stretches(blocks: readonly StoryBlock[]): Stretch[] {
  const found: Stretch[] = [];
  for (const [place, block] of blocks.entries()) {
    const before = blocks[place - 1];
    const goesOn = before?.breakpoint === undefined && DRAWN.every((name) => before?.[name] === block[name]);
    const first = goesOn ? (found.pop()?.first ?? place) : place;
    found.push({ first, last: place });
  }
  return found;
}

const BLOCKS: readonly Column[] = [
  keyed(right('blocks', 'Blocks')),
  left('level', 'Level'),
  left('kind', 'Kind', 2),
  right('tokens', 'Tokens'),
  right('up_to', 'Up to', 1),
  left('drawn', '', 3),
  left('billed', 'As'),
  left('breakpoint', 'Breakpoint'),
  left('seen', 'Before', 1),
];

function blockCells({ first, last }: Stretch, blocks: readonly StoryBlock[]): Cell[] {
  const end = blocks[last];
  if (end === undefined) return [];
  const { level, kind, upTo, billed, breakpoint, shared } = end;
  const tokens = upTo - (blocks[first - 1]?.upTo ?? 0);
  const whole = blocks.at(-1)?.upTo ?? 0;
  const ttl = breakpoint === undefined ? '' : formatDuration(breakpoint);
  return [
    cell(first === last ? String(first) : `${first}–${last}`, first === last ? String(first) : `${first}-${last}`),
    cell(level),
    cell(kind.replaceAll('_', ' '), kind),
    integer(tokens),
    integer(upTo),
    cell(bar(billed, tokens, whole), ''),
    cell(BILLED[billed], billed, billed === 'read' ? 'good' : undefined),
    breakpoint === undefined ? cell('') : cell(`◆ ${ttl}`, ttl),
    shared ? cell('sent before', 'sent_before') : cell('new', 'new', 'quiet'),
  ];
}

const WIDTH = 20;
const INK: Readonly<Record<StoryBlock['billed'], string>> = { read: '░', write_5m: '▓', write_1h: '█', input: '▒' };

/** The share of the prompt, at least one mark. */
function bar(billed: StoryBlock['billed'], tokens: number, whole: number): string {
  return INK[billed].repeat(whole === 0 ? 0 : Math.max(1, Math.round((tokens / whole) * WIDTH)));
}

const BILLS: readonly Column[] = [
  named(left('what', '')),
  right('read', 'Read'),
  right('write_5m', 'Written, 5m'),
  right('write_1h', 'Written, 1h'),
  right('input', 'Input'),
  right('output', 'Output', 1),
  right('cost_usd', 'Cost'),
  right('net_savings_usd', 'Net savings', 1),
];

function bills({ logged, replayed }: RequestStory): Cell[][] {
  const row = (what: string, bill: RequestBill): Cell[] => [
    cell(what),
    ...[bill.cache_read, bill.cache_write_5m, bill.cache_write_1h, bill.input, bill.output].map(integer),
    cost(bill.figures),
    bill.figures.netSavings === null ? NONE : savings(bill.figures.netSavings),
  ];
  return [...(logged === undefined ? [] : [row('logged', logged)]), row('by the rules', replayed)];
}

function notes({ entry, logged, replayed }: RequestStory): Note[] {
  const used =
    entry &&
    `The entry it read was last used at ${formatInstant(entry.usedAt)} and lives ${formatDuration(entry.ttl)} from each use.`;
  const differs =
    logged !== undefined &&
    (logged.cache_read !== replayed.cache_read ||
      logged.cache_write_5m + logged.cache_write_1h !== replayed.cache_write_5m + replayed.cache_write_1h);
  return [
    ...(used === undefined ? [] : [{ text: used }]),
    ...noteIf(
      differs,
      'The log tells another split than the rules: an entry from before the log began, or one that went early.',
      'warn',
    ),
    {
      text: 'Blocks count from 0, as the request lists them: tools, system, messages. Tokens between two boundaries that a usage tells are estimates.',
      tone: 'quiet',
    },
  ];
}

function billJson(bill: RequestBill): unknown {
  return { tokens: tokensJson(bill), cost_usd: usdOrNull(bill.figures.cost) };
}
