/** Ids as people log them, from a log to the report: what they cost, and what is said of those without a price. */
import { createFixture } from 'fs-fixture';
import { expect, test } from 'vitest';
import { runCli } from '../run.ts';

const USAGE = { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 };
const HINT = 'Prices of other providers can be imported: promptcache-cost prices import --help';

async function report(models: readonly string[], ...rest: readonly string[]): Promise<string> {
  const lines = models.map((model, index) =>
    JSON.stringify({
      id: `chatcmpl-${index}abcdefghijkl`,
      object: 'chat.completion',
      created: 1_794_312_000,
      model,
      usage: USAGE,
    }),
  );
  await using log = await createFixture({ 'log.jsonl': `${lines.join('\n')}\n` });
  const argv = ['report', log.getPath('log.jsonl'), '--db', log.getPath('usage.db'), ...rest];
  return (await runCli(argv, { env: { NO_COLOR: '1' }, columns: 200 })).stdout;
}

test('models of other providers: the unpriced lines name the command that imports prices, once', async () => {
  const text = await report(['glm-5.2', 'z-ai/glm-5.2:nitro', 'moonshotai/kimi-k3', 'gpt-5']);
  expect(text).toContain('Unpriced: glm-5.2, 1 request');
  expect(text.split(HINT)).toHaveLength(2);
});

test.each(['claude-opus-5-7', 'openai/gpt-5.9', 'models/gemini-3.9-flash', 'gpt-5.2-codex-fast'])(
  '%s has no price that could be imported',
  async (model) => {
    const text = await report([model]);
    expect(text).toContain('Unpriced: ');
    expect(text).not.toContain(HINT);
  },
);

test('fast ids are told apart by speed and tier, under the name of their model', async () => {
  const models = ['claude-opus-5-fast', 'gpt-5.5-fast', 'gpt-5.5'];
  const { rows } = JSON.parse(await report(models, '--by', 'model,speed,tier', '--format', 'json')) as {
    rows: { group: object; cost_usd: string }[];
  };
  expect(rows.map(({ group, cost_usd }) => [...Object.values(group), cost_usd]).toSorted()).toEqual([
    ['claude-opus-5', 'fast', 'standard', '0.015'],
    ['gpt-5.5', 'standard', 'priority', '0.02'],
    ['gpt-5.5', 'standard', 'standard', '0.008'],
  ]);
});
