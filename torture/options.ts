/** What a run of the torture can be asked for. */
import { parseArgs } from 'node:util';

export interface Options {
  readonly help: boolean;
  readonly seed: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly only: RegExp;
}

export const HELP = `Usage: npm run torture -- [options]

Tries to make ledgers lose, invent or misreport something, and compares each with one that had no trouble.

  --seed TEXT       what chance starts from (default: 1); moments of kills depend on the machine as well
  --rounds N        rounds of every kind of trial (default: 20); more than 5 also make the ledgers large
  --seconds N       begin no trial after so many seconds (default: 900)
  --only PATTERN    only kinds of trials whose name matches this regular expression
  --help            print this help

Exit code 1 when anything differs.`;

const OPTIONS = {
  seed: { type: 'string', default: '1' },
  rounds: { type: 'string', default: '20' },
  seconds: { type: 'string', default: '900' },
  only: { type: 'string', default: '' },
  help: { type: 'boolean', default: false },
} as const;

/** Throws an error that says which option is wrong. */
export function optionsOf(argv: readonly string[]): Options {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS });
  const { help, seed, only } = values;
  return { help, seed, rounds: count('rounds'), seconds: count('seconds'), only: new RegExp(only) };

  function count(name: 'rounds' | 'seconds'): number {
    const number = Number(values[name]);
    if (!Number.isSafeInteger(number) || number < 1) throw new Error(`--${name} is a whole number from 1 on.`);
    return number;
  }
}
