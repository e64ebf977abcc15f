/** Which of a record's counts hold which others: the reading of them that adds up to the record's own total. */
import type { Flag } from '../core/flags.ts';
import { promptTokens, type Count, type Meters } from '../core/meters.ts';

type Side = 'inside' | 'beside';

/** How a format defines its counts. */
export interface Convention {
  /** Where reads and writes are: inside the input, or beside it. */
  readonly cached: Side;
  /** Where reasoning is: inside the output, or beside it. */
  readonly reasoning: Side;
  /** Whoever writes it keeps to that, so that a record without a total is no assumption. */
  readonly certain: boolean;
}

/** As OpenAI defines it, and all that are meant to look like it. */
export const INSIDE: Convention = { cached: 'inside', reasoning: 'inside', certain: false };
/** As the Messages API defines it. */
export const BESIDE: Convention = { cached: 'beside', reasoning: 'inside', certain: false };

/** The same of who keeps to it. */
export const SURELY_INSIDE: Convention = { ...INSIDE, certain: true };
export const SURELY_BESIDE: Convention = { ...BESIDE, certain: true };

export interface Sums {
  readonly reasoning: Count;
  /** undefined: the record does not say. */
  readonly total: Count | undefined;
  readonly uncached: Count | undefined;
}

interface Reading {
  readonly meters: Meters;
  readonly flags: readonly Flag[];
}

interface Candidate {
  readonly read: Side;
  readonly written: Side;
  readonly reasoning: Side;
}

/** `logged`: each count as it was logged, whatever it holds. */
export function readingOf(logged: Meters, { reasoning, total, uncached }: Sums, convention: Convention): Reading {
  const usual = { read: convention.cached, written: convention.cached, reasoning: convention.reasoning };
  const candidates = candidatesOf(logged, reasoning, usual).map((each) => metersOf(logged, reasoning, each));
  const flags: Flag[] = (candidates[0]?.input ?? 0) < 0 ? ['exclusive_input'] : [];
  const possible = candidates.filter(({ input }) => input >= 0);
  // Reasoning that is more than the output is beside it, unless whoever counts keeps it inside and is still counting.
  const nearest = possible.find(({ output }) => convention.certain || output >= reasoning) ?? logged;
  if (uncached !== undefined) {
    const told = possible.filter(({ input }) => input === uncached);
    const rest = { ...nearest, input: uncached };
    // An integration may have added what the SDK had already counted: the SDK's own rest is the input then.
    const isRest = logged.input - uncached === 2 * (promptTokens(logged) - logged.input) || sumOf(rest) === total;
    if (told.length === 0 && !isRest) return { meters: nearest, flags: ['total_disagrees'] };
    const shown = told.find((meters) => sumOf(meters) === total);
    const isAssumed = shown === undefined && reasoning > 0 && !convention.certain;
    return {
      meters: shown ?? told[0] ?? rest,
      flags: isAssumed ? ['reading_assumed'] : [],
    };
  }
  if (total === undefined || total === 0) {
    const isAssumed = !convention.certain && flags.length === 0 && possible.length > 1;
    return { meters: nearest, flags: isAssumed ? ['reading_assumed'] : flags };
  }
  // Counts that cannot be inside, under a total that was made of the two: it shows nothing of the cached ones.
  if (flags.length > 0 && total === logged.input + logged.output)
    return { meters: { ...nearest, output: logged.output }, flags };
  const fits = possible.filter((meters) => sumOf(meters) === total);
  const [first] = fits;
  if (first === undefined) return { meters: nearest, flags: [...flags, 'total_disagrees'] };
  // Two counts of one size may change places, at another cost; the format's own reading goes before any other.
  const isAssumed = first !== candidates[0] && fits.some((other) => other.input !== first.input);
  return { meters: first, flags: isAssumed ? ['reading_assumed'] : [] };
}

/** The usual one first, then those that differ in one place, then in more. What is 0 has one place only. */
function candidatesOf(
  { cache_read, cache_write_5m, cache_write_1h }: Meters,
  reasoning: Count,
  usual: Candidate,
): Candidate[] {
  const sides = (side: Side, count: Count): Side[] =>
    count === 0 ? [side] : [side, side === 'inside' ? 'beside' : 'inside'];
  const distance = (each: Candidate): number =>
    Number(each.read !== usual.read) +
    Number(each.written !== usual.written) +
    Number(each.reasoning !== usual.reasoning);
  return sides(usual.read, cache_read)
    .flatMap((read) => sides(usual.written, cache_write_5m + cache_write_1h).map((written) => ({ read, written })))
    .flatMap((cached) => sides(usual.reasoning, reasoning).map((each) => ({ ...cached, reasoning: each })))
    .sort((a, b) => distance(a) - distance(b));
}

function metersOf(logged: Meters, reasoning: Count, { read, written, reasoning: answer }: Candidate): Meters {
  const held =
    (read === 'inside' ? logged.cache_read : 0) +
    (written === 'inside' ? logged.cache_write_5m + logged.cache_write_1h : 0);
  return {
    ...logged,
    input: logged.input - held,
    output: answer === 'inside' ? logged.output : logged.output + reasoning,
  };
}

function sumOf({ input, cache_write_5m, cache_write_1h, cache_read, output }: Meters): number {
  return input + cache_write_5m + cache_write_1h + cache_read + output;
}
