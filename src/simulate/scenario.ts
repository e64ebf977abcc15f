/** The axis "scenario": what could have been done otherwise. One file each beside this one, in `scenarios/`. */
import type { Instant } from '../core/time.ts';
import type { PriceBook } from '../prices/book.ts';
import type { Chain } from './chain.ts';
import type { Assumption, Habits } from './replay.ts';
import type { Repricing, Tally } from './tally.ts';
import type { Weights } from './weights.ts';

export interface Scenario {
  readonly id: string;
  /** What it is, in a table. */
  readonly title: string;
  /** How it is asked for with its options, for the help. */
  readonly usage: string;
  /** Part of the table when no scenario is named. */
  readonly standard: boolean;
  /** Whether anybody could do it, or only who knows the future. */
  readonly realisable: boolean;
  /** What would have to be done. */
  readonly todo: string;
  /** Reads the options. Throws a Failure that names what is wrong. */
  plan(options: Options, world: World): Plan;
}

/** "model=ID" is the value; "limit=30m" an option by name. */
export interface Options {
  readonly value?: string;
  readonly named: Readonly<Record<string, string>>;
}

/** What every scenario may know. */
export interface World {
  readonly habits: Habits;
  readonly book: PriceBook;
  readonly weights: Weights;
  /** Of the newest request. */
  readonly latest: Instant;
}

export interface Plan {
  /** As they apply, defaults included. */
  readonly options: Readonly<Record<string, string>>;
  readonly repricing?: Repricing;
  /** Prices of this instant instead of each request's own. */
  readonly asOf?: Instant;
  /** Adds what a chain would have been billed. */
  play(chain: Chain, assumption: Assumption, tally: Tally): void;
}
