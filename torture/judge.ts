/** What is wrong with a ledger or with what a command said, in words. */
import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Ran } from './program.ts';
import type { State } from './state.ts';

/** In what the ledger differs from the one that had no trouble. */
export function differences(without: State, found: State): string[] {
  const wrong = found.integrity === 'ok' ? [] : [`integrity: ${found.integrity}`];
  if (found.events !== without.events) wrong.push('other events');
  if (found.sums !== without.sums) wrong.push(`sums ${found.sums}, not ${without.sums}`);
  for (const [name, hash] of Object.entries(without.rollups))
    if (found.rollups[name] !== hash) wrong.push(`other rows in the rollup ${name}`);
  if (found.report !== without.report) wrong.push('another report');
  return wrong;
}

type Said = Pick<Ran, 'code' | 'stderr'> & { readonly signal?: Ran['signal'] };

/** What no command may say or do, whatever happened to it. */
export function blemishes({ code, signal, stderr }: Said): string[] {
  const wrong: string[] = [];
  if (signal !== undefined || code === undefined || code > 128) wrong.push(`ended by ${signal ?? `code ${code}`}`);
  return [...wrong, ...misstatements(stderr)];
}

export function misstatements(stderr: string): string[] {
  const wrong: string[] = [];
  if (/^\s+at .+:\d+(:\d+)?\)?$|^(Uncaught|node:internal)|Native stack trace/m.test(stderr))
    wrong.push('a stack trace');
  if (/this is a bug/.test(stderr)) wrong.push(`"${stderr.trim()}"`);
  if (/locked/.test(stderr)) wrong.push(`"${stderr.trim()}"`);
  return wrong;
}

/** Whether a command gave up as it should: exit code 2, and one line of its own on stderr. */
export function saysClearly({ code, signal, stderr }: Said): boolean {
  const lines = stderr.trim().split('\n');
  const own = lines.filter((line) => line.startsWith('promptcache-cost: '));
  return code === 2 && blemishes({ code, signal, stderr }).length === 0 && own.length === 1;
}

/** What should not be beside a ledger that nobody has open: a log with pages in it, and anything temporary. */
export function leftovers(folder: string, ledger: string): string[] {
  const beside = readdirSync(path.dirname(ledger)).filter((name) => {
    if (!name.startsWith(path.basename(ledger)) || name === path.basename(ledger)) return false;
    return !name.endsWith('-shm') && lstatSync(path.join(path.dirname(ledger), name)).size > 0;
  });
  return [...beside, ...readdirSync(path.join(folder, 'tmp'))].map((name) => `left over: ${name}`);
}
