/** Running the program in this process, on any terminal at any time. */
import { Readable } from 'node:stream';
import { run } from '../src/cli.ts';
import type { Instant } from '../src/core/time.ts';
import { packageVersion, type Host } from '../src/host.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Terminal {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** What is piped in; undefined for a terminal. */
  readonly stdin?: string | Buffer;
  readonly columns?: number;
  readonly isTTY?: boolean;
  readonly home?: string;
  readonly now?: Instant;
  readonly unicode?: boolean;
}

/** 2026-11-21T12:00:00Z: the tests' now. */
export const NOW = Date.UTC(2026, 10, 21, 12) as Instant;

export async function runCli(argv: readonly string[], terminal: Terminal = {}): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const code = await run(argv, hostFor(terminal, written));
  return { code, ...written };
}

/** What is written is added to `written`. */
export function hostFor(
  terminal: Terminal,
  written: { stdout: string; stderr: string } = { stdout: '', stderr: '' },
): Host {
  const {
    cwd = process.cwd(),
    env = {},
    stdin,
    columns = 100,
    isTTY = false,
    unicode = true,
    home = '/home/nobody',
    now = NOW,
  } = terminal;
  return {
    cwd,
    env,
    home,
    platform: 'linux',
    version: packageVersion(),
    unicode,
    zone: 'Europe/Berlin',
    now: () => now,
    wait: () => Promise.resolve(),
    stdin: { isTTY: stdin === undefined, chunks: Readable.from(stdin === undefined ? [] : [Buffer.from(stdin)]) },
    stdout: { isTTY, columns, write: (text) => void (written.stdout += text) },
    stderr: { isTTY, columns, write: (text) => void (written.stderr += text) },
  };
}

/** The JSON that a command printed; fails when it did not end well. */
export async function runJson<T>(argv: readonly string[], terminal: Terminal = {}): Promise<T> {
  const { code, stdout, stderr } = await runCli([...argv, '--format', 'json'], terminal);
  if (code !== 0) throw new Error(`exit ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

export interface IngestJson {
  readonly schema_version: number;
  readonly files: number;
  readonly records: number;
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: {
    readonly total: number;
    readonly by_reason: Record<string, number>;
    readonly first: { file: string; line: number; reason: string }[];
  };
  readonly flagged: { readonly total: number; readonly by_flag: Record<string, number> };
  readonly noted: Record<string, number>;
  readonly accounted: {
    readonly records: number;
    readonly events: number;
    readonly duplicates: number;
    readonly rejected: number;
    readonly not_usage: Record<string, number>;
  };
}

export interface FiguresJson {
  readonly requests: number;
  readonly tokens: Record<'input' | 'cache_write_5m' | 'cache_write_1h' | 'cache_read' | 'output', number>;
  readonly web_search_requests: number;
  readonly cost_usd: string | null;
  readonly uncached_cost_usd: string | null;
  readonly net_savings_usd: string | null;
  readonly write_premium_usd: string | null;
  readonly token_hit_ratio: number | null;
  readonly request_hit_ratio: number | null;
  readonly priced_token_ratio: number | null;
  readonly complete: boolean;
}

export interface ReportJson {
  readonly schema_version: number;
  readonly prices_version: string;
  readonly totals: FiguresJson;
  readonly rows: (FiguresJson & { readonly group: Record<string, string | null> })[];
  readonly unpriced: { model: string; requests: number; tokens: number; reasons: string[] }[];
  readonly refused_records: number;
}
