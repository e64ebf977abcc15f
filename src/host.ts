/**
 * Everything ambient, in one value: streams, environment, clock, width. Commands get it handed, so a test can be
 * any terminal at any time.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { Instant } from './core/time.ts';
import { columnsOf, isUnicode } from './terminal.ts';

export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  /** Of Node: "win32" where paths have backslashes and programs a place of their own. */
  readonly platform: string;
  readonly version: string;
  /** The number of the user; left out where there is none, as on Windows. */
  readonly uid?: number | undefined;
  /** The time zone of the machine, as an IANA name. */
  readonly zone: string;
  /** Whether what is printed is read as UTF-8. */
  readonly unicode: boolean;
  /** ms UTC. */
  now(): Instant;
  /** ms. */
  wait(duration: number): Promise<void>;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
}

interface Input {
  readonly isTTY: boolean;
  readonly chunks: AsyncIterable<Buffer>;
}

interface Output {
  readonly isTTY: boolean;
  readonly columns: number;
  write(text: string): void;
}

/** The version in package.json. */
export function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(text) as { version: unknown }).version);
}

/** The process this runs in. */
export function processHost(): Host {
  return {
    env: process.env,
    cwd: process.cwd(),
    home: homeOf(process.env),
    platform: process.platform,
    version: packageVersion(),
    uid: process.getuid?.(),
    get zone() {
      return new Intl.DateTimeFormat().resolvedOptions().timeZone;
    },
    now: () => Date.now() as Instant,
    wait: (duration) => setTimeout(duration),
    // Opened when it is asked for: most commands read nothing from it.
    stdin: {
      get isTTY() {
        return process.stdin.isTTY;
      },
      get chunks() {
        return process.stdin;
      },
    },
    unicode: isUnicode(process.env, process.platform),
    stdout: output(process.stdout, process.stderr),
    stderr: output(process.stderr, process.stderr),
  };
}

/** A user without a home has nothing there: a path that no file can have. */
function homeOf(env: Host['env']): string {
  try {
    return homedir();
  } catch {
    return env['HOME'] ?? '/nonexistent';
  }
}

function output(stream: NodeJS.WriteStream, messages: NodeJS.WriteStream): Output {
  return {
    isTTY: stream.isTTY,
    get columns() {
      return columnsOf({ own: stream.columns, beside: messages.columns, env: process.env });
    },
    write: (text) => void stream.write(text),
  };
}

/**
 * Colour levels of an output: 0 for a pipe, a dumb terminal, NO_COLOR or --no-color; FORCE_COLOR wins over what the
 * stream is (no-color.org, force-color.org).
 */
export function colorLevel(out: Output, env: Host['env'], wanted: boolean): 0 | 1 {
  if (!wanted || (env['NO_COLOR'] ?? '') !== '') return 0;
  const force = env['FORCE_COLOR'];
  if (force !== undefined && force !== '') return force === '0' ? 0 : 1;
  return out.isTTY && env['TERM'] !== 'dumb' ? 1 : 0;
}
