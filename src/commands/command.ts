/** What a command is: a line of the help, and what is loaded once the command is asked for. */
import type { Command, OptionValues } from 'commander';
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

/**
 * What was given after the name of a command, and before it where nothing was given after it. (`optsWithGlobals` of commander has
 * the defaults of the command above win over what was given.)
 */
export function optionsOf<Options extends OptionValues>(command: Command): Options {
  const above = command.parent === null ? {} : optionsOf(command.parent);
  const own = Object.entries(command.opts()).filter(
    ([name]) => !(name in above) || command.getOptionValueSource(name) !== 'default',
  );
  return { ...above, ...Object.fromEntries(own) } as Options;
}
