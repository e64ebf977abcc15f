/** Which band the requests of a bucket are in, as far as a report tells. */
import { describe, expect, test } from 'vitest';
import { NO_METERS } from '../../src/core/meters.ts';
import { bandOf, sizesIn, thresholdOf } from '../../src/sources/context-window.ts';
import { book, justBefore, midnight } from '../prices/shipped.ts';

test.each([
  ['0-200k', 0, 200_000],
  ['200k-1M', 200_000, 1_000_000],
  ['≤ 200k', 0, 200_000],
  ['<= 200k', 0, 200_000],
  ['> 200k', 200_000, Infinity],
  ['100k-200k', 100_000, 200_000],
  ['', 0, Infinity],
  ['large', 0, Infinity],
  [null, 0, Infinity],
  [undefined, 0, Infinity],
])('the context window %j is above %d and up to %d', (text, above, upTo) => {
  expect(sizesIn(text)).toEqual({ above, upTo });
});

const AT = midnight('2026-11-10');

describe.each([
  // Haiku 5.5 costs more above 100,000, which no context window tells.
  ['claude-haiku-5-5', AT, undefined, 100_000, 0, false],
  ['claude-haiku-5-5', AT, undefined, 100_001, 0, true],
  ['claude-haiku-5-5', AT, '0-200k', 100_001, 0, true],
  ['claude-haiku-5-5', AT, '200k-1M', 900_000, 200_000, false],
  ['claude-haiku-5-5', AT, '200k-1M', 200_000, 0, true],
  ['claude-haiku-5-5', AT, '0-100k', 900_000, 0, false],
  ['us.anthropic.claude-haiku-5-5', AT, undefined, 900_000, 0, true],
  // Sonnet 4.5 did above 200,000, until it had no such prompts any more.
  ['claude-sonnet-4-5-20250929', midnight('2026-04-29'), undefined, 200_001, 0, true],
  ['claude-sonnet-4-5-20250929', midnight('2026-04-29'), undefined, 200_000, 0, false],
  ['claude-sonnet-4-5-20250929', midnight('2026-04-29'), '0-200k', 900_000, 0, false],
  ['claude-sonnet-4-5-20250929', midnight('2026-04-29'), '200k-1M', 200_001, 200_000, false],
  ['claude-sonnet-4-5-20250929', midnight('2026-04-29'), '> 200k', 150_000, 0, true],
  ['claude-sonnet-4-5-20250929', midnight('2026-04-30'), undefined, 900_000, 0, false],
  // Opus 5.5 costs the same at any size.
  ['claude-opus-5-5', AT, undefined, 900_000, 0, false],
  ['claude-opus-5-5', AT, '200k-1M', 900_000, 200_000, false],
  ['claude-opus-5-5', AT, '200k-1M', 150_000, 0, false],
] as const)('%s, %d, window %s', (model, at, window, input, above, unknown) => {
  test(`${input} tokens are above ${above}, ${unknown ? 'perhaps more' : 'and no more'}`, () => {
    const meters = { ...NO_METERS, input };
    expect(bandOf({ model, at, speed: '', meters, window })).toEqual({ above, unknown });
  });
});

describe('the models with bands are those of the price tables', () => {
  const rows = book.layers.flatMap((layer) =>
    // Of other providers there are no sums to read.
    [...layer.models.values()]
      .filter(({ model }) => model.startsWith('claude-'))
      .flatMap(({ model, ids, rows: own }) => own.flatMap((row) => [model, ...ids].map((id) => ({ id, row })))),
  );

  test.each(rows.map(({ id, row }) => [id, row.speed, new Date(row.from).toISOString().slice(0, 10), row] as const))(
    '%s, %s, from %s',
    (id, speed, _date, { from, to, bands }) => {
      const last = justBefore(to ?? midnight('2099-01-01'));
      const threshold = bands[0]?.above_prompt_tokens;
      expect(bands.length).toBeLessThanOrEqual(1);
      expect([thresholdOf(id, from, speed), thresholdOf(id, last, speed)]).toEqual([threshold, threshold]);
    },
  );
});
