/**
 * Rows of an answer as text, in columns. What is usual is left out, and nothing else.
 */
import { TERM_NAMES, type Terms } from '../../../src/core/event.ts';
import { METERS } from '../../../src/core/meters.ts';
import type { Level, Prompt, PromptBlock } from '../../../src/core/prompt.ts';
import { formatInstant, utcDate } from '../../../src/core/time.ts';
import type { FileOutcome, Inference, LoggedInference, PromptedInference } from '../../../src/store/ledger.ts';
import type { BilledRow, PulledDay } from '../../../src/store/pulled.ts';
import { block } from '../sent.ts';

/** Columns that are not empty. */
export function columns(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(' | ');
}

const USUAL: Terms = {
  ...{ source: 'claude-code', platform: 'api', tier: 'standard', speed: 'standard', geo: 'global' },
  ...{ kind: 'message', bounds: 0 },
};

/** "tier=batch bounds=2": what is not usual. */
export function termsText(terms: Terms): string {
  const names = [...TERM_NAMES, 'bounds'] as const;
  const known = { ...USUAL, ...terms };
  const unusual = names.filter((name) => known[name] !== USUAL[name]);
  const others = Object.keys(known).filter((name) => !(name in USUAL));
  return [...unusual.map((name) => `${name}=${known[name]}`), ...others.map((name) => `and ${name}`)].join(' ');
}

/** '"/p" ""': values of what was grouped by. */
export function valuesText(values: readonly string[]): string {
  return values.map((value) => JSON.stringify(value)).join(' ');
}

/** "input 10, output 1": each that is not 0. */
export function metersText(meters: Readonly<Record<(typeof METERS)[number], number | bigint>>): string {
  const counted = METERS.filter((meter) => BigInt(meters[meter]) !== 0n);
  return counted.map((meter) => `${meter} ${meters[meter]}`).join(', ');
}

/** "1 request", "2 hits"; '' for none. */
export function countText(count: number | bigint, of: string): string {
  return BigInt(count) === 0n ? '' : `${count} ${of}${BigInt(count) === 1n ? '' : 's'}`;
}

export function inferenceRow(inference: Inference): string {
  const { at, until, model, workspace, session, thread, terms, values, requests, meters } = inference;
  for (const count of [at, until, requests, ...Object.values(meters)])
    if (!Number.isSafeInteger(count)) throw new Error(`${String(count)} is no whole number`);
  const place = [workspace, session, thread];
  return columns(
    until === at ? formatInstant(at) : `${formatInstant(at)} to ${formatInstant(until)}`,
    model,
    termsText(terms),
    place.some((name) => name !== '') ? `in ${valuesText(place)}` : '',
    valuesText(values),
    countText(requests, 'request'),
    metersText(meters),
  );
}

/** `key`: the event's, as it was written. */
export function requestRow(key: string, { part, reported, ...logged }: LoggedInference): string {
  const { file, line } = logged;
  return columns(
    `${key}${part === 0 ? '' : ` part ${part}`}`,
    `${file}:${line}`,
    inferenceRow(logged),
    reported === undefined
      ? ''
      : `reported ${reported.reason}${reported.tokens === undefined ? '' : ` ${reported.tokens}`}`,
  );
}

export function promptRow(key: string, prompted: PromptedInference, blocks: readonly PromptBlock[]): string {
  return columns(
    key,
    `${prompted.file}:${prompted.line}`,
    inferenceRow(prompted),
    `blocks ${blocksText(blocks)}`,
    ...promptColumns(prompted),
  );
}

function promptColumns(prompt: Omit<Prompt, 'blocks'>): string[] {
  const { marks, automatic, parameters, answered, digest, question, sketch, logsCache, firstCall, attribution } =
    prompt;
  const told = (name: string, text: string): string => (text === '' ? '' : `${name} ${text}`);
  return [
    told('marks', marks.map((mark) => `${mark.block}:${mark.ttl}`).join(' ')),
    told('automatic', automatic ?? ''),
    told('of system', parameters.system),
    told('of messages', parameters.messages),
    told('answered', answered === undefined ? '' : formatInstant(answered)),
    `digest ${digest}`,
    told('question', question),
    told('sketch', sketch.join(' ')),
    logsCache ? '' : 'no cache logged',
    firstCall === undefined
      ? ''
      : `first call ${[firstCall.input, firstCall.written, firstCall.read].map((tokens) => tokens ?? '?').join(' ')}`,
    told('attribution', attribution),
  ];
}

/** "tools:1 system:2 3": blocks by level and hash, each with what is not usual of it. */
export function blocksText(blocks: readonly PromptBlock[]): string {
  return blocks.length === 0 ? 'none' : blocks.map(blockText).join(' ');
}

const USUAL_BLOCKS: Readonly<Record<Level, Partial<PromptBlock>>> = {
  tools: { kind: 'tool', role: '', ends: false },
  system: { role: '', ends: false },
  messages: {},
};

function blockText(own: PromptBlock): string {
  const { level, hash } = own;
  const number = Number.parseInt(hash, 16);
  const usual: Readonly<Record<string, unknown>> = { ...block(number, { level, ...USUAL_BLOCKS[level] }) };
  const unusual = Object.entries(own).filter(([name, value]) => value !== usual[name]);
  const told = unusual.map(([name, value]) => `${name} ${String(value)}`).join(', ');
  return `${level === 'messages' ? '' : `${level}:`}${number}${told === '' ? '' : `(${told})`}`;
}

export function outcomeRow({ file, readAt, reader, complete, asRead, ...outcome }: FileOutcome): string {
  const { records, responses, refused, first, tail, flags, account } = outcome;
  return columns(
    file,
    `read ${readAt === undefined ? 'at an unknown time' : formatInstant(readAt)} by ${reader || 'an unknown version'}`,
    asRead === undefined ? '' : `${asRead.size} bytes of ${formatInstant(asRead.modified)}`,
    complete === true ? '' : complete === false ? 'not to its end' : 'without an end',
    countText(records, 'record'),
    countText(responses, 'response'),
    named('refused', refused),
    first.map(({ line, reason }) => `line ${line}: ${reason}`).join(', '),
    tail === undefined ? '' : `tail in line ${tail.line}: ${tail.reason}`,
    named('flags', flags),
    account === undefined ? 'no account' : accountText(account),
  );
}

function accountText({ records, rejected, not_usage, unknown_keys }: NonNullable<FileOutcome['account']>): string {
  const parts = [`of ${records}`, countText(rejected, 'rejection'), named('no usage', not_usage)];
  return [...parts, named('unknown', unknown_keys ?? {})].filter((text) => text !== '').join(', ');
}

function named(what: string, counts: Readonly<Partial<Record<string, number>>>): string {
  const names = Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return names.length === 0 ? '' : `${what} ${names.map(([name, count]) => `${name} ${count}`).join(' ')}`;
}

export function dayRow({ day, shape, state }: PulledDay): string {
  return columns(formatInstant(day), shape, state);
}

export function billedRow(row: BilledRow): string {
  const { since, until, model, costType, tokenType, dimensions, amount, listAmount } = row;
  const texts = [model, costType, tokenType, dimensions, amount, listAmount];
  return columns(`${formatInstant(since)} to ${utcDate(until)}`, valuesText(texts));
}
