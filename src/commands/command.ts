/** What a command is: a line of the help, and what is loaded once the command is asked for. */
import type { Command } from 'commander';
import type { Host } from '../host.ts';
import type { ExitCode } from './exit.ts';

export interface CommandEntry {
  readonly name: string;
  /** What the help shows behind the name: "[options] [path...]". */
  readonly takes: string;
  readonly summary: string;
  load(): Promise<{ readonly definition: CommandDefinition }>;
}

export interface CommandDefinition {
  /** Shown below the help, the most common use first: at least two. */
  readonly examples: readonly Example[];
  /** Declares arguments and options, and says what to do. `finish` takes the exit code. */
  define(command: Command, host: Host, finish: (code: ExitCode) => void): void;
}

export interface Example {
  readonly does: string;
  readonly line: string;
}
