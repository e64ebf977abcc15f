/** Saying things beside the output. */
import { formatProblem, type Problem } from '../core/problem.ts';
import type { Host } from '../host.ts';

/** One line on stderr. */
export function say(host: Host, text: string): void {
  host.stderr.write(`${text}\n`);
}

export function sayProblem(host: Host, problem: Problem): void {
  say(host, `promptcache-cost: ${formatProblem(problem)}`);
}
