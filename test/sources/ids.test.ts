/** The ids that are known without the sources. */
import { expect, it } from 'vitest';
import { SOURCE_IDS } from '../../src/sources/ids.ts';
import { SOURCES } from '../../src/sources/index.ts';

it('are those of the entries, in their order', () => {
  expect(SOURCE_IDS).toEqual(SOURCES.map(({ id }) => id));
});
