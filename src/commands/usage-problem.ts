/** What is said of a command line that cannot be run: what is wrong with it, what may be meant, and where the help is. */
import type { Command, CommanderError } from 'commander';
import { didYouMean, nearest } from '../core/nearest.ts';
import type { Problem } from '../core/problem.ts';
import { commandMeant, optionMeant } from './other-words.ts';

const PROGRAM = 'promptcache-cost';

/** `command`: the one that was asked for, as far as it is known. undefined where the help has said it all. */
export function usageProblem({ code, message }: CommanderError, command: Command): Problem | undefined {
  const text = message.replace(/^error: /, '').trim();
  const [, name = ''] = /^unknown \w+ '(.*)'$/s.exec(text) ?? [];
  const help = `See ${wordsTo(command).join(' ')} --help`;
  switch (code) {
    case 'commander.unknownOption':
      return {
        code: 'unknown_option',
        message: `unknown option '${name}'.`,
        hint: joined(meantBy(name, command), help),
      };
    case 'commander.unknownCommand':
      return unknownCommand(name, command);
    case 'commander.missingArgument':
      return { code: 'missing_operand', message: `${missing(command)}.`, hint: help };
    case 'commander.help':
      return unnamed(command);
    case 'commander.invalidArgument':
      return { code: 'bad_option', message: sentence(withChoice(text)) };
    default:
      return {
        code: 'bad_usage',
        message: sentence(text),
        ...(code === 'commander.excessArguments' && { hint: help }),
      };
  }
}

/** What is said where there is no such command, also to ask for its help. */
export function unknownCommand(name: string, above: Command): Problem {
  const known = above.commands.map((each) => each.name());
  const words = above.parent === null ? commandMeant(name) : '';
  const near = words === '' ? didYouMean(name, known) : words;
  const list = near === '' ? `There are: ${known.join(', ')}.` : near;
  const message = `there is no command "${[...wordsTo(above).slice(1), name].join(' ')}".`;
  return { code: 'unknown_command', message, hint: joined(list, `See ${wordsTo(above).join(' ')} --help`) };
}

/** Where one of several commands has to be named, and was not. */
function unnamed(command: Command): Problem | undefined {
  if (command.parent === null || command.commands.length === 0) return undefined;
  const names = command.commands.map((each) => each.name());
  return { code: 'no_command', message: `${command.name()} does several things. Name one of: ${names.join(', ')}.` };
}

function meantBy(flag: string, command: Command): string {
  const name = flag.replace(/^-+/, '').replace(/=.*/s, '');
  const known = command.options.flatMap(({ long }) => (typeof long === 'string' ? [long] : []));
  if (known.includes(`--${name}`)) return `It goes behind the command: ${wordsTo(command).join(' ')} --${name}.`;
  const formats = command.options.find(({ long }) => long === '--format')?.argChoices ?? [];
  const other = optionMeant(name, known, formats);
  if (other !== '' || !flag.startsWith('--')) return other;
  const near = nearest(name, ['help', ...known.map((each) => each.slice(2))], 2).map((each) => `--${each}`);
  return near.length === 0 ? '' : `Did you mean ${near.join(' or ')}?`;
}

/** Each operand that is not there, by its name and what it is. */
function missing(command: Command): string {
  const absent = command.registeredArguments.slice(command.args.length).filter(({ required }) => required);
  const each = absent.map((operand) => `${operand.name()} (${operand.description})`);
  return `missing ${each.join(' and ')}`;
}

/** commander lists the choices; which of them is meant goes before. */
function withChoice(text: string): string {
  const [, start = text, value = '', choices = ''] =
    /^(.* argument '(.*)' is invalid\.) Allowed choices are (.*)\.$/s.exec(text) ?? [];
  if (choices === '') return text;
  const near = didYouMean(value, choices.split(', '));
  return joined(start, near, `Allowed choices are ${choices}.`);
}

function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

function wordsTo(command: Command): string[] {
  return command.parent === null ? [PROGRAM] : [...wordsTo(command.parent), command.name()];
}
