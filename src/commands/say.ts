/** Saying things beside the output. */
import { blotted } from '../core/blot.ts';
import { visibleLines } from '../core/inert.ts';
import { formatProblem, type Problem } from '../core/problem.ts';
import type { Host } from '../host.ts';

/** Lines on stderr, without secrets, and in which no name can drive a terminal. */
export function say(host: Host, text: string): void {
  host.stderr.write(`${visibleLines(blotted(text))}\n`);
}

export function sayProblem(host: Host, problem: Problem): void {
  host.stderr.write(`promptcache-cost: ${formatProblem(problem)}\n`);
}
