/** The tables that come with the program, in one file that the build makes of them, so that a start reads no 70. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PriceDirectory } from './price-files.ts';

/** Beside the built program; the sources have none, and read the tables themselves. */
const COMBINED = fileURLToPath(new URL('../prices.json', import.meta.url));

export async function builtInPrices(combined: string = COMBINED): Promise<PriceDirectory> {
  if (existsSync(combined)) return JSON.parse(readFileSync(combined, 'utf8')) as PriceDirectory;
  const { BUILT_IN_PRICES, readPriceDirectory } = await import('./price-files.ts');
  return readPriceDirectory(BUILT_IN_PRICES, 'pricing');
}
