/**
 * Usage that APIs returned, as the tests of pydantic/genai-prices keep it (tests/dataset/usages.json), and what that library
 * reads in it. Its bodies are cut down to the model and the usage, so the frame of each response is put around them again.
 * In its counts the input holds what was cached. The file is named by PROMPTCACHE_COST_RECORDED_USAGE, or lies in a checkout
 * of genai-prices beside this one.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import type { UsagePart } from '../../src/core/event.ts';
import { addMeters, NO_METERS, promptTokens } from '../../src/core/meters.ts';
import { isObject } from '../../src/sources/fields.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { readLog } from '../sources/log-of.ts';

const BESIDE = path.resolve(import.meta.dirname, '../../../genai-prices/tests/dataset/usages.json');
const FILE = process.env['PROMPTCACHE_COST_RECORDED_USAGE'] ?? BESIDE;

interface Case {
  readonly body: JsonObject;
  readonly extracted: readonly { readonly extractors: readonly Extractor[]; readonly usage: Counts }[];
}
interface Extractor {
  readonly provider_id: string;
  readonly api_flavor: string;
}
type Counts = Readonly<Record<string, number>>;

/** A response as the API sends it, and by which of the library's readings it is compared, the first that there is. */
interface Framed {
  readonly family: string;
  readonly record: JsonObject;
  readonly extractors: readonly string[];
}

function framed({ model, usage, ...body }: JsonObject): Framed | undefined {
  if (isObject(body['usageMetadata'])) {
    const record = { modelVersion: 'gemini-2.5-flash', ...body, candidates: [{ finishReason: 'STOP' }] };
    return { family: 'gemini', record, extractors: ['google default'] };
  }
  if (!isObject(usage)) return undefined;
  if ('inputTokens' in usage) {
    const frame = { modelId: 'amazon.nova-pro-v1:0', output: { message: { role: 'assistant', content: [] } } };
    const record = { ...frame, usage, stopReason: 'end_turn', metrics: { latencyMs: 1 } };
    return { family: 'bedrock-converse', record, extractors: ['aws default'] };
  }
  if (typeof model !== 'string') return undefined;
  const gateway = 'cost' in usage ? ['openrouter chat'] : [];
  if ('prompt_tokens' in usage && 'completion_tokens' in usage) {
    const own = 'prompt_cache_hit_tokens' in usage ? ['deepseek chat'] : [];
    const record = { id: 'chatcmpl-1_7hK2mQ9xT4vB3nC8', object: 'chat.completion', model, usage };
    return { family: 'chat', record, extractors: [...gateway, ...own, 'openai chat'] };
  }
  if ('cache_read_input_tokens' in usage || 'cache_creation_input_tokens' in usage) {
    const record = { id: 'msg_1', type: 'message', role: 'assistant', model, usage };
    return { family: 'messages', record, extractors: ['anthropic default'] };
  }
  if ('input_tokens' in usage && 'total_tokens' in usage) {
    const record = { id: 'resp_1_7hK2mQ9xT4vB3nC8', object: 'response', status: 'completed', model, usage };
    return { family: 'responses', record, extractors: [...gateway, 'openai responses'] };
  }
  return undefined;
}

/** What the library reads, in our words. */
function theirs({ extracted }: Case, extractors: readonly string[]): string | undefined {
  for (const wanted of extractors) {
    const found = extracted.find((each) =>
      each.extractors.some(({ provider_id, api_flavor }) => `${provider_id} ${api_flavor}` === wanted),
    );
    if (found === undefined) continue;
    const { input_tokens = 0, output_tokens = 0, cache_read_tokens = 0, cache_write_tokens = 0 } = found.usage;
    return textOf(input_tokens, cache_read_tokens, cache_write_tokens, output_tokens);
  }
  return undefined;
}

interface Own {
  /** All that is billed. */
  readonly all: string;
  /** Without what the totals of the usage leave out: compactions and advisors, which the library does not read. */
  readonly messages: string;
}

function ours(record: JsonObject): Own | undefined {
  const { events, reasons } = readLog([record]);
  if (reasons.length > 0) return { all: `rejected: ${reasons.join(', ')}`, messages: '' };
  if (events.length === 0) return undefined;
  const parts = events.flatMap((event) => event.parts);
  return { all: sumOf(parts), messages: sumOf(parts.filter(({ kind }) => kind === 'message')) };
}

/** Ours without the reads that Mistral tells in a key of its own (`num_cached_tokens`), which the data set leaves out. */
function readsOfMistral({ usage }: JsonObject, own: string): string {
  const read = isObject(usage) ? usage['num_cached_tokens'] : undefined;
  return typeof read === 'number' && read > 0 ? own.replace(`read ${read},`, 'read 0,') : own;
}

function sumOf(parts: readonly UsagePart[]): string {
  const meters = parts.map((part) => part.meters).reduce(addMeters, NO_METERS);
  const written = meters.cache_write_5m + meters.cache_write_1h;
  return textOf(promptTokens(meters), meters.cache_read, written, meters.output);
}

function textOf(prompt: number, read: number, written: number, output: number): string {
  return `prompt ${prompt}, read ${read}, written ${written}, output ${output}`;
}

function compare(): void {
  const cases = JSON.parse(readFileSync(FILE, 'utf8')) as readonly Case[];
  const agreed = new Map<string, number>();
  const explained: string[] = [];
  const differences: string[] = [];
  const unclaimed: string[] = [];
  for (const each of cases) {
    const file = String(each.body['file']);
    const response = framed(each.body);
    const own = response && ours(response.record);
    const other = response && theirs(each, response.extractors);
    if (response === undefined || own === undefined || other === undefined)
      unclaimed.push(`${file}: ${JSON.stringify(each.body['usage'] ?? each.body['meta'])}`);
    else if (own.all === other) agreed.set(response.family, (agreed.get(response.family) ?? 0) + 1);
    else if (own.messages === other || readsOfMistral(each.body, own.all) === other)
      explained.push(`${file}: ours has ${own.all}; theirs ${other}`);
    else differences.push(`${file}: ours ${own.all}; theirs ${other}`);
  }
  const total = [...agreed.values()].reduce((sum, count) => sum + count, 0);
  console.log(
    `${cases.length} responses: ${total} agree (${[...agreed].map(([family, count]) => `${family} ${count}`).join(', ')}), ` +
      `${explained.length} differ by a compaction, an advisor or Mistral's reads, ${differences.length} differ otherwise, ` +
      `${unclaimed.length} are of no format here`,
  );
  for (const line of [...differences, ...explained, ...unclaimed]) console.log(line);
  expect(total).toBeGreaterThan(0);
  expect(differences).toEqual([]);
}

if (existsSync(FILE)) {
  describe('recorded usage', () => {
    it('is read as genai-prices reads it', compare);
  });
} else {
  const missing = 'skipped: PROMPTCACHE_COST_RECORDED_USAGE names no file, and ../genai-prices has no usages.json';
  console.warn(`recorded usage: ${missing}`);
  test.skip(`recorded usage (${missing})`, () => undefined);
}
