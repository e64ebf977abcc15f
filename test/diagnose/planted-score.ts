/** How often a diagnosis is right about planted faults, by cause and by how it is known. */
import { KNOWN, type Cause, type Known } from '../../src/diagnose/cause.ts';
import type { Asked } from './planted-cache.ts';
import type { Seen, View } from './planted-log.ts';
import type { Truth } from './planted-truth.ts';

/** A read of at least so much of what was expected is no fault. */
const WHOLE = 0.95;

interface Tally {
  planted: number;
  found: number;
  /** Found with this cause, and rightly so. */
  claimed: number;
  right: number;
}

export interface Score extends Tally {
  readonly known: Known;
  readonly cause: Cause;
  readonly recall: number;
  readonly precision: number;
}

export class Scores {
  readonly #tallies = new Map<string, Tally>();
  readonly #untold = new Map<Cause, number>();
  /** Tokens that were lost to faults that were found, in truth and as diagnosed. */
  readonly lost = { truly: 0, found: 0 };

  add(view: View, { truths, diagnosis: { misses } }: Seen): void {
    const shown = shownStarts(truths);
    const reads = new Map(truths.map(({ asked, read }) => [asked, read]));
    for (const [row, truth] of truths.entries()) {
      const miss = misses.get(row);
      const isPlanted = truth.read < truth.expected * WHOLE;
      const known = miss?.known ?? (view === 'prompts' ? 'observed' : 'inferred');
      if (isPlanted && known === 'inferred' && isUntold(truth, shown)) {
        const [cause] = truth.causes;
        this.#untold.set(cause!, (this.#untold.get(cause!) ?? 0) + 1);
        continue;
      }
      // What went within seconds of its write is as good as not yet readable.
      const cause = miss?.cause === 'not_yet_readable' ? 'gone_early' : miss?.cause;
      const isRight = cause !== undefined && isPlanted && accepts(cause, known, truth, reads);
      const planted = isPlanted ? this.#tally(known, classOf(truth, known, reads)) : undefined;
      const claimed = cause && this.#tally(known, cause);
      if (planted !== undefined) planted.planted += 1;
      if (claimed !== undefined) claimed.claimed += 1;
      if (!isRight) continue;
      planted!.found += 1;
      claimed!.right += 1;
      this.lost.truly += truth.expected - truth.read;
      this.lost.found += miss!.lost;
    }
  }

  all(): Score[] {
    const scores = [...this.#tallies].map(([key, tally]): Score => {
      const [known, cause] = key.split(' ') as [Known, Cause];
      return { ...tally, known, cause, recall: tally.found / tally.planted, precision: tally.right / tally.claimed };
    });
    return scores.sort(
      (a, b) => KNOWN.indexOf(a.known) - KNOWN.indexOf(b.known) || (a.cause < b.cause ? -1 : Number(a.cause > b.cause)),
    );
  }

  /** Faults that usage alone does not show to be any, by cause. */
  untold(): ReadonlyMap<Cause, number> {
    return this.#untold;
  }

  #tally(known: Known, cause: Cause): Tally {
    const key = `${known} ${cause}`;
    const tally = this.#tallies.get(key) ?? { planted: 0, found: 0, claimed: 0, right: 0 };
    this.#tallies.set(key, tally);
    return tally;
  }
}

/** Each of several reasons that alone would have cost the read is right; so is what cannot be told from one, by nature. */
function accepts(cause: Cause, known: Known, truth: Truth, reads: ReadonlyMap<Asked, number>): boolean {
  return truth.causes.some((each) => each === cause || alike(each, known, truth, reads) === cause);
}

/** Under which cause a fault has to be found. */
function classOf(truth: Truth, known: Known, reads: ReadonlyMap<Asked, number>): Cause {
  const [cause] = truth.causes;
  if (cause === undefined) throw new Error('a fault without a reason');
  return alike(cause, known, truth, reads);
}

/**
 * What cannot be told apart, by nature:
 *
 * - The API says whether something diverged: where nothing did, an entry that is further back than the provider looks is
 *   as good as one that went before its time.
 * - Usage tells how much was read. Of other tools that is nothing, and of another system as much as the tools, where
 *   they have a breakpoint, or nothing. An entry that went early or is too far back looks like a change of what it held:
 *   what is read is what stands before it, or nothing.
 * - Where a conversation never read what it shares with others, its usage does not show where that ends: whether a read
 *   that ends early ends before the system prompt or behind it.
 */
function alike(cause: Cause, known: Known, truth: Truth, reads: ReadonlyMap<Asked, number>): Cause {
  if (known === 'reported') return cause === 'lookback' ? 'gone_early' : cause;
  if (known === 'observed') return cause;
  if (cause === 'tools_changed') return 'tools_or_system_changed';
  const isHidden = cause === 'gone_early' || cause === 'lookback';
  if (cause !== 'system_changed' && !isHidden) return cause;
  if (truth.read === 0) return 'tools_or_system_changed';
  return isHidden || !hasReadShared(truth.asked, reads) ? 'messages_changed' : 'system_changed';
}

/** Whether the first request of a conversation read all that it shares with others, and still shares. */
function hasReadShared(asked: Asked, reads: ReadonlyMap<Asked, number>): boolean {
  let first = asked;
  while (first.before !== undefined) {
    first = first.before;
    if (first.changes.includes('tools') || first.changes.includes('system')) return false;
  }
  let shared: Asked['prompt'] | undefined = first.prompt;
  while (shared !== undefined && shared.block.level === 'messages') shared = shared.before;
  return (reads.get(first) ?? 0) >= (shared?.end ?? 0);
}

/** How many first requests of each cache read so many tokens. */
function shownStarts(truths: readonly Truth[]): Map<string, number> {
  const reads = new Map<string, number>();
  for (const { asked, read } of truths)
    if (asked.before === undefined) reads.set(nameOf(asked, read), (reads.get(nameOf(asked, read)) ?? 0) + 1);
  return reads;
}

function nameOf({ workspace, model, speed }: Asked, tokens: number): string {
  return `${workspace} ${model} ${speed} ${tokens}`;
}

/** What no two first requests of a log ever read, usage does not show to be shared: no start is known to have missed it. */
function isUntold({ asked, expected }: Truth, reads: ReadonlyMap<string, number>): boolean {
  return asked.before === undefined && (reads.get(nameOf(asked, expected)) ?? 0) < 2;
}
