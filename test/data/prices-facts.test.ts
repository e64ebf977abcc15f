/**
 * The shipped price files against the collected facts they were written from, row by row. The facts are not
 * part of the repository; without them there is nothing to compare.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { TOKEN_METERS } from '../../src/core/meters.ts';
import { parseDecimal, type Fraction } from '../../src/core/fraction.ts';
import { parsePricePerMillion, type UnitPrice } from '../../src/core/money.ts';
import { utcDate } from '../../src/core/time.ts';
import type { PriceRow, Rates } from '../../src/prices/book.ts';
import { minimumCacheable } from '../../src/prices/list.ts';
import { matchModel } from '../../src/prices/match.ts';
import { ask, book, justBefore, midnight, rows } from '../prices/shipped.ts';

const FACTS = new URL('../../../shared/facts/prices.json', import.meta.url);

const five = {
  input: z.number(),
  cache_write_5m: z.number(),
  cache_write_1h: z.number().nullable(),
  cache_read: z.number(),
  output: z.number(),
};
const factSchema = z.object({
  model: z.string(),
  display_name: z.string().nullable(),
  aliases: z.record(z.string(), z.array(z.string())),
  speed: z.string(),
  effective_from: z.string(),
  effective_to: z.string().nullable(),
  ...five,
  batch: z.object(five).nullable(),
  long_context: z.object({ threshold_tokens: z.number(), comparator: z.literal('>'), ...five }).nullable(),
  us_inference_geo_multiplier: z.number().nullable(),
  min_cacheable_tokens: z.number().nullable(),
  min_cacheable_history: z.array(z.object({ from: z.string(), tokens: z.number() })).nullable(),
  confidence: z.string(),
  source: z.array(z.string()),
});
type Fact = z.infer<typeof factSchema>;
type FactPrices = Record<keyof typeof five, number | null>;

/** JSON numbers of at most six decimals print as they are written. */
function pricesOf(fact: FactPrices): Record<string, UnitPrice | null | undefined> {
  return Object.fromEntries(
    TOKEN_METERS.map((meter) => {
      const price = fact[meter];
      return [meter, price === null ? null : parsePricePerMillion(String(price))];
    }),
  );
}

function rowOf(fact: Fact): PriceRow {
  const quoted = ask(book, fact.model, midnight(fact.effective_from), { speed: fact.speed });
  if (!quoted.ok) expect.fail(quoted.reason);
  return quoted.row;
}

function times(rates: Rates, { num, den }: Fraction): Record<string, bigint | null> {
  return Object.fromEntries(
    TOKEN_METERS.map((meter) => {
      const price = rates[meter];
      return [meter, price === null ? null : (price * num) / den];
    }),
  );
}

const present = existsSync(FACTS);
const facts = present ? z.array(factSchema).parse(JSON.parse(readFileSync(FACTS, 'utf8'))) : [];
const named = facts.map((fact) => ({ name: `${fact.model} ${fact.speed} ${fact.effective_from}`, fact }));

describe.skipIf(!present)(
  `the price files reproduce the collected facts${present ? '' : ' (not on this machine)'}`,
  () => {
    it('row for row', () => {
      // Of the provider's own models only: facts of others were not collected.
      const own = rows.filter(({ model }) => model.startsWith('claude-'));
      expect(own.map((row) => `${row.model} ${row.speed} ${utcDate(row.from)}`).toSorted()).toEqual(
        named.map(({ name }) => name).toSorted(),
      );
    });

    describe.each(named)('$name', ({ fact }) => {
      it('prices, dates, evidence', () => {
        const row = rowOf(fact);
        expect(utcDate(row.from)).toBe(fact.effective_from);
        expect(row.to === undefined ? null : utcDate(row.to)).toBe(fact.effective_to);
        expect(row.rates).toEqual(pricesOf(fact));
        expect(row.evidence.source).toEqual(fact.source);
        expect(row.evidence.confidence).toBe(fact.confidence);
      });

      it('long context', () => {
        expect(rowOf(fact).bands).toEqual(
          fact.long_context
            ? [{ above_prompt_tokens: fact.long_context.threshold_tokens, rates: pricesOf(fact.long_context) }]
            : [],
        );
      });

      it('batch prices are the list prices times the multiplier, exactly', () => {
        const { rates, multipliers } = rowOf(fact);
        expect(multipliers.batch ? times(rates, multipliers.batch.value) : null).toEqual(
          fact.batch && pricesOf(fact.batch),
        );
      });

      it('US inference', () => {
        const premium = fact.us_inference_geo_multiplier;
        expect(rowOf(fact).multipliers.us?.value).toEqual(premium === null ? undefined : parseDecimal(String(premium)));
      });

      it('ids', () => {
        const ids = Object.values(fact.aliases).flat();
        expect(ids.map((id) => matchModel(book.index, id))).toEqual(ids.map(() => fact.model));
      });
    });

    const standard = named.filter(({ fact }) => fact.speed === 'standard');

    it.each(standard)('$name: minimum cacheable prompt', ({ fact }) => {
      expect(minimumCacheable(book, fact.model, midnight('2026-11-21'))).toBe(fact.min_cacheable_tokens);
      const history = fact.min_cacheable_history ?? [];
      const found = history.map(({ from }, position) => ({
        before: position === 0 ? undefined : minimumCacheable(book, fact.model, justBefore(midnight(from))),
        from: minimumCacheable(book, fact.model, midnight(from)),
      }));
      expect(found).toEqual(
        history.map(({ tokens }, position) => ({ before: history[position - 1]?.tokens, from: tokens })),
      );
    });

    it.each(standard)('$name: its name', ({ fact }) => {
      expect(book.layers[0]?.models.get(fact.model)?.displayName).toBe(fact.display_name);
    });
  },
);
