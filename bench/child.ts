/** A child process, and what it took: measured from outside and in one way, whatever program it is. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

export interface Sample {
  /** Wall clock, start-up included. */
  readonly seconds: number;
  /** Seconds of all its threads and children, in user and system mode. */
  readonly cpu: number;
  /** Peak resident bytes. */
  readonly rss: number;
  /** Bytes of the database it left; 0 where it left none. */
  readonly disk: number;
}

export type Output = Sample & { readonly stdout: string };

type Meter = (file: string) => readonly [command: string, ...args: string[]];

let found: Meter | undefined;

/** Python knows microseconds; GNU time does with hundredths of a second. */
function findMeter(): Meter {
  const python = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
  const executable = python.status === 0 ? python.stdout.trim() : '';
  if (executable !== '') return (file) => [executable, path.join(import.meta.dirname, 'measure.py'), file];
  if (spawnSync('/usr/bin/time', ['--version']).status === 0)
    return (file) => ['/usr/bin/time', '-o', file, '-f', '{"seconds":%e,"user":%U,"system":%S,"kilobytes":%M}'];
  throw new Error('To measure other programs, the benchmark needs python3, or GNU time as /usr/bin/time.');
}

interface Taken {
  readonly seconds: number;
  readonly cpu?: number;
  readonly rss?: number;
  readonly user?: number;
  readonly system?: number;
  readonly kilobytes?: number;
}

/** `cwd` is where the command finds no configuration but its own. */
export function runMeasured(
  cwd: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Output {
  const file = path.join(cwd, `measure-${process.pid}.json`);
  const [meter, ...before] = (found ??= findMeter())(file);
  const done = spawnSync(meter, [...before, command, ...args], {
    cwd,
    env: { ...process.env, TZ: 'UTC', NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (done.error) throw done.error;
  if (done.status !== 0) throw new Error(`${[path.basename(command), ...args].join(' ')} failed:\n${done.stderr}`);
  const { seconds, cpu, rss, user, system, kilobytes } = JSON.parse(readFileSync(file, 'utf8')) as Taken;
  rmSync(file);
  const sum = cpu ?? (user ?? NaN) + (system ?? NaN);
  return { seconds, cpu: sum, rss: rss ?? (kilobytes ?? NaN) * 1024, disk: 0, stdout: done.stdout };
}

/** The same of a script for this Node. */
export function runNode(cwd: string, script: string, args: readonly string[]): Output {
  return runMeasured(cwd, process.execPath, [script, ...args]);
}

/** Each figure's own median: one slow run of the disk does not decide. */
export function median(samples: readonly Sample[]): Sample {
  const middle = (pick: (sample: Sample) => number): number => {
    const sorted = samples.map(pick).sort((a, b) => a - b);
    const [low, high] = [sorted[(sorted.length - 1) >> 1] ?? NaN, sorted[sorted.length >> 1] ?? NaN];
    return (low + high) / 2;
  };
  return {
    seconds: middle((s) => s.seconds),
    cpu: middle((s) => s.cpu),
    rss: middle((s) => s.rss),
    disk: middle((s) => s.disk),
  };
}
