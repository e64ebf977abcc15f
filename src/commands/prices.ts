/** `prices`: the dated price tables, and where each figure comes from. */
import { Option } from 'commander';
import { statSync } from 'node:fs';
import path from 'node:path';
import { fail } from '../core/problem.ts';
import { parseTime } from '../core/calendar.ts';
import type { Instant } from '../core/time.ts';
import type { Host } from '../host.ts';
import { BUILT_IN_PRICES, readPriceDirectory } from '../io/price-files.ts';
import type { PriceBook } from '../prices/book.ts';
import { diffRows } from '../prices/diff.ts';
import { listRows, type ListRow } from '../prices/list.ts';
import { neededModel } from '../prices/needed-model.ts';
import { layersOf } from '../prices/imported.ts';
import { buildPriceBook, type PriceLayer } from '../prices/load.ts';
import { diffDocument } from '../render/documents/price-diff.ts';
import { listDocument, showDocument, validateDocument } from '../render/documents/prices.ts';
import type { Asked, CommandDefinition } from './command.ts';
import { loadConfig } from './config.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { outputOptions, writeDocument, type OutputOptions } from './output.ts';
import { loadPriceBook } from './price-book.ts';
import { priceImport } from './price-import.ts';
import { sayProblem } from './say.ts';
import { timeOf } from './where.ts';
import { configOption, pricesOption, type PricesOptions } from './setting-options.ts';

interface Options extends OutputOptions, PricesOptions {
  readonly at?: string;
}

export const definition: CommandDefinition = {
  examples: {
    'every price in force at an instant': 'promptcache-cost prices list --at 2026-10-07',
    'one model: its prices over time, and their sources': 'promptcache-cost prices show claude-sonnet-5-5',
    'check your own price files': 'promptcache-cost prices validate --prices ./our-prices',
    'what changed between two dates': 'promptcache-cost prices diff 2026-09-01 2026-11-01',
    'models that are not built in, from public price data':
      'promptcache-cost prices import data.json --provider mistral --out imported',
  },
  subcommands: [
    {
      name: 'list',
      summary: 'every dated row, or those in force at an instant',
      options: () => [
        ...options(),
        new Option('--at <time>', 'only what is in force then: now, a date or an instant, UTC'),
      ],
      run: list,
    },
    {
      name: 'show',
      takes: '<model>',
      summary: 'one model: prices by date, bands, modifiers, minimum cacheable size, ids, sources',
      operands: ['a model id, as logged'],
      options,
      run: show,
    },
    {
      name: 'validate',
      summary: 'check the built-in tables, and yours with --prices',
      options,
      run: validate,
    },
    {
      name: 'diff',
      takes: '<before> <after>',
      summary: 'compare the tables of two dates, or of two directories',
      operands: ['a date or a directory of price files', 'another of the same kind'],
      options,
      run: diff,
    },
    priceImport,
  ],
};

function options(): Option[] {
  return [pricesOption(), configOption(), ...outputOptions()];
}

/** A day, a week or a month is its first instant, UTC. */
function whenOf({ at }: Options, host: Host): Instant | undefined {
  return at === undefined ? undefined : timeOf('--at', at, 'since', { now: host.now(), zone: 'UTC' });
}

async function bookFor(options: Options, host: Host): Promise<PriceBook> {
  return loadPriceBook(options, await loadConfig(host, options.config), host);
}

async function list({ options }: Asked<Options>, host: Host): Promise<ExitCode> {
  const book = await bookFor(options, host);
  writeDocument(listDocument(listRows(book, whenOf(options, host)), book.version), options, host);
  return EXIT.fine;
}

async function show({ operands: [name = ''], options }: Asked<Options>, host: Host): Promise<ExitCode> {
  const book = await bookFor(options, host);
  writeDocument(showDocument(book, neededModel(name, book)), options, host);
  return EXIT.fine;
}

/** All problems, not only the first. */
async function validate({ options }: Asked<Options>, host: Host): Promise<ExitCode> {
  const { checkShape } = await import('../prices/schema.ts');
  const config = await loadConfig(host, options.config);
  const own = options.prices === undefined ? config.prices : path.resolve(host.cwd, options.prices);
  const builtIn: PriceLayer = { name: 'built-in', ...readPriceDirectory(BUILT_IN_PRICES, 'pricing') };
  const ours = own === undefined ? [] : [{ name: own, ...readPriceDirectory(own, options.prices ?? own) }];
  const layers = [builtIn, ...ours];
  const shape = layers.flatMap((layer) => layer.documents.flatMap(checkShape));
  const problems = shape.length > 0 ? shape : buildPriceBook(layersOf(builtIn, ours), '').problems;
  if (options.format !== 'json') for (const problem of problems) sayProblem(host, problem);
  const files = layers.reduce((sum, layer) => sum + layer.documents.length, 0);
  writeDocument(validateDocument(files, problems), options, host);
  return problems.length === 0 ? EXIT.fine : EXIT.failed;
}

async function diff({ operands: [a = '', b = ''], options }: Asked<Options>, host: Host): Promise<ExitCode> {
  const [before, after] = [await rowsOf(a, options, host), await rowsOf(b, options, host)];
  if (before.isDate !== after.isDate) fail('mixed_diff', 'compare two dates or two directories, not one of each.');
  writeDocument(diffDocument(diffRows(before.rows, after.rows, before.isDate ? 'model' : 'row'), a, b), options, host);
  return EXIT.fine;
}

/** The rows in force on a date, or all rows of a directory by itself. */
async function rowsOf(name: string, options: Options, host: Host): Promise<{ rows: ListRow[]; isDate: boolean }> {
  const directory = path.resolve(host.cwd, name);
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
    const date = parseTime(name, 'since', { now: host.now(), zone: 'UTC' });
    if (date !== undefined) return { rows: listRows(await bookFor(options, host), date), isDate: true };
    fail('bad_diff', `${name} is neither a date nor a directory.`, {
      hint: 'For example: prices diff 2026-09-01 2026-11-01',
    });
  }
  const { book, problems } = buildPriceBook([{ name, ...readPriceDirectory(directory, name) }], '');
  const [first] = problems;
  if (first !== undefined) fail(first.code, first.message, first);
  return { rows: listRows(book), isDate: false };
}
