/** The program: its commands, its help, and from what went wrong to an exit code. */
import { Command, CommanderError, Help, type OptionValues } from 'commander';
import type { CommandBody, CommandLine } from './commands/command.ts';
import { inAscii } from './core/ascii.ts';
import { EXIT, type ExitCode } from './commands/exit.ts';
import { wordWithHome } from './commands/home.ts';
import { COMMANDS } from './commands/index.ts';
import { say, sayProblem } from './commands/say.ts';
import { unknownCommand, usageProblem } from './commands/usage-problem.ts';
import { Failure, type Problem } from './core/problem.ts';
import { capital } from './core/words.ts';
import type { Host } from './host.ts';

/** Runs one command line. Every way it can end is an exit code; only a bug throws. */
export async function run(words: readonly string[], host: Host): Promise<number> {
  let code: ExitCode = EXIT.fine;
  const program = programFor(host);
  let asked = program;
  const finish = (finished: ExitCode): void => {
    code = finished;
  };
  try {
    const argv = withHelpLast(words.map((word) => wordWithHome(word, host)));
    asked = await defineAsked(argv, program, host, finish);
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.fine;
      const problem = usageProblem(error, asked);
      return await unanswered(problem === undefined ? [] : [problem], words, host);
    }
    if (error instanceof Failure) return await unanswered([error.problem, ...error.more], words, host);
    return bug(error, host);
  }
}

async function unanswered(problems: readonly Problem[], [command]: readonly string[], host: Host): Promise<number> {
  for (const problem of problems) sayProblem(host, problem);
  if (command === 'check' && host.env['GITHUB_ACTIONS'] === 'true') {
    const { tellGitHubWhy } = await import('./commands/github.ts');
    tellGitHubWhy(problems, host);
  }
  return EXIT.noAnswer;
}

function bug(error: unknown, host: Host): number {
  const debugging = (host.env['DEBUG'] ?? '') !== '';
  const message = error instanceof Error ? error.name : 'unknown error';
  sayProblem(host, {
    code: 'bug',
    message: `this is a bug (${message}).`,
    hint: 'Please report it with the command line; DEBUG=1 prints the details.',
  });
  if (debugging && error instanceof Error) say(host, error.stack ?? error.message);
  return EXIT.noAnswer;
}

function programFor(host: Host): Command {
  const program = new Command('promptcache-cost')
    .description('What LLM prompt caching saved, net of what it cost: usage logs in, exact money out.')
    .version(host.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .enablePositionalOptions()
    .showHelpAfterError(false)
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.stdout.write(host.unicode ? text : inAscii(text)),
      writeErr: (text) => host.stderr.write(host.unicode ? text : inAscii(text)),
      getOutHelpWidth: () => host.stdout.columns,
      getErrHelpWidth: () => host.stderr.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      // `usageProblem` says it.
      outputError: () => undefined,
    });
  for (const { name, summary } of COMMANDS) program.command(name).summary(summary).description(capital(summary));
  program.configureHelp({ subcommandTerm: term });
  program.addHelpText('after', examples(FIRST_STEPS));
  return program;
}

/** "help prices diff" is "prices diff --help". */
function withHelpLast(argv: readonly string[]): readonly string[] {
  const [first = '', ...rest] = argv;
  return first === 'help' && rest.length > 0 ? [...rest, '--help'] : argv;
}

/** As commander writes it of commands that are defined, which those of the program are only when asked for. */
function term(command: Command): string {
  const entry = command.parent?.parent === null && COMMANDS.find(({ name }) => name === command.name());
  return entry ? `${entry.name} ${entry.takes ?? ''}`.trim() : new Help().subcommandTerm(command);
}

/**
 * The help takes names and summaries; only the command that is asked for, or whose help is, gets loaded. The innermost one that is
 * named; throws a Failure where there is no such command.
 */
async function defineAsked(
  argv: readonly string[],
  program: Command,
  host: Host,
  finish: (code: ExitCode) => void,
): Promise<Command> {
  const [start = '-'] = argv;
  if (!start.startsWith('-') && start !== 'help' && !COMMANDS.some(({ name }) => name === start))
    throw new Failure(unknownCommand(start, program));
  const words = argv.filter((word) => !word.startsWith('-'));
  const asked = words.find((word) => COMMANDS.some(({ name }) => name === word));
  const entry = COMMANDS.find(({ name }) => name === asked);
  const command = program.commands.find((each) => each.name() === asked);
  if (entry === undefined || command === undefined) return program;
  const { definition } = await entry.load();
  command.addHelpText('after', examples(definition.examples));
  if (definition.more !== undefined) command.addHelpText('after', definition.more);
  declare(command, { ...entry, ...definition }, host, finish);
  for (const each of definition.subcommands ?? []) {
    const subcommand = command.command(each.name).summary(each.summary).description(each.summary);
    declare(subcommand, each, host, finish);
  }
  const [, second = '-'] = argv;
  const inner = command.commands.find((each) => words.includes(each.name()));
  if (inner === undefined && definition.run === undefined && !second.startsWith('-') && second !== 'help')
    throw new Failure(unknownCommand(second, command));
  return inner ?? command;
}

function declare(
  command: Command,
  { takes = '', operands = [], options, run }: CommandLine & CommandBody,
  host: Host,
  finish: (code: ExitCode) => void,
): void {
  const names = takes.split(' ').filter((word) => word !== '' && word !== '[options]');
  for (const [index, name] of names.entries()) command.argument(name, operands[index]);
  for (const option of options?.() ?? []) command.addOption(option);
  if (run === undefined) return;
  command.action(async () => {
    finish(await run({ operands: command.args, options: optionsOf<never>(command) }, host));
  });
}

/**
 * What was given after the name of a command, and before it where nothing was given after it. (`optsWithGlobals` of commander has
 * the defaults of the command above win over what was given.)
 */
function optionsOf<Options extends OptionValues>(command: Command): Options {
  const above = command.parent === null ? {} : optionsOf(command.parent);
  const own = Object.entries(command.opts()).filter(
    ([name]) => !(name in above) || command.getOptionValueSource(name) !== 'default',
  );
  return { ...above, ...Object.fromEntries(own) } as Options;
}

const FIRST_STEPS = {
  'read your logs': 'promptcache-cost ingest ~/.claude/projects',
  'see what was spent and saved': 'promptcache-cost report --by day',
};

function examples(lineByPurpose: Readonly<Record<string, string>>): string {
  const lines = Object.entries(lineByPurpose).map(([does, line]) => `  ${capital(does)}:\n    $ ${line}`);
  return `\nExamples:\n${lines.join('\n')}\n`;
}
