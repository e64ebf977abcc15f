/** One conversation: what goes into the prompt, what of it the cache still has, and how the answer is logged. */
import type { Filler } from './filler.ts';
import { afterResponse, compactBoundary, respondedLine, toolResult, userPrompt } from './lines.ts';
import type { Random } from './random.ts';
import { addResponse, type Tokens, type Truth } from './truth.ts';
import { MODELS, usageOf } from './usage.ts';
import type { LineWriter } from './writer.ts';

export interface World {
  readonly random: Random;
  readonly filler: Filler;
  readonly writer: LineWriter;
  readonly truth: Truth;
  /** The files grow until they have so many bytes. */
  readonly limit: number;
}

/** What every line of a conversation repeats, and how far it has come. */
export interface Chain {
  readonly session: string;
  readonly cwd: string;
  readonly version: string;
  readonly branch: string;
  /** '' on the main chain. */
  readonly agent: string;
  model: string;
  at: number;
  parent: string | null;
}

export interface KeptLine {
  readonly bytes: Buffer;
  readonly usage: boolean;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** A kept start of a session stays below this, whatever its lines hold. */
const KEPT_BYTES = 256 << 10;

/** Writes the conversation; returns its first lines, as a later session that resumes it repeats them. */
export function writeChain(world: World, chain: Chain, turns: number): KeptLine[] {
  const { random, writer } = world;
  const side = chain.agent !== '';
  const kept: KeptLine[] = [];
  let keptBytes = 0;
  const write = (json: string, texts: readonly Buffer[] = [], usage = false): void => {
    const bytes = writer.line(json, texts);
    if (usage) world.truth.usage_lines += 1;
    keptBytes += bytes.length;
    if (keptBytes < KEPT_BYTES) kept.push({ bytes: Buffer.from(bytes), usage });
  };

  let context = side ? random.between(8_000, 20_000) : random.between(15_000, 45_000);
  let cached = 0;
  for (let turn = 0; turn < turns && writer.bytes < world.limit; turn++) {
    const asked = turn === 0 || random.chance(12);
    const [json, texts, tokens] = asked ? userPrompt(world, chain) : toolResult(world, chain);
    write(json, texts);
    context += tokens;

    const gap = pause(random, side);
    chain.at += gap;
    if (gap > (side ? 5 : 60) * MINUTE) cached = 0;
    if (random.chance(0.4)) [chain.model, cached] = [random.pick(MODELS), 0];
    if (context > (side ? 90_000 : 160_000)) {
      // Compacted: the conversation is a summary now, and only the system prompt before it is the same.
      context = random.between(18_000, 30_000);
      cached = Math.min(cached, 14_000);
      write(compactBoundary(world, chain));
    }
    const written = context - cached;
    const response: Tokens = {
      input: random.between(1, 12),
      cache_write_5m: side ? written : 0,
      cache_write_1h: side ? 0 : written,
      cache_read: cached,
      output: random.magnitude(4, 12),
      web_search: random.chance(1) ? random.between(1, 3) : 0,
    };
    addResponse(world.truth, chain.model, response);
    writeResponse(world, chain, response, write);
    cached = context;
    context += response.output;

    for (const [percent, line] of afterResponse) if (random.chance(percent)) write(...line(world, chain));
  }
  return kept;
}

/** One line per content block, each with the id and the usage; the output may still grow from line to line. */
function writeResponse(
  { random, filler }: World,
  chain: Chain,
  tokens: Tokens,
  write: (json: string, texts: readonly Buffer[], usage: boolean) => void,
): void {
  const ids = { message: `msg_01${random.base62(22)}`, request: `req_011C${random.base62(20)}` };
  const blocks = random.pick([1, 2, 2, 2, 3, 3, 4]);
  const grows = random.chance(40);
  const withIterations = random.chance(30);
  for (let block = 1; block <= blocks; block++) {
    const last = block === blocks;
    const output = last || !grows ? tokens.output : Math.min(tokens.output, block * random.between(1, 4));
    const usage = usageOf(tokens, output, withIterations);
    write(...respondedLine({ random, filler }, chain, { ids, block, last, usage }), true);
  }
  chain.at += random.between(200, 4000);
}

/** Mostly the next tool call; now and then somebody thinks, eats or sleeps. */
function pause(random: Random, side: boolean): number {
  const kind = random.below(1000);
  if (kind < 900) return random.between(2, 45) * SECOND;
  if (kind < 970) return random.between(60, 290) * SECOND;
  if (side || kind < 992) return random.between(6, side ? 8 : 55) * MINUTE;
  return random.between(65, 600) * MINUTE;
}
