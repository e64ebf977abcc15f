/** The axis "scenario": what could have been done otherwise. A file or a row of a table each, in `scenarios/`. */
import { fail } from '../core/problem.ts';
import type { Instant } from '../core/time.ts';
import type { PriceBook } from '../prices/book.ts';
import type { Client } from '../core/controls.ts';
import type { Need } from './audience.ts';
import type { Bills, Repricing } from './bills.ts';
import type { Habits } from './habits.ts';
import type { Assumption, Played } from './replay.ts';
import type { Chain, Workload } from './workload.ts';
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
  /** What somebody has to be able to change; nothing for what was done anyway. */
  readonly needs: readonly Need[];
  /** What would have to be done. */
  readonly todo: string;
  /** The same where a client has its own way. */
  readonly todoIn?: Partial<Record<Client['kind'], string>>;
  /** Reads the options. Throws a Failure that names what is wrong. */
  plan(options: Options, world: World): Plan;
}

/** "model=ID" is the value; "limit=30m" an option by name. */
export interface Options {
  readonly value?: string;
  readonly named: Readonly<Record<string, string>>;
}

/** Throws a Failure for a value, and for options of other names. */
export function refuseOther(id: string, { value, named }: Options, names: readonly string[], hint: string): void {
  const unknown = Object.keys(named).find((name) => !names.includes(name)) ?? value;
  if (unknown !== undefined) fail('bad_scenario', `${id} has no option "${unknown}".`, { hint });
}

/** What every scenario may know. */
export interface World {
  readonly workload: Workload;
  readonly habits: Habits;
  readonly book: PriceBook;
  readonly weights: Weights;
  /** For one replay at a time. */
  readonly room: Played;
}

export interface Plan {
  /** As they apply, defaults included. */
  readonly options: Readonly<Record<string, string>>;
  readonly repricing?: Repricing;
  /** Prices of this instant instead of each request's own. */
  readonly asOf?: Instant;
  /** Nothing of it depends on what is not known. */
  readonly certain?: boolean;
  /** Bills what a chain would have been billed. */
  play(chain: Chain, assumption: Assumption, bills: Bills): void;
}
