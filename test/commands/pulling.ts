/** What tests of `pull` have in common: a folder, reports of this machine, and what comes out of them. */
import { createFixture, type FsFixture } from 'fs-fixture';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach } from 'vitest';
import { HOUR, reportServer, type Asked, type Fault, type ReportServer } from '../io/report-server.ts';
import { runCli, runJson, type Ran, type ReportJson } from '../run.ts';

export const KEY = 'sk-ant-admin01-Invented0000-nobodysKeyWXYZ';

/** 2026-11-10 to 2026-11-12; the tests' now is the 21st. */
export const DAYS: readonly string[] = ['--since', '2026-11-10', '--until', '2026-11-12'];

/** Three days of 24 hours, Opus once and Sonnet twice an hour. */
export const TOKENS: Readonly<Record<'input' | 'cache_read' | 'output', number>> = {
  input: HOUR.input * 72 * 3,
  cache_read: HOUR.read * 72 * 3,
  output: HOUR.output * 72 * 3,
};

export interface PullJson {
  readonly usage: { days: unknown; added: number; updated: number; unchanged: number; refused: { total: number } };
  readonly cost: { rows: number; billed_usd: string; list_usd: string };
  readonly failure: unknown;
}

export interface Pulling {
  readonly server: ReportServer;
  readonly cwd: string;
  serve(
    fault?: (asked: Asked, before: number) => Fault | undefined,
    more?: Parameters<typeof reportServer>[1],
  ): Promise<void>;
  env(more?: Record<string, string>): Record<string, string>;
  pull(args?: readonly string[], more?: Record<string, string>): Promise<Ran>;
  json<T>(argv: readonly string[]): Promise<T>;
  report(): Promise<ReportJson>;
  /** All that the ledger's files hold. */
  bytes(): string;
}

/** A folder and a server for each test. */
export function pulling(): Pulling {
  let folder: FsFixture;
  let server: ReportServer | undefined;
  beforeEach(async () => {
    folder = await createFixture();
  });
  afterEach(async () => {
    await server?.close();
    await folder.rm();
  });
  const own: Pulling = {
    get server() {
      if (server === undefined) throw new Error('nobody serves');
      return server;
    },
    get cwd() {
      return folder.path;
    },
    async serve(fault, more) {
      await server?.close();
      server = await reportServer(fault, more);
    },
    env: (more) => ({
      ...{ ANTHROPIC_ADMIN_KEY: KEY, ANTHROPIC_BASE_URL: own.server.url },
      ...{ PROMPTCACHE_COST_DB: folder.getPath('a.db'), ...more },
    }),
    pull: (args = DAYS, more) => runCli(['pull', ...args], { cwd: folder.path, env: own.env(more) }),
    json: (argv) => runJson(argv, { cwd: folder.path, env: own.env() }),
    report: () => own.json(['report', '--by', 'day']),
    bytes: () =>
      readdirSync(folder.path)
        .filter((name) => name.startsWith('a.db'))
        .map((name) => readFileSync(folder.getPath(name), 'latin1'))
        .join(''),
  };
  return own;
}
