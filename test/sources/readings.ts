/** Records and what a source makes of them, in a form that a person can check. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { UsageEvent } from '../../src/core/event.ts';
import { merge } from '../../src/core/merge.ts';
import { flagsOf } from '../../src/core/flags.ts';
import type { Prompt } from '../../src/core/prompt.ts';
import { formatInstant, type Instant } from '../../src/core/time.ts';
import { eachRecord } from '../../src/ingest/records.ts';
import { shapeOf } from '../../src/ingest/shape.ts';
import type { JsonObject, Reading } from '../../src/sources/reading.ts';
import type { Context, Source } from '../../src/sources/source.ts';

export const FIXTURES: string = path.resolve(import.meta.dirname, '..', '..', 'fixtures');

/** What every record without a time is given, where a test gives one. */
export const GIVEN = Date.UTC(2026, 10, 15, 12) as Instant;

export interface Numbered {
  readonly line: number;
  readonly record: JsonObject;
}

export interface Read {
  readonly line: number;
  readonly reading: Reading;
}

/** The records of a fixture, unpacked as ingest would. `name` is relative to fixtures/. */
export async function recordsOf(name: string): Promise<Numbered[]> {
  const bytes = readFileSync(path.join(FIXTURES, name));
  const shape = shapeOf(bytes, undefined);
  if (shape === undefined) throw new Error(`${name} looks like no log`);
  const found: Numbered[] = [];
  async function* chunks(): AsyncIterable<Buffer> {
    yield bytes;
  }
  await eachRecord(chunks(), shape, ({ content, line }) => {
    const text = Buffer.isBuffer(content) ? content.toString() : undefined;
    if (text?.trim() === '' || text === '[DONE]') return;
    found.push({ line, record: text === undefined ? (content as JsonObject) : (JSON.parse(text) as JsonObject) });
  });
  return found.filter(({ record }) => record !== undefined);
}

/** FNV-1a of 64 bits over UTF-16: what stands in for the ledger's keyed hash, the same on every run. */
export function fnv(text: string): string {
  let [high, low] = [0xcbf2_9ce4, 0x8422_2325];
  for (let index = 0; index < text.length; index += 1) {
    low = (low ^ text.charCodeAt(index)) >>> 0;
    // Times 2^40 + 435, by halves.
    const product = low * 435;
    high = (Math.imul(high, 435) + Math.floor(product / 2 ** 32) + (low << 8)) >>> 0;
    low = product >>> 0;
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

/** No call for this source: known to be none, or unknown to it. */
export const NO_CALL = { kind: expect.stringMatching(/^(?:not_usage|unknown)$/) as string };

/** Flags but the one that says that no total proves a reading, which is tested with the readings (usage-reading.test.ts). */
export function flagsBut(bits: number): string[] {
  return flagsOf(bits).filter((flag) => flag !== 'reading_assumed');
}

/** Every reading of a whole input, that of its end included. */
export function readAll(source: Source, records: readonly Numbered[], context: Partial<Context> = {}): Read[] {
  const reader = source.open();
  const around = { file: 'log', given: undefined, labels: {}, fingerprint: fnv, ...context };
  const readings = records.map(({ line, record }) => ({ line, reading: reader.read(record, { ...around, line }) }));
  const line = records.at(-1)?.line ?? 1;
  const end = reader.end?.({ ...around, line });
  return end === undefined || end.kind === 'not_usage' ? readings : [...readings, { line, reading: end }];
}

/** Records of a test that are not in a file. */
export function numbered(records: readonly unknown[]): Numbered[] {
  return records.map((record, index) => ({ line: index + 1, record: record as JsonObject }));
}

export function eventsOf(readings: readonly Read[]): UsageEvent[] {
  return readings.flatMap(({ reading }) => (reading.kind === 'events' ? reading.events : []));
}

export function refusalsOf(readings: readonly Read[]): [line: number, reason: string][] {
  return readings.flatMap(({ line, reading }): [number, string][] =>
    reasonsOf(reading).map((reason): [number, string] => [line, reason]),
  );
}

/** Why a record, or what of a record of several calls, cannot be counted. */
export function reasonsOf(reading: Reading): readonly string[] {
  if (reading.kind === 'refused') return [reading.reason];
  return reading.kind === 'events' ? (reading.refused ?? []) : [];
}

/** The responses, each once. */
export function merged(events: readonly UsageEvent[]): Map<string, UsageEvent> {
  const byKey = new Map<string, UsageEvent>();
  for (const event of events) {
    const other = byKey.get(event.key);
    byKey.set(event.key, other === undefined ? event : merge(other, event));
  }
  return byKey;
}

/** Input, 5m writes, 1h writes, reads, output. */
export type Counts = readonly [input: number, w5m: number, w1h: number, read: number, output: number];

/** Per part: what it is, and its counts. */
export function partsOf(event: Pick<UsageEvent, 'parts'> | undefined): [what: string, ...Counts][] {
  return (event?.parts ?? []).map(({ model, kind, meters, requests }) => {
    const { input, cache_write_5m, cache_write_1h, cache_read, output, web_search } = meters;
    const searches = web_search > 0 ? ` +${web_search} searches` : '';
    return [`${kind} ${model} x${requests}${searches}`, input, cache_write_5m, cache_write_1h, cache_read, output];
  });
}

/** An event without what says nothing, to be read by people. */
export function shown(event: UsageEvent): Record<string, unknown> {
  const { key, at, until, parts, terms, scope, completeness, origin, prompt, reported } = event;
  return {
    key,
    at: formatInstant(at),
    parts: parts.map(({ model, kind, requests, above, meters }) => ({
      ...{ model, kind, requests, ...(above !== undefined && { above }) },
      ...telling(meters),
    })),
    terms: telling(terms),
    scope: telling({ ...scope, labels: Object.keys(scope.labels).length > 0 ? scope.labels : '' }),
    flags: flagsOf(event.flags),
    completeness,
    line: origin.line,
    ...(until !== at && { until: formatInstant(until) }),
    ...(prompt && { prompt: sentIn(prompt) }),
    ...(reported && { reported }),
  };
}

/** Blocks as "level kind role size/tokens hash", with "|" where a message ends and the time of a breakpoint. */
function sentIn({ blocks, marks, automatic, parameters, answered, digest, question, sketch }: Prompt): unknown {
  return {
    blocks: blocks.map(({ level, kind, role, ends, hash, size, tokens }, index) => {
      const ttl = marks.find(({ block }) => block === index)?.ttl;
      return [level, kind, role, `${size}/${tokens ?? '?'}`, hash, ttl && `(${ttl})`, ends && '|']
        .filter(Boolean)
        .join(' ');
    }),
    ...telling({ automatic: automatic ?? '', ...parameters, question, digest }),
    ...(answered !== undefined && { answered: formatInstant(answered) }),
    ...(sketch.length > 0 && { sketch: `${sketch.length} from ${sketch[0]}` }),
  };
}

function telling(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '' && value !== 0));
}
