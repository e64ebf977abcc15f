/**
 * A record that counts is recognized by what marks it, and rejected for what it lacks: without any one of its fields it
 * is still an event or a rejection, and never skipped.
 */
import { expect, test } from 'vitest';
import { isObject } from '../../src/sources/fields.ts';
import { SOURCES } from '../../src/sources/index.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import type { Source } from '../../src/sources/source.ts';
import { holdsCounts } from '../../src/sources/unknown-counts.ts';
import { rounds } from '../rounds.ts';
import { filesIn } from './fixture-files.ts';
import { readLog } from './log-of.ts';
import { FIXTURES, recordsOf } from './readings.ts';

/** Records without a field that are known to be no billed call, or to be unmarked, and why. */
const NO_CALL: readonly (readonly [source: string, path: RegExp, why: string])[] = [
  ['claude-code', /^message\.usage\.iterations/, 'its totals are 0, so that nothing was used'],
  ['agent-sdk', /^modelUsage\.[^.]+$/, 'the totals of one model, which the session may not have used'],
  ['langfuse', /^observations\[2\]\.usageDetails$/, 'an error, which is billed only for what it counts'],
  ['codex', /^payload\.info$/, 'Codex writes such lines to tell of limits alone'],
  ['gemini', /usageMetadata$/, 'a chunk of a stream before its last need not count'],
  ['bedrock-converse', /^(?:response|body|metadata)$/, 'the answer itself, which has no model in it'],
  ['openrouter', /^usage$/, 'without an id, all but the name of the model'],
  ['otel-genai', /^gen_ai\.usage$/, 'without an end it may be under way'],
  ['block-trace', /^blocks$/, 'all that the row says'],
];

/** A fork and a sub-agent of Codex: whose call a copied line is, is known by the lines around it, else it is its parent's. */
const COPIED = /^codex\/.*-00000000000[23]\.jsonl$/;

test.each(SOURCES)('a record of $id that lacks a field is heard of', async (source) => {
  const silent = new Set<string>();
  for (const name of filesIn(FIXTURES, source.id)) {
    const records = (await recordsOf(name)).map(({ record }) => record);
    const header = name.endsWith('.csv') ? source : undefined;
    for (const path of silentIn(records, source, header)) if (!COPIED.test(name)) silent.add(`${name}: ${path}`);
  }
  expect([...silent].join('\n')).toBe('');
});

test.each([
  ['admin-usage/buckets.ndjson', 'results[0].uncached_input_tokens', 'missing_count'],
  ['analytics-usage/items.ndjson', 'usage', 'missing_count'],
  ['bedrock-converse/responses.ndjson', 'response.usage', 'missing_count'],
  ['bedrock-converse/responses.ndjson', 'response.usage.inputTokens', 'missing_count'],
  ['claude-code-analytics/pages.ndjson', 'model_breakdown', 'missing_count'],
  ['gemini/service.ndjson', 'response.usageMetadata.promptTokenCount', 'missing_count'],
  ['gemini/service.ndjson', 'response.usageMetadata', 'missing_count'],
  ['helicone/requests.jsonl', 'request_created_at', 'no_instant'],
  ['messages/gateway.ndjson', 'response.usage', 'missing_count'],
  ['plain-table/mapped.ndjson', 'cache_read', 'missing_count'],
  ['vercel-ai-sdk/results.ndjson', 'usage', 'missing_count'],
  ['vertex-rows/rows.ndjson', 'logging_time', 'no_instant'],
])('%s without %s says what it lacks: %s', async (name, place, reason) => {
  const records = (await recordsOf(name)).map(({ record }) => record);
  const lacking = records.flatMap((record) => [...lackingOnes(record)].filter(({ path }) => path === place));
  expect(lacking.length).toBeGreaterThan(0);
  const [first] = lacking;
  const intact = records.find((record) => readLog([record]).events.length > 0);
  const log = [...(intact === undefined ? [] : [intact]), ...(first === undefined ? [] : [first.lacking])];
  // Without the time that the test gives.
  expect(readLog(log, undefined, 'none').reasons.slice(-1)).toEqual([reason]);
});

/** The places of which nobody hears when they are taken away. */
function* silentIn(records: readonly JsonObject[], source: Source, header: Source | undefined): Iterable<string> {
  const built = new Set<string>();
  for (const [index, record] of records.entries()) {
    // Of records that are built alike one is enough, and all are read in the long rounds.
    const build = buildOf(record, '');
    if (rounds(built.has(build), false)) continue;
    built.add(build);
    const around = (changed: JsonObject): JsonObject[] =>
      source.spansRecords ? records.with(index, changed) : [changed];
    const { heard, events } = readLog(around(record), header);
    if (events.length === 0) continue;
    const others = records.filter((other) => other !== record);
    const intact = others.find((other) => readLog([other], header).events.length > 0);
    const one = intact === undefined ? 0 : readLog([intact], header).heard;
    for (const { path, lacking, lost } of lackingOnes(record)) {
      if (isCall(lost) || NO_CALL.some(([id, place]) => id === source.id && place.test(path))) continue;
      // A list that is gone takes with it what it said of several calls, but not without a word.
      const least = Math.max(1, (source.spansRecords || /\[/.test(path) ? heard : 1) - Math.max(0, sizeOf(lost) - 1));
      const alone = readLog(around(lacking), header);
      if (alone.heard < least && !alone.isUnknown) yield `${index + 1} ${path}`;
      if (source.spansRecords || intact === undefined || header !== undefined) continue;
      if (readLog([intact, lacking]).heard < one + least) yield `${index + 1} ${path} after another`;
    }
  }
}

/** Equal for records with the same fields, of the same types, which say the same in short: names of events and models. */
function buildOf(value: unknown, at: string): string {
  if (typeof value === 'string' && /^\s*[[{]/.test(value)) return buildOf(parsed(value), at);
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, inner]) => buildOf(inner, `${at}.${name}`))
      .join('\n');
  return `${at} ${typeof value === 'string' && value.length < 25 && !/\d/.test(value) ? value : typeof value}`;
}

/** What holds the model and the counts of a call holds the call: without it nothing marks one. */
function isCall(lost: unknown): boolean {
  return /model/i.test(JSON.stringify(lost)) && holdsCounts(lost);
}

function sizeOf(lost: unknown): number {
  return Array.isArray(lost) ? lost.length : 0;
}

interface Lacking<Whole> {
  readonly path: string;
  readonly lacking: Whole;
  readonly lost: unknown;
}

/** A record without one of its fields, for each, also where an object is written as text. */
function* lackingOnes(record: JsonObject): Iterable<Lacking<JsonObject>> {
  for (const each of within(record, '')) yield { ...each, lacking: each.lacking as JsonObject };
}

function* within(value: unknown, at: string): Iterable<Lacking<unknown>> {
  if (typeof value === 'string') {
    for (const each of within(parsed(value), at)) yield { ...each, lacking: JSON.stringify(each.lacking) };
  } else if (Array.isArray(value)) {
    for (const [index, inner] of value.slice(0, 60).entries())
      for (const each of within(inner, `${at}[${index}]`)) yield { ...each, lacking: value.with(index, each.lacking) };
  } else if (isObject(value)) {
    for (const [name, lost] of Object.entries(value)) {
      const path = at === '' ? name : `${at}.${name}`;
      const { [name]: _, ...lacking } = value;
      yield { path, lacking, lost };
      for (const each of within(lost, path)) yield { ...each, lacking: { ...value, [name]: each.lacking } };
    }
  }
}

function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
