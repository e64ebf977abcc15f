/** `prices import`: public price data as price files of their own, for models that no built-in file has. */
import { Option } from 'commander';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { codeOf, fail } from '../core/problem.ts';
import type { Host } from '../host.ts';
import { readAtMost } from '../io/bounded-file.ts';
import { MOST_PRICE_BYTES } from '../io/price-files.ts';
import { importGenaiPrices, type ImportedModel } from '../prices/genai-prices.ts';
import { isImported } from '../prices/imported.ts';
import { matchModel } from '../prices/match.ts';
import { PRIVATE_FOLDER } from '../store/private-file.ts';
import { importDocument } from '../render/documents/price-import.ts';
import type { Asked, Subcommand } from './command.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { outputOptions, writeDocument, type OutputOptions } from './output.ts';
import { bookOf } from './price-book.ts';
import { parsedJson } from '../core/json.ts';

interface Options extends OutputOptions {
  readonly out: string;
  readonly provider?: readonly string[];
}

export const priceImport: Subcommand = {
  name: 'import',
  takes: '<file>',
  summary: 'public price data as price files of their own, for models that are not built in',
  operands: ['the JSON of @pydantic/genai-prices'],
  options: () => [
    new Option('--provider <ids>', 'only what these providers of it sell, as a,b (default: all)').argParser(idsOf),
    new Option('--out <dir>', 'where to write the price files').default('imported-prices'),
    ...outputOptions(),
  ],
  run: importPrices,
};

function idsOf(text: string): string[] {
  return text
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
}

async function importPrices({ operands: [file = ''], options }: Asked<Options>, host: Host): Promise<ExitCode> {
  const { index } = await bookOf([]);
  const result = importGenaiPrices(readData(file, host.cwd), {
    name: path.basename(file),
    isBuiltIn: (id) => matchModel(index, id) !== undefined,
    providers: new Set(options.provider ?? []),
  });
  if (result === undefined) {
    fail('no_price_data', 'is no list of providers, as @pydantic/genai-prices publishes it.', { where: { file } });
  }
  const unknown = options.provider?.find((id) => !result.providers.includes(id));
  if (unknown !== undefined) {
    fail('unknown_provider', `has no provider "${unknown}".`, {
      where: { file },
      hint: `It has ${result.providers.join(', ')}.`,
    });
  }
  writeFiles(result.models, options.out, host.cwd);
  writeDocument(importDocument(result, options.out), options, host);
  return EXIT.fine;
}

function readData(file: string, cwd: string): unknown {
  let text: string | undefined;
  try {
    text = readAtMost(path.resolve(cwd, file), MOST_PRICE_BYTES);
  } catch {
    fail('cannot_read', 'cannot be read.', { where: { file } });
  }
  if (text === undefined) fail('bad_json', 'is longer than 64 MiB, so it is not read.', { where: { file } });
  const json = parsedJson(text);
  if (json === undefined) fail('bad_json', 'is not valid JSON.', { where: { file } });
  return json;
}

/** A file that people wrote is not written over; one of an earlier import is. */
function writeFiles(models: readonly ImportedModel[], folder: string, cwd: string): void {
  const files = models.map(({ model, json }) => ({ name: fileName(model), json }));
  for (const { name } of files) {
    const file = path.join(folder, name);
    if (!isOurs(path.resolve(cwd, file)))
      fail('exists', 'was not imported, so it is not written over.', { where: { file } });
  }
  try {
    if (files.length > 0) mkdirSync(path.resolve(cwd, folder), { recursive: true, mode: PRIVATE_FOLDER });
    for (const { name, json } of files) {
      writeFileSync(path.resolve(cwd, folder, name), `${JSON.stringify(json, null, 2)}\n`);
    }
  } catch (error) {
    const code = codeOf(error) ?? 'unknown reason';
    fail('cannot_write', `the price files cannot be written (${code}).`, { where: { file: folder } });
  }
}

/** Ids may hold what no file name can, and may differ by case only, which some file systems do not tell apart. */
function fileName(model: string): string {
  const plain = model.replaceAll('/', '~').replaceAll(':', '+').replaceAll('@', '=');
  return `imported-${plain.replace(/[A-Z]/g, (letter) => `${letter.toLowerCase()}^`)}.json`;
}

function isOurs(file: string): boolean {
  if (!existsSync(file)) return true;
  try {
    return isImported({ file, json: JSON.parse(readAtMost(file, MOST_PRICE_BYTES) ?? '') });
  } catch {
    return false;
  }
}
