/** Saying things beside the output. */
import { inAscii } from '../core/ascii.ts';
import { blotted } from '../core/blot.ts';
import { visibleLines } from '../core/inert.ts';
import { formatProblem, type Problem } from '../core/problem.ts';
import { wrap } from '../core/wrap.ts';
import type { Host } from '../host.ts';

/** Lines on stderr, without secrets, and in which no name can drive a terminal. */
export function say(host: Host, text: string): void {
  host.stderr.write(`${asMessage(host, visibleLines(blotted(text)))}\n`);
}

export function sayProblem(host: Host, problem: Problem): void {
  host.stderr.write(`${asMessage(host, `promptcache-cost: ${formatProblem(problem)}`)}\n`);
}

/** On a terminal in lines that it holds; in a pipe or a file each message stays one line, which can be searched for. */
function asMessage({ stderr, unicode }: Host, text: string): string {
  const own = unicode ? text : inAscii(text);
  if (!stderr.isTTY) return own;
  const wrapped = own.split('\n').flatMap((line) => {
    const first = /^ */.exec(line)?.[0] ?? '';
    return wrap(line.trimStart(), { width: stderr.columns, widthOf: mostColumns, first, rest: `${first}  ` });
  });
  return wrapped.join('\n');
}

/** At most so many columns; how many exactly takes a table that messages can do without. */
function mostColumns(text: string): number {
  return [...text].reduce((sum, character) => sum + ((character.codePointAt(0) ?? 0) < 0x1100 ? 1 : 2), 0);
}
