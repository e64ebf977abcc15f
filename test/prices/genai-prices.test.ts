import { describe, expect, it } from 'vitest';
import { importGenaiPrices, type GenaiImport } from '../../src/prices/genai-prices.ts';
import { layersOf } from '../../src/prices/imported.ts';
import { listRows } from '../../src/prices/list.ts';
import { buildPriceBook, type PriceDocument } from '../../src/prices/load.ts';
import { matchModel } from '../../src/prices/match.ts';
import { checkShape } from '../../src/prices/schema.ts';
import { GENAI_DATA } from './genai-data.ts';
import { ask, book, documents, midnight } from './shipped.ts';

function imported(data: unknown, ...providers: string[]): GenaiImport {
  const isBuiltIn = (id: string): boolean => matchModel(book.index, id) !== undefined;
  const result = importGenaiPrices(data, { name: 'data.json', isBuiltIn, providers: new Set(providers) });
  if (result === undefined) throw new Error('no price data');
  return result;
}

function filesOf({ models }: GenaiImport): PriceDocument[] {
  return models.map(({ model, json }) => ({ file: `${model}.json`, json }));
}

const builtIn = { name: 'built-in', documents };

describe('public price data', () => {
  const all = imported(GENAI_DATA);

  it('becomes price files with dates, bands, ids and where they are from', () => {
    expect(all.models.map(({ model }) => model)).toEqual(['nimbus-large', 'nimbus-small', 'cirrus/nimbus-small']);
    const evidence = {
      multipliers: {},
      checked: '2026-10-01',
      source: ['genai-prices (nimbus), in data.json', 'https://nimbus.example/pricing'],
      confidence: 'low',
      note: 'Imported, not looked up at the provider. Text only. Its first price has no date there, so it is taken for all time.',
    };
    const later = { cache_write_5m: '1.875', cache_write_1h: null, output: '6' };
    expect(all.models[0]?.json).toEqual({
      model: 'nimbus-large',
      display_name: 'Nimbus Large',
      imported: 'genai-prices, nimbus',
      // By prefix there may be releases that cost something else.
      ids: { api: ['nimbus-large', 'nimbus-large-2026-03-01'] },
      prices: [
        {
          speed: 'standard',
          from: '2020-01-01',
          input: '2',
          cache_write_5m: null,
          cache_write_1h: null,
          cache_read: null,
          output: '8',
          ...evidence,
        },
        {
          speed: 'standard',
          from: '2026-06-01',
          input: '1.5',
          cache_read: '0.15',
          ...later,
          bands: [
            { above_prompt_tokens: 64_000, input: '1.5', cache_read: '0.2', ...later },
            { above_prompt_tokens: 128_000, input: '3', cache_read: '0.2', ...later },
          ],
          ...evidence,
        },
      ],
    });
  });

  it('makes files that are good price files', () => {
    const files = filesOf(all);
    expect(files.flatMap(checkShape)).toEqual([]);
    expect(buildPriceBook([{ name: 'x', documents: files }], '').problems).toEqual([]);
  });

  it('is not for models that are built in, whatever they are called there', () => {
    expect(all.builtIn).toEqual(['nimbus/claude-opus-5', 'nimbus/opus']);
  });

  it('names what it skips, and why', () => {
    expect(all.skipped.map(({ entry, reason }) => [entry, reason])).toEqual([
      ['nimbus/nimbus-embed', 'no_token_prices'],
      ['nimbus/nimbus-free', 'no_token_prices'],
      ['nimbus/nimbus-search', 'per_request'],
      ['nimbus/nimbus-night', 'hours'],
      ['nimbus/nimbus-back', 'bad_date'],
      ['nimbus/nimbus-fine', 'bad_price'],
      ['nimbus/nimbus-tier', 'bad_price'],
      ['nimbus/nimbus-less', 'bad_price'],
      ['nimbus/#13', 'not_an_entry'],
      ['nimbus/nimbus-none', 'not_an_entry'],
      ['nimbus/#15', 'not_an_entry'],
      ['empty', 'not_an_entry'],
      ['cirrus/stratus', 'several_prices'],
      ['alto/stratus', 'several_prices'],
    ]);
  });

  it('of one provider has only its prices', () => {
    const { models, skipped, providers } = imported(GENAI_DATA, 'alto');
    expect(models.map(({ model }) => model)).toEqual(['stratus']);
    expect(skipped).toEqual([]);
    expect(providers).toEqual(['nimbus', 'cirrus', 'alto', 'empty']);
  });

  it.each([null, 'text', {}, { providers: 'none' }])('%j is none', (data) => {
    const isBuiltIn = (): boolean => false;
    expect(importGenaiPrices(data, { name: 'x', isBuiltIn, providers: new Set() })).toBeUndefined();
  });

  it('may be in an object', () => {
    expect(imported({ providers: GENAI_DATA })).toEqual(all);
  });
});

describe('imported prices', () => {
  const own = { file: 'own.json', json: { ...imported(GENAI_DATA, 'alto').models[0]?.json, imported: undefined } };

  it('lie under the built-in ones, under a name of their own', () => {
    const layers = layersOf(builtIn, [{ name: 'mine', documents: [...filesOf(imported(GENAI_DATA, 'nimbus')), own] }]);
    expect(layers.map(({ name }) => name)).toEqual(['imported, in mine', 'built-in', 'mine']);
    const { book: layered, problems } = buildPriceBook(layers, '');
    expect(problems).toEqual([]);
    const names = listRows(layered, midnight('2026-11-01')).map(({ model, layer }) => `${model} ${layer}`);
    expect(names.filter((name) => !name.endsWith('built-in'))).toEqual([
      'nimbus-large imported, in mine',
      'nimbus-small imported, in mine',
      'stratus mine',
    ]);
    const quoted = ask(layered, 'nimbus-large', midnight('2026-11-01'), { above: 64_000 });
    expect(quoted).toMatchObject({ ok: true, band: 64_000, row: { evidence: { layer: 'imported, in mine' } } });
  });

  it('are left out for a model that is built in by now, also at a date that it has no price for', () => {
    const [file] = filesOf(imported(GENAI_DATA, 'alto'));
    const json = { ...(file?.json as object), model: 'claude-opus-5', ids: {} };
    const alias = { ...(file?.json as object), model: 'opus', ids: { api: ['anthropic/claude-opus-5.5'] } };
    const files = [
      { file: 'a.json', json },
      { file: 'b.json', json: alias },
    ];
    const { book: layered } = buildPriceBook(layersOf(builtIn, [{ name: 'mine', documents: files }]), '');
    const early = midnight('2025-01-01');
    expect(ask(layered, 'claude-opus-5', early)).toMatchObject({ ok: false, reason: 'no_price_at_date' });
    expect(ask(layered, 'opus', early)).toMatchObject({ ok: false, reason: 'unknown_model' });
    expect(ask(layered, 'claude-opus-5', midnight('2026-11-01'))).toMatchObject({
      row: { evidence: { layer: 'built-in' } },
    });
  });

  it('change nothing where there are none', () => {
    expect(layersOf(builtIn, [{ name: 'mine', documents: [own] }])).toEqual([
      builtIn,
      { name: 'mine', documents: [own] },
    ]);
  });
});
