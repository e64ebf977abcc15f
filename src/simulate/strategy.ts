/** The axis "strategy": where breakpoints are put. A file or a row of a table each, in `strategies/`. */
import { setBreakpoint, type Breakpoints } from './provider.ts';
import type { Prefixes } from './prefixes.ts';
import { TTL_MS, type Prompts } from './prompts.ts';

export interface Strategy {
  readonly id: string;
  /** What it is, in a table. */
  readonly title: string;
  /** How it is asked for with its options, for the help. */
  readonly usage: string;
  /** Reads the options. Throws a Failure that names what is wrong. */
  plan(options: Readonly<Record<string, string>>): Placement | Search;
}

/** A placement that depends on the workload. */
interface Search {
  search(costOf: CostOf): Placement;
}

/** What all requests would have cost; picodollars. */
export type CostOf = (placement: Placement) => bigint;

export interface Placement {
  /** As they apply, defaults included. */
  readonly options: Readonly<Record<string, string>>;
  /** Sets at most 4 breakpoints of one request. */
  place(view: View, breakpoints: Breakpoints): void;
  /** As they are written into a request: where, and for how long. */
  readonly markers: readonly Marker[];
}

/** One cache_control to add. */
export interface Marker {
  /** "tools[-1]", "system[-1]", "messages[-1].content[-1]", or "" for the top level of the request. */
  readonly where: string;
  readonly ttl: '5m' | '1h';
}

/** One request, to put breakpoints in: set anew for each. */
export interface View {
  readonly prompts: Prompts;
  readonly prefixes: Prefixes;
  row: number;
}

/** Which time to live stands where: for all, or one hour for what stays the same and five minutes for what grows. */
export const LIFETIMES = ['5m', '1h', 'static-1h'] as const;
export type Lifetime = (typeof LIFETIMES)[number];

export function ttlOf(lifetime: Lifetime, part: 'static' | 'rolling'): '5m' | '1h' {
  if (lifetime === 'static-1h') return part === 'static' ? '1h' : '5m';
  return lifetime;
}

export function setFor(breakpoints: Breakpoints, place: number, ttl: '5m' | '1h'): void {
  setBreakpoint(breakpoints, place, TTL_MS[ttl]);
}
