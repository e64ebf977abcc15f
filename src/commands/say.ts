/** Saying things beside the output. */
import { visibleLines } from '../core/inert.ts';
import { formatProblem, type Problem } from '../core/problem.ts';
import type { Host } from '../host.ts';

/** Lines on stderr, in which no name can drive a terminal. */
export function say(host: Host, text: string): void {
  host.stderr.write(`${visibleLines(text)}\n`);
}

export function sayProblem(host: Host, problem: Problem): void {
  say(host, `promptcache-cost: ${formatProblem(problem)}`);
}
