/** A child process, and what it took. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Sample {
  /** Wall clock, start-up included. */
  readonly seconds: number;
  readonly cpu: number;
  /** Peak resident bytes. */
  readonly rss: number;
}

const MEASURE = pathToFileURL(path.join(import.meta.dirname, 'measure.mjs')).href;

/** Runs `script` with this Node; `cwd` is where it finds no configuration but its own. */
export function runMeasured(cwd: string, script: string, args: readonly string[]): Sample & { stdout: string } {
  const file = path.join(cwd, `measure-${process.pid}.json`);
  const env = { ...process.env, TZ: 'UTC', NO_COLOR: '1', BENCH_MEASURE_FILE: file };
  const started = performance.now();
  const done = spawnSync(process.execPath, ['--import', MEASURE, script, ...args], {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const seconds = (performance.now() - started) / 1000;
  if (done.error) throw done.error;
  if (done.status !== 0) throw new Error(`${[path.basename(script), ...args].join(' ')} failed:\n${done.stderr}`);
  const taken = JSON.parse(readFileSync(file, 'utf8')) as { cpu: number; rss: number };
  rmSync(file);
  return { seconds, ...taken, stdout: done.stdout };
}

/** Each figure's own median: one slow run of the disk does not decide. */
export function median(samples: readonly Sample[]): Sample {
  const middle = (pick: (sample: Sample) => number): number => {
    const sorted = samples.map(pick).sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? NaN;
  };
  return { seconds: middle((s) => s.seconds), cpu: middle((s) => s.cpu), rss: middle((s) => s.rss) };
}
