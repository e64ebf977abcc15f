/** Price directories from disk, as documents that src/prices understands. */
import { hash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail } from '../core/problem.ts';
import { readAtMost } from './bounded-file.ts';
import { parsedJson } from '../core/json.ts';

/** The tables that come with the program. */
export const BUILT_IN_PRICES: string = fileURLToPath(new URL('../../pricing/', import.meta.url));

/** All models of all providers, with their history, are a tenth of this. */
export const MOST_PRICE_BYTES: number = 64 << 20;

export interface PriceDirectory {
  readonly documents: readonly { readonly file: string; readonly json: unknown }[];
  /** Changes whenever a file does. */
  readonly digest: string;
}

/** Every .json file of a directory. `shownAs` is what file names are prefixed with in messages. */
export function readPriceDirectory(directory: string, shownAs: string): PriceDirectory {
  const names = listJson(directory);
  const documents: { file: string; json: unknown }[] = [];
  const texts: string[] = [];
  for (const name of names) {
    const file = path.join(shownAs, name);
    const text = readAtMost(path.join(directory, name), MOST_PRICE_BYTES);
    if (text === undefined) fail('bad_json', 'is longer than 64 MiB, so it is not read.', { where: { file } });
    const json = parsedJson(text);
    if (json === undefined) fail('bad_json', 'is not valid JSON.', { where: { file } });
    texts.push(name, text);
    documents.push({ file, json });
  }
  return { documents, digest: hash('sha256', texts.join('\0'), 'hex').slice(0, 8) };
}

function listJson(directory: string): string[] {
  try {
    const names = readdirSync(directory).filter((name) => name.endsWith('.json'));
    if (names.length > 0) return names.sort();
  } catch {
    fail('no_prices', 'there is no such directory of price files.', { where: { file: directory } });
  }
  fail('no_prices', 'holds no price file (*.json).', { where: { file: directory } });
}
