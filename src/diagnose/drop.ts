/** The day on which the token hit ratio fell, and stayed low. */
import { noiseOf } from '../analysis/budgets/noise.ts';
import type { Instant } from '../core/time.ts';
import { daysOf, type DayOfRows } from './days.ts';
import { promptOf } from '../requests/log.ts';
import type { DiagnosisLog } from './log.ts';

/** A smaller fall is as often another mix of work. */
export const LEAST_DROP = 0.1;
/** Days with usage that are compared on either side: a week, and no fewer than tell their noise. */
const MOST_DAYS = 7;
const LEAST_DAYS = 3;
/** ms. What was before a longer break than this is no measure of what came after it. */
const FARTHEST = 30 * 86_400_000;
/** Prompt tokens on either side: less than some ten long requests is chance. */
const LEAST_TOKENS = 1_000_000n;
/** Of many days the one with the largest fall is picked, so chance has as many tries: a fall has to stand out of its noise. */
const SEARCHED = 1.5;

export interface Drop {
  /** The first day after it. */
  readonly at: Instant;
  /** First rows of the days that are compared, of the day itself, and the end of the days compared after it. */
  readonly rows: { readonly before: number; readonly at: number; readonly after: number };
  readonly before: Reads;
  /** All since. */
  readonly since: Reads;
}

/** Tokens. */
interface Reads {
  readonly prompt: bigint;
  readonly read: bigint;
}

interface Day extends Reads, DayOfRows {}

/** The clearest one, undefined without. */
export function dropIn(log: DiagnosisLog): Drop | undefined {
  const days = readDays(log);
  let clearest = 0;
  let found: Drop | undefined;
  for (let index = LEAST_DAYS; index <= days.length - LEAST_DAYS; index++) {
    const at = days[index]?.at ?? (0 as Instant);
    const before = days.slice(Math.max(0, index - MOST_DAYS), index).filter((day) => day.at >= at - FARTHEST);
    const after = days.slice(index, index + MOST_DAYS).filter((day) => day.at <= at + FARTHEST);
    // How surely the means of two groups of days differ grows with both.
    const weight = Math.sqrt((before.length * after.length) / (before.length + after.length));
    const clarity = (ratioOf(sumOf(before)) - ratioOf(sumOf(after))) * weight;
    if (clarity <= clearest || !isDrop(before, after, days.slice(index))) continue;
    clearest = clarity;
    found = dropAt(before, after, days.slice(index));
  }
  return found;
}

function isDrop(before: readonly Day[], after: readonly Day[], since: readonly Day[]): boolean {
  if (before.length < LEAST_DAYS || after.length < LEAST_DAYS) return false;
  if ([before, after].some((days) => sumOf(days).prompt < LEAST_TOKENS)) return false;
  const level = ratioOf(sumOf(before));
  const least = Math.max(LEAST_DROP, SEARCHED * Math.max(noiseOfDays(before, after), noiseOfDays(after, before)));
  // What has recovered needs no one to look.
  return [after, since, since.slice(-LEAST_DAYS)].every((days) => level - ratioOf(sumOf(days)) >= least);
}

/** How much the ratio of some other days may differ by chance, told from how these differ from each other. */
function noiseOfDays(days: readonly Day[], others: readonly Day[]): number {
  const noisy = days.map(({ prompt, read }) => ({ num: Number(read), den: Number(prompt), weekend: false }));
  return noiseOf(noisy, { baseline: days.length, window: others.length, scale: undefined }) ?? Infinity;
}

function dropAt(before: readonly Day[], after: readonly Day[], since: readonly Day[]): Drop {
  const [first, last] = [after[0], after.at(-1)];
  return {
    at: first?.at ?? (0 as Instant),
    rows: { before: before[0]?.from ?? 0, at: first?.from ?? 0, after: last?.to ?? 0 },
    before: sumOf(before),
    since: sumOf(since),
  };
}

/** Days with a prompt. */
function readDays({ logged }: DiagnosisLog): Day[] {
  return daysOf(logged).flatMap((day) => {
    let [prompt, read] = [0, 0];
    for (let row = day.from; row < day.to; row++) {
      prompt += promptOf(logged, row);
      read += logged.cache_read[row] ?? 0;
    }
    return prompt === 0 ? [] : [{ ...day, prompt: BigInt(prompt), read: BigInt(read) }];
  });
}

function sumOf(days: readonly Reads[]): Reads {
  const none = { prompt: 0n, read: 0n };
  return days.reduce((sum, { prompt, read }) => ({ prompt: sum.prompt + prompt, read: sum.read + read }), none);
}

export function ratioOf({ prompt, read }: Reads): number {
  return prompt === 0n ? 0 : Number(read) / Number(prompt);
}
