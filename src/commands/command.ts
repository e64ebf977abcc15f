/** What a command is: an entry of the program, and what it does when it is called. */
import type { Command } from 'commander';
import type { Host } from '../host.ts';
import type { ExitCode } from './exit.ts';

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Shown below the help, the most common use first: at least two. */
  readonly examples: readonly Example[];
  /** Declares arguments and options, and says what to do. `finish` takes the exit code. */
  define(command: Command, host: Host, finish: (code: ExitCode) => void): void;
}

export interface Example {
  readonly does: string;
  readonly line: string;
}
