/**
 * The settings that do not come as flags: `promptcache-cost.json`, found upward from the working directory, over the
 * user's own under the XDG config directory. Flags and environment go before both.
 */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Budget } from '../analysis/budgets/budget.ts';
import type { GroupRule, Groups } from '../analysis/groups.ts';
import { fail, Failure, whyUnreadable, type Problem } from '../core/problem.ts';
import type { Host } from '../host.ts';
import { formatPlural } from '../render/numbers.ts';
import type { Projects } from '../sources/source.ts';
import { readBudgets } from './budget-config.ts';
import { parsedJson, pathText } from '../core/json.ts';
import { jsonPlaces } from '../core/json-places.ts';
import type { Dimension } from '../store/ledger.ts';
import type { Fault, RawRule } from './config-schema.ts';
import { defaultLedger, pathFrom } from './home.ts';

export interface Config {
  /** Absolute path of the ledger. */
  readonly db?: string;
  /** IANA zone for days. */
  readonly tz?: string;
  /** Absolute path of a directory of price files. */
  readonly prices?: string;
  /** How directories come to projects. */
  readonly projects?: Projects;
  readonly groups?: Groups;
  readonly budgets?: readonly Budget[];
}

const PROJECT_FILE = 'promptcache-cost.json';
/** Hundreds of budgets are a tenth of this. */
const MOST_BYTES = 1 << 20;
/** What SQLite writes beside a ledger. */
const BESIDE_LEDGER = ['', '-wal', '-shm', '-journal'];

/** `named` is the project's file where an option names it. */
export async function loadConfig(host: Host, named?: string): Promise<Config> {
  const user = await readConfig(path.join(configHome(host), 'promptcache-cost', 'config.json'), host);
  const project = named === undefined ? await foundConfig(host) : await readConfig(existing(named, host), host);
  return { ...user, ...project };
}

/**
 * The project's, which may be a stranger's: a checkout must not decide that the ledger of another folder is written to. Throws a
 * Failure.
 */
async function foundConfig(host: Host): Promise<Config> {
  const file = findUpward(host.cwd);
  if (file === undefined) return {};
  // A named pipe would be waited for.
  if (!statSync(file).isFile()) fail('bad_config', 'is not a regular file.', { where: { file } });
  const config = await readConfig(file, host);
  const { db, prices } = config;
  if (db !== undefined) for (const each of BESIDE_LEDGER) await needBelow(file, 'db', db + each);
  if (prices !== undefined) await needBelow(file, 'prices', prices);
  return config;
}

async function needBelow(file: string, key: string, target: string): Promise<void> {
  const { leadsInto } = await import('../io/real-path.ts');
  const folder = path.dirname(file);
  if (leadsInto(folder, target)) return;
  fail('outside_folder', "leads outside this file's folder, and this file was found, not named.", {
    where: { file, path: key },
    hint: `If you trust it, use --config ${file}; otherwise set "${key}" to a path below ${folder}.`,
  });
}

/** Where the ledger is, in order: flag, environment, configuration, the user's data directory. */
export function ledgerPath(flag: string | undefined, config: Config, host: Host): string {
  const named = flag ?? (host.env['PROMPTCACHE_COST_DB'] || undefined);
  if (named !== undefined) return pathFrom(host.cwd, named, host);
  return config.db ?? defaultLedger(host, existsSync);
}

function existing(named: string, host: Host): string {
  const file = path.resolve(host.cwd, named);
  return existsSync(file) ? file : fail('no_config', 'there is no such configuration.', { where: { file: named } });
}

function configHome(host: Host): string {
  return host.env['XDG_CONFIG_HOME'] || path.join(host.home, '.config');
}

function findUpward(folder: string): string | undefined {
  const file = path.join(folder, PROJECT_FILE);
  if (existsSync(file)) return file;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : findUpward(parent);
}

/** Throws a Failure that names all problems, in their order in the file. */
async function readConfig(file: string | undefined, host: Host): Promise<Config> {
  if (file === undefined || !existsSync(file)) return {};
  const { readConfigShape } = await import('./config-schema.ts');
  const text = await textOf(file);
  const places = jsonPlaces(text);
  const json = parsedJson(text);
  if (!places.ok || json === undefined) {
    const { place, message } = places.ok ? {} : places;
    fail('bad_config', `not valid JSON${message === undefined ? '' : `: ${message}`}.`, { where: { file, ...place } });
  }
  const shape = readConfigShape(json);
  const near = (name: string): string => pathFrom(path.dirname(file), name, host);
  const { budgets, faults } = readBudgets(shape.budgets ?? new Map(), near);
  const twice = places.duplicates.map((path) => ({ path, of: 'key' as const, message: 'duplicate key' }));
  failOn([...shape.faults, ...faults, ...twice], file, places.placeOf);
  const { db, tz, prices, projects, groups } = shape.raw;
  return {
    ...(db && { db: near(db) }),
    ...(tz && { tz }),
    ...(prices && { prices: near(prices) }),
    ...(projects && { projects }),
    ...(groups && { groups: new Map(Object.entries(groups).map(([name, rules]) => [name, rules.map(readRule)])) }),
    ...(shape.budgets && { budgets }),
  };
}

/** More would scroll away what is said first. */
const MOST_FAULTS = 20;

type PlaceOf = (path: Fault['path'], key?: 'key') => { readonly line: number; readonly column: number };

function failOn(faults: readonly Fault[], file: string, placeOf: PlaceOf): void {
  const placed = faults
    .map((fault) => ({ ...fault, ...placeOf(fault.path, fault.of) }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  const problems = placed.slice(0, MOST_FAULTS).map(({ path: steps, line, column, message, hint }): Problem => {
    const where = { file, line, column, path: pathText(steps) };
    return { code: 'bad_config', message: `${message}.`, where, ...(hint !== undefined && { hint }) };
  });
  const left = faults.length - problems.length;
  if (left > 0)
    problems.push({ code: 'bad_config', message: `and ${formatPlural(left, 'more problem')}.`, where: { file } });
  const [first, ...more] = problems;
  if (first !== undefined) throw new Failure(first, ...more);
}

function readRule({ value, match }: RawRule): GroupRule {
  const patterns = Object.entries(match).map(
    ([dimension, some]) => [dimension as Dimension, [some ?? []].flat()] as const,
  );
  return { value, match: patterns };
}

async function textOf(file: string): Promise<string> {
  const { readAtMost } = await import('../io/bounded-file.ts');
  let text: string | undefined;
  try {
    text = readAtMost(file, MOST_BYTES);
  } catch (error) {
    fail('bad_config', whyUnreadable(error), { where: { file } });
  }
  return text ?? fail('bad_config', 'is longer than 1 MiB, so it is not read as a configuration.', { where: { file } });
}
