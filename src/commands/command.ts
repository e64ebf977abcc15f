/** What a command is: a line of the help, and what is loaded once the command is asked for. */
import type { Option } from 'commander';
import type { Host } from '../host.ts';
import type { ExitCode } from './exit.ts';

/** What the help says of a command that is not loaded. */
export interface CommandLine {
  readonly name: string;
  /** What the help shows behind the name, which declares the operands: "[options] [path...]". */
  readonly takes?: string;
  readonly summary: string;
}

export interface CommandEntry extends CommandLine {
  load(): Promise<{ readonly definition: CommandDefinition }>;
}

export interface CommandDefinition extends CommandBody {
  /** Commands by what they do, shown below the help, the most common use first: at least two. */
  readonly examples: Readonly<Record<string, string>>;
  /** Shown below the examples. */
  readonly more?: string;
  readonly subcommands?: readonly Subcommand[];
}

export interface Subcommand extends CommandLine, CommandBody {}

export interface CommandBody {
  /** What each operand is. */
  readonly operands?: readonly string[];
  readonly options?: () => Option[];
  /** Missing where a subcommand has to be named. Whatever options it expects are those that it declares. */
  readonly run?: (asked: Asked<never>, host: Host) => ExitCode | Promise<ExitCode>;
}

export interface Asked<Options> {
  readonly operands: readonly string[];
  readonly options: Options;
}
