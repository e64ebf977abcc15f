/**
 * The shape of a price file, strictly: an unknown key is a problem, because a misspelt "bands" would
 * silently price by the base rates. Import it lazily: zod takes longer to load than the prices do.
 */
import * as z from 'zod';
import type { Problem } from '../core/problem.ts';
import type { PriceDocument } from './read.ts';
import { isObject, pathText } from '../core/json.ts';

const evidence = {
  checked: z.string().optional(),
  source: z.array(z.string()).optional(),
  confidence: z.enum(['high', 'medium-high', 'medium', 'low']).optional(),
  note: z.string().optional(),
};

const prices = {
  input: z.string(),
  cache_write_5m: z.string().nullable(),
  cache_write_1h: z.string().nullable(),
  cache_read: z.string().nullable(),
  output: z.string(),
};

const row = z.strictObject({
  // A speed that no response reports would price nothing, without a word.
  speed: z.enum(['standard', 'fast']),
  from: z.string(),
  to: z.string().nullish(),
  ...prices,
  bands: z.array(z.strictObject({ above_prompt_tokens: z.number(), ...prices })).optional(),
  multipliers: z.strictObject({
    batch: z.string().nullish(),
    flex: z.string().nullish(),
    priority: z.string().nullish(),
    us: z.string().nullish(),
    regional: z.string().nullish(),
  }),
  ...evidence,
});

const modelFile = z.strictObject({
  model: z.string(),
  display_name: z.string().optional(),
  imported: z.string().optional(),
  ids: z
    .strictObject({
      api: z.array(z.string()).optional(),
      bedrock: z.array(z.string()).optional(),
      vertex: z.array(z.string()).optional(),
      openrouter: z.array(z.string()).optional(),
    })
    .optional(),
  minimum_cacheable: z
    .array(z.strictObject({ from: z.string(), tokens: z.number(), note: z.string().optional() }))
    .optional(),
  prices: z.array(row),
});

const toolsFile = z.strictObject({
  tools: z.strictObject({
    web_search: z.array(
      z.strictObject({ from: z.string(), to: z.string().nullish(), per_1000: z.string(), ...evidence }),
    ),
  }),
});

/** Problems of shape; what the values mean is checked when the book is built. */
export function checkShape({ file, json }: PriceDocument): Problem[] {
  const isTools = isObject(json) && 'tools' in json;
  const result = (isTools ? toolsFile : modelFile).safeParse(json);
  if (result.success) return [];
  return result.error.issues.map((issue) => ({
    code: 'bad_shape',
    message: `${issue.message}.`,
    where: { file, path: pathText(issue.path) },
  }));
}
