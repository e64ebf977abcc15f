/** The benchmark's logs are worth measuring only if what is said about them is true. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createFixture } from 'fs-fixture';
import { expect, test } from 'vitest';
import { generate, generateSlim } from '../../bench/generate.ts';
import type { ModelTruth, Truth } from '../../bench/synthetic/truth.ts';

interface Usage {
  input_tokens: number;
  cache_read_input_tokens: number;
  cache_creation_input_tokens: number;
  cache_creation: { ephemeral_5m_input_tokens: number; ephemeral_1h_input_tokens: number };
  output_tokens: number;
  server_tool_use: { web_search_requests: number };
}
interface Message {
  id: string;
  model: string;
  usage?: Usage;
}
interface Line {
  type?: string;
  message?: Message;
  response?: Message;
}

const BYTES = 6_000_000;

function logsIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /\.(?:jsonl|ndjson)$/.test(name)).sort();
}

/** Reads everything at once and parses every line: slow, simple, and written without a look at the generator. */
function countNaively(folder: string): Omit<Truth, 'seed' | 'copied_lines'> {
  const best = new Map<string, Message & { usage: Usage }>();
  const seen = { files: 0, bytes: 0, lines: 0, usage_lines: 0, truncated: 0 };
  for (const name of logsIn(folder)) {
    const content = readFileSync(path.join(folder, name));
    seen.files += 1;
    seen.bytes += content.length;
    for (const text of content.toString('utf8').split('\n')) {
      if (text === '') continue;
      let line: Line;
      try {
        line = JSON.parse(text) as Line;
      } catch {
        seen.truncated += 1;
        continue;
      }
      seen.lines += 1;
      const message = line.type === 'assistant' ? line.message : line.response;
      if (!message?.usage || message.model === '<synthetic>') continue;
      seen.usage_lines += 1;
      const before = best.get(message.id);
      if (!before || before.usage.output_tokens < message.usage.output_tokens)
        best.set(message.id, { ...message, usage: message.usage });
    }
  }
  const models: Record<string, ModelTruth> = {};
  for (const { model, usage } of best.values()) {
    const { ephemeral_5m_input_tokens: short, ephemeral_1h_input_tokens: long } = usage.cache_creation;
    expect(usage.cache_creation_input_tokens).toBe(short + long);
    const sums = models[model];
    models[model] = {
      responses: 1 + (sums?.responses ?? 0),
      input: usage.input_tokens + (sums?.input ?? 0),
      cache_write_5m: short + (sums?.cache_write_5m ?? 0),
      cache_write_1h: long + (sums?.cache_write_1h ?? 0),
      cache_read: usage.cache_read_input_tokens + (sums?.cache_read ?? 0),
      output: usage.output_tokens + (sums?.output ?? 0),
      web_search: usage.server_tool_use.web_search_requests + (sums?.web_search ?? 0),
    };
  }
  return { ...seen, responses: best.size, models };
}

function digest(folder: string): string {
  const hash = createHash('sha256');
  for (const name of logsIn(folder)) hash.update(name).update(readFileSync(path.join(folder, name)));
  return hash.digest('hex');
}

test('transcripts hold what their truth says', async () => {
  await using fixture = await createFixture();
  const truth = generate({ out: fixture.path, bytes: BYTES, seed: 7 });
  const { seed, copied_lines, ...countable } = truth;
  expect(countNaively(fixture.path)).toEqual(countable);
  expect(seed).toBe(7);
  expect(JSON.parse(readFileSync(fixture.getPath('truth.json'), 'utf8'))).toEqual(truth);

  // Each of the difficulties is there.
  expect(truth.bytes).toBeGreaterThanOrEqual(BYTES);
  expect(truth.bytes).toBeLessThan(BYTES * 1.1);
  expect(copied_lines).toBeGreaterThan(0);
  expect(truth.truncated).toBeGreaterThan(0);
  expect(truth.usage_lines).toBeGreaterThan(1.5 * truth.responses);
  const all = logsIn(fixture.path).map((name) => readFileSync(fixture.getPath(name), 'utf8'));
  expect(all.some((text) => text.includes('"<synthetic>"'))).toBe(true);
  expect(all.some((text) => text.includes('\\"usage\\"'))).toBe(true);
  expect(all.some((text) => text.includes('"compact_boundary"'))).toBe(true);
  const agents = logsIn(fixture.path).filter((name) => name.includes('subagents'));
  expect(agents.length).toBeGreaterThan(0);
  for (const name of agents)
    expect(readFileSync(fixture.getPath(name), 'utf8')).not.toMatch(/"ephemeral_1h_input_tokens":[1-9]/);
});

test('responses hold what their truth says', async () => {
  await using fixture = await createFixture();
  const { seed: _seed, copied_lines: _copied, ...truth } = generateSlim({ out: fixture.path, rows: 2000, seed: 3 });
  expect(countNaively(fixture.path)).toEqual(truth);
  expect(truth.responses).toBe(2000);
});

test('a seed always gives the same files, and another seed gives others', async () => {
  await using fixture = await createFixture();
  const transcripts = (name: string, seed: number): string => {
    generate({ out: fixture.getPath(name), bytes: 500_000, seed });
    return digest(fixture.getPath(name));
  };
  expect(transcripts('a', 1)).toBe(transcripts('b', 1));
  expect(transcripts('c', 2)).not.toBe(transcripts('a', 1));

  const responses = (name: string, seed: number): string => {
    generateSlim({ out: fixture.getPath(name), rows: 500, seed });
    return digest(fixture.getPath(name));
  };
  expect(responses('d', 1)).toBe(responses('e', 1));
  expect(responses('f', 2)).not.toBe(responses('d', 1));
});
