/** Causes that the requests themselves show, where their prompts are known. */
import {
  differenceOf,
  hadFor,
  judgeRequests,
  readTo,
  tokensAt,
  type Judged,
  type Past,
} from '../simulate/request-causes.ts';
import { isMain } from '../requests/caches.ts';
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
  judgeRequests(world, (row, judged, split, _, past) => {
    if (prompts.logsCache[row] !== 1) return;
    const read = tokensAt(world, row, readTo(world, row) ?? split.hit);
    // What cached nothing is nothing to go on from.
    const isFirst = (past.cached[judged.before] ?? -1) < 0;
    const shown = isFirst ? observedFirst(world, row, judged, read) : observedNext(world, past, row, judged, read);
    found.set(
      names[row]?.id ?? '',
      isByHeader(world, row, judged, shown) ? { ...shown, cause: 'attribution_changed' } : shown,
    );
  });
  return found;
}

/** Whether what changed in `system` is the client's attribution header, which this endpoint takes for a part of it. */
function isByHeader({ log: { names } }: PromptWorld, row: number, { before, cause }: Judged, shown: Observed): boolean {
  const [own, other] = [names[row]?.attribution ?? '', names[before]?.attribution ?? ''];
  return shown.cause === 'system_changed' && cause === 'parameters' && own !== '' && other !== '' && own !== other;
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
  const had = hadFor(world, past, row, before);
  // Cut off at the end, its messages became fewer.
  const { place, level = 'messages' } = differenceOf(world, row, before);
  // What the provider's tools had cached in the answer is behind all that the request before was sent.
  const isAnswer = had > tokensAt(world, before, past.cached[before] ?? -1);
  const same = isAnswer ? had : Math.min(had, tokensAt(world, row, place - 1));
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
  return cause === 'expired' ? expiredAfter(age) : CAUSE_OF[cause];
}

/** undefined: nothing was missed. */
const CAUSE_OF: Readonly<Record<Exclude<Judged['cause'], 'expired'>, Cause | undefined>> = {
  whole: undefined,
  grown: undefined,
  cold: undefined,
  model: 'model_changed',
  // Near the end: what stood there was the last entry.
  parameters: 'messages_changed',
  changed: 'messages_changed',
  dropped: 'gone_early',
  not_yet_readable: 'not_yet_readable',
  no_breakpoint: 'no_breakpoint',
  too_short: 'too_short',
  parallel: 'parallel',
  lookback: 'lookback',
  not_written: 'not_written',
};
