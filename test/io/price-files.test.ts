import { createFixture } from 'fs-fixture';
import { describe, expect, it } from 'vitest';
import { builtInPrices } from '../../src/io/built-in-prices.ts';
import { BUILT_IN_PRICES, readPriceDirectory, type PriceDirectory } from '../../src/io/price-files.ts';

async function read(files: Record<string, string>): Promise<PriceDirectory> {
  await using fixture = await createFixture(files);
  return readPriceDirectory(fixture.path, 'mine');
}

describe('a directory of price files', () => {
  it('is its .json files by name, parsed', async () => {
    const { documents } = await read({
      'b.json': '{"b":2}',
      'a.json': '\ufeff[1]',
      'README.md': '#',
      'c.json.bak': '',
    });
    expect(documents).toEqual([
      { file: 'mine/a.json', json: [1] },
      { file: 'mine/b.json', json: { b: 2 } },
    ]);
  });

  it('has a digest that changes with any file, its name, and nothing else', async () => {
    const { digest } = await read({ 'a.json': '{"a":1}' });
    expect(digest).toMatch(/^[0-9a-f]{8}$/);
    expect((await read({ 'a.json': '{"a":1}', 'README.md': '#' })).digest).toBe(digest);
    expect((await read({ 'a.json': '{"a":2}' })).digest).not.toBe(digest);
    expect((await read({ 'b.json': '{"a":1}' })).digest).not.toBe(digest);
    expect((await read({ 'a.json': '{"a":1}', 'b.json': '{}' })).digest).not.toBe(digest);
  });

  it.each([
    ['without any', { 'README.md': '#' }, 'no_prices'],
    ['with one that is no JSON', { 'a.json': '{"a":' }, 'bad_json'],
  ])('%s is a failure', async (_, files, code) => {
    await expect(read(files)).rejects.toMatchObject({ problem: { code } });
  });

  it('that is not there is a failure', () => {
    expect(() => readPriceDirectory('/nowhere/to/be/found', 'mine')).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ code: 'no_prices' }) }),
    );
  });

  it('comes with the program', () => {
    const { documents } = readPriceDirectory(BUILT_IN_PRICES, 'pricing');
    expect(documents.map(({ file }) => file)).toContain('pricing/tools.json');
  });
});

describe('the built-in ones', () => {
  const own = readPriceDirectory(BUILT_IN_PRICES, 'pricing');

  it('are those of pricing/ where no build put them together', async () => {
    await using fixture = await createFixture();
    expect(await builtInPrices(fixture.getPath('none.json'))).toEqual(own);
  });

  it('are the same, digest and all, where one did', async () => {
    await using fixture = await createFixture({ 'prices.json': JSON.stringify(own) });
    expect(await builtInPrices(fixture.getPath('prices.json'))).toEqual(own);
  });
});
