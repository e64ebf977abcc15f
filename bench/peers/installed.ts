/** The programs the CLI is compared with, where `npm ci --prefix bench/peers` has put them. */
import { accessSync, chmodSync, constants, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface Peer {
  readonly name: string;
  readonly version: string;
  /** A program, or a script for Node. */
  readonly file: string;
}

export interface Peers {
  readonly ccusage: Peer | undefined;
  readonly duckdb: Peer | undefined;
  /** Why rows are missing; empty where none are. */
  readonly missing: readonly string[];
}

const MODULES = path.join(import.meta.dirname, 'node_modules');

export function installedPeers(): Peers {
  const [ccusage, duckdb] = [findCcusage(), findDuckdb()];
  const names = [...(ccusage ? [] : ['ccusage']), ...(duckdb ? [] : ['DuckDB'])];
  const missing = names.map((name) => `${name} is not installed here (npm ci --prefix bench/peers): no rows of it.`);
  return { ccusage, duckdb, missing };
}

/** The binary itself: its launcher would cost it a start of Node. */
function findCcusage(): Peer | undefined {
  const found = packageAt(`@ccusage/ccusage-${process.platform}-${process.arch}`);
  if (found === undefined) return undefined;
  const file = path.join(found.folder, 'bin', process.platform === 'win32' ? 'ccusage.exe' : 'ccusage');
  if (!existsSync(file)) return undefined;
  makeExecutable(file);
  return { name: 'ccusage', version: found.version, file };
}

/** It is packed without the permission, which its launcher adds. */
function makeExecutable(file: string): void {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    chmodSync(file, 0o755);
  }
}

function findDuckdb(): Peer | undefined {
  const found = packageAt('@duckdb/node-api');
  return found && { name: 'DuckDB', version: found.version, file: path.join(import.meta.dirname, 'duckdb.mjs') };
}

function packageAt(name: string): { folder: string; version: string } | undefined {
  const folder = path.join(MODULES, name);
  const file = path.join(folder, 'package.json');
  if (!existsSync(file)) return undefined;
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return { folder, version };
}
