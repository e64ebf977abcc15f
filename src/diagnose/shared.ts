/** What prompts show to be shared with an earlier request, and was cached by none. */
import { lastPlace } from '../simulate/breakpoints.ts';
import { TTL_5M } from '../requests/life.ts';
import type { PromptWorld } from '../simulate/prompt-world.ts';
import { judgeRequests, minimumOf, tokensAt, type Past, type RequestCause } from '../simulate/request-causes.ts';
import type { Uncached, UncachedRows } from './cause.ts';
import type { DiagnosisLog } from './log.ts';

/** `known` takes the rows whose prompts are known. */
export function addShared(
  { rowsById }: DiagnosisLog,
  world: PromptWorld,
  found: UncachedRows,
  known: Set<number>,
): void {
  const { prompts, names } = world.log;
  const rowOf = (prompt: number): number | undefined => rowsById.get(names[prompt]?.id ?? '');
  judgeRequests(world, (prompt, judged, _split, _breakpoints, past) => {
    const row = rowOf(prompt);
    if (row === undefined || prompts.logsCache[prompt] !== 1) return;
    known.add(row);
    const { place, writer } = freshest(world, past, prompt);
    // Of what was not counted the tokens are estimates: no more than the whole.
    const shared = Math.min(tokensAt(world, prompt, place), prompts.total[prompt] ?? 0);
    const cause = causeOf(judged.cause, shared, minimumOf(world, prompt));
    if (cause === undefined || place < 0) return;
    found.set(row, { cause, shared, needed: 0, isContinued: place === lastPlace(prompts, writer) });
    const earlier = rowOf(writer);
    if (earlier !== undefined) need(found, earlier, cause, shared);
  });
}

function need(found: UncachedRows, row: number, cause: Uncached['cause'], tokens: number): void {
  const own = found.get(row) ?? { cause, shared: 0, needed: 0, isContinued: false };
  found.set(row, { ...own, needed: Math.max(own.needed, tokens - own.shared) });
}

/** The longest prefix of an earlier request that had its answer, and whose entry would still be alive. */
function freshest({ log: { prompts } }: PromptWorld, { seen }: Past, row: number): { place: number; writer: number } {
  const [from, at] = [prompts.from[row] ?? 0, prompts.at[row] ?? 0];
  let [place, writer] = [-1, -1];
  for (let index = from; index < (prompts.from[row + 1] ?? 0); index++) {
    const last = seen[prompts.path[index] ?? 0] ?? -1;
    if (last < 0 || at - (prompts.at[last] ?? 0) > TTL_5M || at < (prompts.answered[last] ?? 0)) break;
    [place, writer] = [index - from, last];
  }
  return { place, writer };
}

function causeOf(cause: RequestCause, shared: number, minimum: number): Uncached['cause'] | undefined {
  const isLong = shared >= minimum;
  // A breakpoint in front of the minimum, where enough stays the same, stands in the wrong place.
  if (cause === 'too_short') return isLong ? 'not_written' : 'too_short';
  return isLong && (cause === 'no_breakpoint' || cause === 'not_written') ? cause : undefined;
}
