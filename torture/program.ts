/** The built program as a process of its own, which knows only a folder of the trial. */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';

const PROGRAM = path.resolve(import.meta.dirname, '..', 'bin', 'promptcache-cost.js');
const PEAK = path.join(import.meta.dirname, 'peak.ts');
/** Longer than any of them takes, and than it waits for another that writes. */
const HANGS_MS = 120_000;

export interface Ran {
  /** undefined where a signal ended it. */
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Bytes in memory at the most; undefined where it was ended, or not measured. */
  readonly peak: number | undefined;
  readonly ms: number;
}

interface Running {
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ran>;
}

const running = new Set<Running>();

/** Everything that was started here ends. */
export function endAll(): void {
  for (const each of running) each.kill('SIGKILL');
}

export function start(folder: string, argv: readonly string[], measured = false): Running {
  const temporary = path.join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const began = performance.now();
  const own = { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, TMPDIR: temporary };
  const child = spawn(process.execPath, [...(measured ? ['--import', PEAK] : []), PROGRAM, ...argv], {
    cwd: folder,
    env: { PATH: process.env['PATH'], NO_COLOR: '1', TZ: 'UTC', COLUMNS: '100', ...own },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const texts = [1, 2, 3].map((stream) => textOf(child.stdio[stream] as Readable));
  const hangs = setTimeout(() => child.kill('SIGABRT'), HANGS_MS);
  const ended = new Promise<Ran>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(hangs);
      running.delete(self);
      const [stdout = '', stderr = '', peak = ''] = texts.map((text) => text());
      const ms = performance.now() - began;
      const bytes = peak === '' ? undefined : Number(peak);
      resolve({ code: code ?? undefined, signal: signal ?? undefined, stdout, stderr, peak: bytes, ms });
    });
  });
  const self: Running = { kill: (signal) => void child.kill(signal), ended };
  running.add(self);
  return self;
}

/** With its peak: the other runs are started without what measures it, which takes time. */
export function measure(folder: string, ...argv: string[]): Promise<Ran> {
  return start(folder, argv, true).ended;
}

export function run(folder: string, ...argv: string[]): Promise<Ran> {
  return start(folder, argv).ended;
}

function textOf(stream: Readable): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}
