/**
 * What usages say of the sizes of blocks that nobody counted, and what the replay makes of it. The small logs follow
 * recorded ones (docs/replay.md); a letter is a block of so many bytes, and its size in tokens is what usages make of it.
 */
import { describe, expect, it } from 'vitest';
import { playPlacement } from '../../src/simulate/place.ts';
import { promptWorldOf } from '../../src/simulate/make-prompt-world.ts';
import type { PromptWorld } from '../../src/simulate/prompt-world.ts';
import { setBreakpoint } from '../../src/simulate/provider.ts';
import type { Placement } from '../../src/simulate/strategy.ts';
import { book } from '../prices/shipped.ts';
import { blockOf, promptLog, type Sent } from './prompt-log.ts';

const BYTES: Readonly<Record<string, number>> = { T: 9000, S: 90_000, A: 4500, B: 4500, '?': 12_000 };

function worldOf(...sent: Omit<Sent, 'logsCache'>[]): PromptWorld {
  const told = sent.map((each, index): Sent => ({ at: index * 10, session: 's', logsCache: true, ...each }));
  return promptWorldOf(
    promptLog(told, (letter) => ({ ...blockOf(letter), tokens: undefined, size: BYTES[letter] ?? 20 })),
    book,
  );
}

function splits(world: PromptWorld): [read: number, written: number, input: number][] {
  const found: [number, number, number][] = [];
  playPlacement(world, 'logged', (_, { cache_read: read, cache_write_5m, cache_write_1h, input }) => {
    found.push([read, cache_write_5m + cache_write_1h, input]);
  });
  return found;
}

/** Tokens up to each block of a request. */
function sizes({ log: { prompts }, tokens }: PromptWorld, row: number): number[] {
  return [...prompts.path.subarray(prompts.from[row], prompts.from[row + 1])].map((node) => tokens[node] ?? 0);
}

const marked = (...places: number[]): Pick<Sent, 'marks'> => ({ marks: places.map((place) => [place, '5m'] as const) });
const used = (
  read: number,
  cache_write_5m: number,
  input: number,
): Pick<Sent, 'read' | 'cache_write_5m' | 'input'> => ({
  ...{ read, cache_write_5m, input },
});

describe('a read', () => {
  it('of all is one of the whole prefix, not of what the log has of it', () => {
    const world = worldOf(
      { blocks: 'SA', ...marked(0, 1), ...used(0, 21_010, 10) },
      { blocks: 'SB', ...marked(0, 1), ...used(21_020, 0, 10) },
      { blocks: 'SAcD', ...marked(0, 3), ...used(21_010, 200, 8) },
    );
    expect(splits(world)[2]).toEqual([21_010, 200, 8]);
    expect(sizes(world, 0)[0]).toBeLessThan(21_010);
    expect(sizes(world, 1)).toEqual([sizes(world, 0)[0], 21_020]);
  });

  it('ended where the replay hit, behind which something was written', () => {
    const world = worldOf(
      { blocks: 'TSA', ...marked(0, 2), ...used(0, 23_000, 3) },
      { blocks: 'TSB', ...marked(0, 2), ...used(2000, 21_100, 3) },
    );
    expect(sizes(world, 1)[0]).toBe(2000);
  });

  it('that cannot have ended there did so at the breakpoint nearest in size', () => {
    // The tools are not 3,700 tokens by their bytes alone, but system and message cannot be that few.
    const world = worldOf(
      { blocks: 'TSA', ...marked(0, 1, 2), ...used(0, 26_000, 3) },
      { blocks: 'TSB', ...marked(0, 1, 2), ...used(2700, 23_400, 3) },
    );
    expect(sizes(world, 1)[0]).toBe(2700);
    expect(sizes(world, 1)[1]).toBeGreaterThan(20_000);
    expect([...world.outside.readTo]).toEqual([-1, 0]);
  });

  it('is looked for between what other usages have pinned', () => {
    // By bytes alone the tools would be the nearest; they are pinned, and the first block behind them is small.
    const world = worldOf(
      { blocks: 'TA', ...marked(0), ...used(0, 9500, 1003) },
      { blocks: 'TcSB', ...marked(0, 1, 2, 3), ...used(9500, 5000, 3) },
      { blocks: 'TcSD', ...marked(0, 1, 2, 3), ...used(9600, 4300, 3) },
    );
    expect([...world.outside.readTo]).toEqual([-1, 0, 1]);
  });

  it('of a prefix that another usage gave another size changes nothing of that', () => {
    const world = worldOf(
      { blocks: 'SA', ...marked(1), ...used(0, 21_010, 10) },
      { blocks: 'SAcD', ...marked(3), ...used(19_000, 2200, 3) },
    );
    expect(sizes(world, 1)[1]).toBe(21_010);
  });
});

describe('breakpoints that cached nothing', () => {
  it('stand below the minimum: 1,024 tokens of Sonnet 4.5', () => {
    const model = 'claude-sonnet-4-5';
    const world = worldOf(
      { blocks: 'A', model, ...marked(0), ...used(0, 0, 1026) },
      { blocks: 'AbC', model, ...marked(2), ...used(0, 1085, 3) },
    );
    expect(sizes(world, 1)).toEqual([1023, expect.any(Number), 1085]);
    expect(splits(world)).toEqual([
      [0, 0, 1026],
      [0, 1085, 3],
    ]);
  });
});

describe('breakpoints that cached nothing stand below the minimum', () => {
  it('also where more than usual stands behind the last block', () => {
    const given = { model: 'claude-sonnet-4-5', ...marked(0), ...used(0, 0, 1030) };
    expect(sizes(worldOf({ blocks: 'A', ...given }), 0)).toEqual([1023]);
  });
});

describe('behind the last block', () => {
  it('stand three tokens, where nothing shows how many', () => {
    expect(sizes(worldOf({ blocks: 'SA', ...used(0, 0, 21_000) }), 0)[1]).toBe(20_997);
  });

  it('stand as many as other requests of the model show', () => {
    const world = worldOf(
      { blocks: 'SA', ...marked(1), ...used(0, 21_000, 10) },
      { blocks: 'SB', ...used(0, 0, 21_200) },
    );
    expect(sizes(world, 1)[1]).toBe(21_190);
  });
});

describe('a usage that sums several calls', () => {
  const next: Sent = { blocks: 'A?bC', ...marked(3), ...used(3522, 77, 2) };

  it('pins nothing: the next request shows what was cached', () => {
    const world = worldOf(
      {
        blocks: 'A',
        ...marked(0),
        ...used(1150, 3522, 4),
        firstCall: { input: undefined, written: undefined, read: undefined },
      },
      next,
    );
    expect(splits(world)[1]).toEqual([3522, 77, 2]);
    expect(sizes(world, 1)[1]).toBe(3522);
    expect([...world.outside.place]).toEqual([-1, -1]);
  });

  it.each([
    ['its first call pins, as the stream began with it', { input: 2, written: 1150, read: 0 }],
    ['its first call pins, of which the split of writes tells', { input: undefined, written: 1150, read: undefined }],
  ])('%s', (_, firstCall) => {
    const world = worldOf({ blocks: 'A', ...marked(0), ...used(1150, 3522, 4), firstCall }, next);
    expect(sizes(world, 0)).toEqual([1150]);
    expect(splits(world)).toEqual([
      [1150, 3522, 4],
      [3522, 77, 2],
    ]);
  });

  it('is billed as it was logged beside its first call, and as input without breakpoints', () => {
    const firstCall = { input: 2, written: 1150, read: 0 };
    const world = worldOf({ blocks: 'A', ...marked(0), ...used(1150, 3522, 4), firstCall }, next);
    const none: [number, number, number][] = [];
    playPlacement(
      world,
      { options: {}, place: () => undefined, markers: [] },
      (_row, { cache_read: read, cache_write_5m, input }) => {
        none.push([read, cache_write_5m, input]);
      },
    );
    expect(none).toEqual([
      [0, 0, 4676],
      [0, 0, 3601],
    ]);
  });

  it('is written by its second call where the first one cached nothing', () => {
    const firstCall = { input: 2, written: 1150, read: 0 };
    const world = worldOf({ blocks: 'TA', ...marked(1), ...used(1150, 3522, 4), firstCall });
    const found: [number, number, number][] = [];
    const beforeTheMinimum: Placement = {
      options: {},
      // The tools alone are below the 512 tokens of the model.
      place: (_view, breakpoints) => setBreakpoint(breakpoints, 0, 300_000),
      markers: [],
    };
    const sizes = { ...world, tokens: world.tokens.map((tokens) => (tokens === 1150 ? 1150 : Math.min(tokens, 400))) };
    playPlacement(sizes, beforeTheMinimum, (_row, { cache_read: read, cache_write_5m, input }) =>
      found.push([read, cache_write_5m, input]),
    );
    expect(found).toEqual([[0, 3522, 1154]]);
  });
});
