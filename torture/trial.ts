/** What trials have in common: a round of one, and what came of it. */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Random } from './random.ts';
import type { State } from './state.ts';

export interface Round {
  readonly number: number;
  readonly random: Random;
  /** Of this round only, and empty. */
  readonly folder: string;
  /** Bytes of logs. */
  readonly bytes: number;
  /** Whether there is time for ledgers of the size that people have. */
  readonly large: boolean;
  /** What the ledger without trouble is taken to hold: as it is, but where the comparing itself is tested. */
  readonly reference: (state: State) => State;
}

export interface Tally {
  readonly tried: number;
  readonly held: number;
  /** Counts that say more, by what they are of. */
  readonly notes: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
  /** What is as wrong, and no failure while there is no more of it than {@link Trial.left}. */
  readonly left?: readonly string[];
  /** Why nothing was tried. */
  readonly skipped?: string;
}

export interface Trial {
  readonly name: string;
  /** What is true of those that held. */
  readonly held: string;
  /** How many wrong ones five rounds with seed 1 still have that are to be mended; absent, none. */
  readonly left?: { readonly small: number; readonly large: number };
  round(round: Round): Promise<Tally>;
}

const NOTHING: Tally = { tried: 0, held: 0, notes: {}, wrong: [] };

export function together(tallies: readonly Tally[]): Tally {
  const notes: Record<string, number> = {};
  for (const tally of tallies)
    for (const [name, count] of Object.entries(tally.notes)) notes[name] = (notes[name] ?? 0) + count;
  const skipped = tallies.find((tally) => tally.skipped !== undefined)?.skipped;
  return {
    tried: tallies.reduce((sum, { tried }) => sum + tried, 0),
    held: tallies.reduce((sum, { held }) => sum + held, 0),
    notes,
    wrong: tallies.flatMap(({ wrong }) => wrong),
    left: tallies.flatMap(({ left = [] }) => left),
    ...(skipped === undefined ? {} : { skipped }),
  };
}

/** `count` things that were tried together: all of them held, or none. */
export function tallyOf(count: number, wrong: readonly string[], notes: Tally['notes'] = {}): Tally {
  return { tried: count, held: wrong.length === 0 ? count : 0, notes, wrong };
}

export function skip(why: string): Tally {
  return { ...NOTHING, skipped: why };
}

/** "damage: 220 of 220 same or said (said: 60, same: 160)" */
export function lineOf({ name, held }: Pick<Trial, 'name' | 'held'>, tally: Tally): string {
  if (tally.tried === 0)
    return `${name}: ${tally.skipped === undefined ? 'nothing tried' : `skipped (${tally.skipped})`}`;
  const notes = Object.entries(tally.notes).map(([note, count]) => `${note}: ${count}`);
  const more = notes.length === 0 ? '' : ` (${notes.join(', ')})`;
  return `${name}: ${tally.held} of ${tally.tried} ${held}${more}`;
}

/** As many at once as the smallest machine has cores; results in the order of the items. */
export async function twoAtOnce<T, R>(
  items: readonly T[],
  work: (item: T, index: number, lane: 0 | 1) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const rest = items.map((item, index) => ({ item, index }));
  const lane = async (number: 0 | 1): Promise<void> => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift())
      results[next.index] = await work(next.item, next.index, number);
  };
  await Promise.all([lane(0), lane(1)]);
  return results;
}

/** A folder in the round's own, which is gone afterwards. */
export async function within<T>(
  round: Pick<Round, 'folder'>,
  name: string,
  work: (at: string) => Promise<T>,
): Promise<T> {
  const folder = path.join(round.folder, name);
  mkdirSync(folder, { recursive: true });
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
