/** What the benchmark can be asked for. */
import { parseArgs } from 'node:util';

export const HELP = `npm run bench -- [options]

Measures the built CLI (npm run build comes first) in fresh processes; each case, and what it is compared with, runs
once per round, so that a busy machine hurts all of them alike. Prints the medians, what they say about the targets
and how they grow, as Markdown. Exits 1 when a ledger's tokens are not those of the truth, or when a command takes
more memory than it may.

ccusage and DuckDB run beside it where they are installed:  npm ci --prefix bench/peers

  --transcripts LIST  sizes of Claude Code transcripts in megabytes (200,1000)
  --file MB           size of the one transcript file (850)
  --million LIST      millions of lines of slim NDJSON (1,10); 1,10,100 takes 70 GB of disk
  --csv LIST          millions of rows of CSV (1,10)
  --prompts N         requests with their prompts (100000)
  --rounds N          runs of each case (5)
  --only PATTERN      only cases whose name the regular expression matches
  --quick             small sizes and two rounds: tries the benchmark itself
  --keep              begin with the ledgers of the run before, where an ingest is not measured again
  --json FILE         where the results go (bench/.data/results.json)
  --write             put the tables into bench/RESULTS.md, and the targets into ARCHITECTURE.md
  --list              name the cases, and measure nothing
  --prepare           only generate what the cases read`;

export interface Options {
  /** In bytes. */
  readonly transcripts: readonly number[];
  readonly file: number;
  /** In rows. */
  readonly slim: readonly number[];
  readonly csv: readonly number[];
  readonly prompts: number;
  readonly rounds: number;
  readonly only: RegExp;
  readonly keep: boolean;
  readonly json: string | undefined;
  readonly write: boolean;
  readonly list: boolean;
  readonly prepare: boolean;
  readonly help: boolean;
}

const FULL = { transcripts: '200,1000', file: '850', million: '1,10', csv: '1,10', prompts: '100000', rounds: '5' };
const QUICK = { transcripts: '4,20', file: '20', million: '0.02,0.1', csv: '0.02,0.1', prompts: '2000', rounds: '2' };

export function optionsOf(args: readonly string[]): Options {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ transcripts: text, file: text, million: text, csv: text, prompts: text, rounds: text },
      ...{ only: text, json: text },
      ...{ quick: flag, keep: flag, write: flag, list: flag, prepare: flag, help: flag },
    },
  });
  const sizes = { ...(values.quick ? QUICK : FULL), ...values };
  const { keep, json, write, list, prepare, help } = values;
  return {
    transcripts: listOf('transcripts', sizes.transcripts, 1e6),
    file: numberOf('file', sizes.file, 1e6),
    slim: listOf('million', sizes.million, 1e6),
    csv: listOf('csv', sizes.csv, 1e6),
    prompts: numberOf('prompts', sizes.prompts, 1),
    rounds: numberOf('rounds', sizes.rounds, 1),
    only: new RegExp(values.only ?? '', 'i'),
    ...{ keep, json, write, list, prepare, help },
  };
}

/** Ascending: growth is read from left to right. */
function listOf(name: string, text: string, unit: number): number[] {
  return text
    .split(',')
    .map((part) => numberOf(name, part, unit))
    .sort((a, b) => a - b);
}

function numberOf(name: string, text: string, unit: number): number {
  const value = Math.round(Number(text) * unit);
  if (!Number.isSafeInteger(value) || value <= 0) throw new Error(`--${name} takes positive numbers, not "${text}".`);
  return value;
}
