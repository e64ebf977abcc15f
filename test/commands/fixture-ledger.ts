/** The ledger of the fixtures, made once for a test file, and what commands print about it. */
import { createFixture, type FsFixture } from 'fs-fixture';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { FIXTURES } from '../../scripts/examples.ts';
import { runCli } from '../run.ts';

export const ROOT: string = path.resolve(import.meta.dirname, '../..');

export interface FixtureLedger {
  readonly env: Readonly<Record<string, string>>;
  /** A path in a folder that goes when the tests have run. */
  scratch(name: string): string;
  exists(name: string): Promise<boolean>;
  /** The command, what it printed, and its exit code, as golden files keep them. */
  seen(argv: readonly string[], columns?: number): Promise<string>;
}

export function fixtureLedger(): FixtureLedger {
  const env: Record<string, string> = { NO_COLOR: '1' };
  let folder: FsFixture;
  beforeAll(async () => {
    folder = await createFixture();
    env['PROMPTCACHE_COST_DB'] = folder.getPath('usage.db');
    await runCli(['ingest', ...FIXTURES.map((name) => `fixtures/${name}`)], { cwd: ROOT, env });
  });
  afterAll(async () => {
    await folder.rm();
  });
  return {
    env,
    scratch: (name) => folder.getPath(name),
    exists: (name) => folder.exists(name),
    async seen(argv, columns = 118) {
      const { code, stdout, stderr } = await runCli(argv, { cwd: ROOT, env, columns });
      const printed = `$ promptcache-cost ${argv.join(' ')}\n${stdout}[stderr]\n${stderr}[exit ${code}]\n`;
      return printed.replaceAll(`${ROOT}/`, '').replace(/"prices_version": "[^"]*"/, '"prices_version": "…"');
    },
  };
}
