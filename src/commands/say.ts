/** Saying things beside the output. */
import { blotted } from '../core/blot.ts';
import { formatProblem, type Problem } from '../core/problem.ts';
import type { Host } from '../host.ts';

/** One line on stderr, without secrets: it may name files, models and arguments. */
export function say(host: Host, text: string): void {
  host.stderr.write(`${blotted(text)}\n`);
}

export function sayProblem(host: Host, problem: Problem): void {
  say(host, `promptcache-cost: ${formatProblem(problem)}`);
}
