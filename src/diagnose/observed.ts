/** Causes that the requests themselves show, where their prompts are known. */
import { LEVELS } from '../core/prompt.ts';
import { differenceOf, judgeRequests, readTo, tokensAt, type Judged, type Past } from '../simulate/request-causes.ts';
import { isMain } from '../simulate/chains.ts';
import type { PromptWorld } from '../simulate/prompt-world.ts';
import { WHOLE, type Cause } from './cause.ts';
import { expiredAfter } from './infer.ts';

export interface Observed {
  /** undefined: by the rules nothing was missed. */
  readonly cause: Cause | undefined;
  /** Tokens that were in the cache for it, by the rules; undefined where the request before went to another model. */
  readonly expected: number | undefined;
  /** Whether it goes on from no request before it. */
  readonly isFirst: boolean;
}

/** By the hashed key of the event. */
export function observedIn(world: PromptWorld): Map<string, Observed> {
  const found = new Map<string, Observed>();
  const { names, prompts } = world.log;
  const headers = headersIn(world);
  judgeRequests(world, (row, judged, split, _, past) => {
    if (prompts.logsCache[row] !== 1) return;
    const read = tokensAt(world, row, readTo(world, row) ?? split.hit);
    // What cached nothing is nothing to go on from.
    const isFirst = (past.cached[judged.before] ?? -1) < 0;
    const shown = isFirst ? observedFirst(world, row, judged, read) : observedNext(world, past, row, judged, read);
    headers.look(row, judged, shown.cause);
    found.set(names[row]?.id ?? '', shown);
  });
  for (const row of headers.lost()) {
    const id = names[row]?.id ?? '';
    const shown = found.get(id);
    if (shown !== undefined) found.set(id, { ...shown, cause: 'attribution_changed' });
  }
  return found;
}

interface Headers {
  look(row: number, judged: Judged, cause: Cause | undefined): void;
  /** Requests that lost their prefix to the client's attribution header. */
  lost(): Iterable<number>;
}

/**
 * Calls whose attribution header is not that of the call they go on from. Where one of them read what stands behind the
 * header, the endpoint leaves it out; where none does, and the rest of the prompt is the same, it takes it for a part.
 */
function headersIn({ log: { names, prompts, kinds, prefixes } }: PromptWorld): Headers {
  const lost = new Map<string, number[]>();
  const leavesOut = new Set<string>();
  return {
    look(row, { before, cause }, shown) {
      const [own, other] = [names[row]?.attribution ?? '', names[before]?.attribution ?? ''];
      if (own === '' || other === '' || own === other) return;
      const kind = kinds[prompts.kind[row] ?? 0];
      const endpoint = JSON.stringify([kind?.workspace, kind?.model]);
      const last = prompts.path[(prompts.from[row] ?? 0) + (prompts.toolsEnd[row] ?? -1) + 1] ?? 0;
      const isBehind = LEVELS[prefixes.level[last] ?? 0] !== 'tools' && (prompts.read[row] ?? 0) > 0;
      const isTaken = shown === 'system_changed' && cause === 'parameters';
      if (cause === 'dropped' || cause === 'not_yet_readable' || isTaken)
        lost.set(endpoint, [...(lost.get(endpoint) ?? []), row]);
      else if (isBehind && shown === undefined) leavesOut.add(endpoint);
    },
    *lost() {
      for (const [endpoint, rows] of lost) if (!leavesOut.has(endpoint) && rows.length > 1) yield* rows;
    },
  };
}

/** Of a request that goes on from none before it: what it shares with others. */
function observedFirst(world: PromptWorld, row: number, { cause, place }: Judged, read: number): Observed {
  const isEntry = cause === 'expired' || cause === 'parallel' || cause === 'lookback';
  const start = isMain(world.log.names[row]?.thread ?? '') ? 'cold_start' : 'subagent_start';
  return {
    // Nobody had kept warm what it begins with.
    cause: cause === 'expired' ? start : causeOf(cause, Infinity),
    expected: isEntry ? Math.max(read, tokensAt(world, row, place)) : read,
    isFirst: true,
  };
}

function observedNext(world: PromptWorld, past: Past, row: number, judged: Judged, read: number): Observed {
  const { names, prompts } = world.log;
  const { before, missed } = judged;
  const isUnmarked = judged.cause === 'no_breakpoint' || judged.cause === 'too_short';
  const age = (prompts.at[row] ?? 0) - (prompts.at[before] ?? 0);
  if (names[before]?.model !== names[row]?.model) {
    const cause = isUnmarked ? causeOf(judged.cause, age) : 'model_changed';
    return { cause, expected: judged.cause === 'whole' ? read : undefined, isFirst: false };
  }
  const had = tokensAt(world, before, past.cached[before] ?? -1);
  // Cut off at the end, its messages became fewer.
  const { place, level = 'messages' } = differenceOf(world, row, before);
  const same = Math.min(had, tokensAt(world, row, place - 1));
  // Without a breakpoint it may be a call on the side: what it has in common with the one before is all it could read.
  if (isUnmarked) return { cause: causeOf(judged.cause, age), expected: same, isFirst: false };
  // What became of shorter entries counts only where the rest is still the same.
  const isOther = same < WHOLE * had;
  return {
    cause: isOther ? `${level}_changed` : causeOf(judged.cause, age),
    expected: read + missed,
    isFirst: false,
  };
}

function causeOf(cause: Judged['cause'], age: number): Cause | undefined {
  switch (cause) {
    case 'whole':
    case 'grown':
    case 'cold':
      return undefined;
    case 'model':
      return 'model_changed';
    // Near the end: what stood there was the last entry.
    case 'parameters':
    case 'changed':
      return 'messages_changed';
    case 'expired':
      return expiredAfter(age);
    case 'dropped':
      return 'gone_early';
    case 'not_yet_readable':
    case 'no_breakpoint':
    case 'too_short':
    case 'parallel':
    case 'lookback':
    case 'not_written':
      return cause;
  }
}
