/**
 * The settings that do not come as flags: `promptcache-cost.json`, found upward from the working directory, over the
 * user's own under the XDG config directory. Flags and environment go before both.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fail } from '../core/problem.ts';
import type { Host } from '../host.ts';

export interface Config {
  /** Absolute path of the ledger. */
  readonly db?: string;
  /** IANA zone for days. */
  readonly tz?: string;
  /** Absolute path of a directory of price files. */
  readonly prices?: string;
}

const PROJECT_FILE = 'promptcache-cost.json';

export async function loadConfig(host: Host): Promise<Config> {
  const user = await readConfig(path.join(configHome(host), 'promptcache-cost', 'config.json'));
  const project = await readConfig(findUpward(host.cwd));
  return { ...user, ...project };
}

/** Where the ledger is, in order: flag, environment, configuration, the XDG data directory. */
export function ledgerPath(flag: string | undefined, config: Config, host: Host): string {
  const named = flag ?? (host.env['PROMPTCACHE_COST_DB'] || undefined);
  if (named !== undefined) return path.resolve(host.cwd, named);
  const data = host.env['XDG_DATA_HOME'] || path.join(host.home, '.local', 'share');
  return config.db ?? path.join(data, 'promptcache-cost', 'usage.db');
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

async function readConfig(file: string | undefined): Promise<Config> {
  if (file === undefined || !existsSync(file)) return {};
  const { z } = await import('zod');
  const schema = z.strictObject({ $schema: z.string(), db: z.string(), tz: z.string(), prices: z.string() }).partial();
  const parsed = schema.safeParse(parseJson(file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    fail('bad_config', `${issue?.message ?? 'is not a configuration'}.`, {
      where: { file, path: issue?.path.join('.') || '(top)' },
    });
  }
  const { db, tz, prices } = parsed.data;
  const near = (name: string): string => path.resolve(path.dirname(file), name);
  return { ...(db && { db: near(db) }), ...(tz && { tz }), ...(prices && { prices: near(prices) }) };
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, ''));
  } catch {
    fail('bad_config', 'is not valid JSON.', { where: { file } });
  }
}
