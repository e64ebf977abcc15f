/**
 * What an engine is given before it is asked: everything a ledger can know, as it is written. An engine that only reads may fill
 * a ledger that writes ({@link fill}) and take it from there.
 */
import type { UsageEvent, UsagePart } from '../../../src/core/event.ts';
import { NO_METERS, type Meters } from '../../../src/core/meters.ts';
import { periodOf, type Instant, type Period } from '../../../src/core/time.ts';
import {
  NO_OUTCOME,
  type CountedPrefix,
  type FileState,
  type Ledger,
  type Outcome,
} from '../../../src/store/ledger.ts';
import type { BilledRow, PulledDay, PulledReport } from '../../../src/store/pulled.ts';
import { event, part, state } from '../events.ts';

export interface World {
  /** Transactions, one after the other. */
  readonly writes: readonly (readonly FileRead[])[];
  /** The run of each transaction, the last one that of all others too; left out, all are of the first run. */
  readonly runs?: readonly WorldRun[];
  readonly counted?: readonly (CountedPrefix & { readonly tokens: number })[];
  readonly pulls?: readonly Pull[];
  /** Whether an earlier version has written events. */
  readonly earlierKeys?: boolean;
}

export interface WorldRun {
  readonly at: Instant;
  readonly version: string;
}

export interface FileRead {
  readonly path: string;
  readonly events: readonly UsageEvent[];
  /** What its records came to beside its responses. */
  readonly outcome?: Partial<Outcome>;
  /** How far it was read; left out, to its end. */
  readonly position?: Partial<FileState>;
}

/** Days of a report; with rows, a bill that takes the place of what was known of these days. */
export interface Pull {
  readonly report: PulledReport;
  readonly days: readonly PulledDay[];
  readonly rows?: readonly BilledRow[];
}

/** Writes a world into an empty ledger; `earlierKeys` is left to the engine. */
export function fill(ledger: Ledger, { writes, runs = [FIRST_RUN], counted = [], pulls = [] }: World): void {
  const numbers = runs.map((run) => ledger.startRun(run.at, run.version));
  const outcomes = new Map<string, Outcome>();
  for (const [index, files] of writes.entries()) {
    const run = numbers[index] ?? numbers.at(-1)!;
    const batches = files.map(({ path, events, outcome, position }) => {
      const before = { ...(outcomes.get(path) ?? NO_OUTCOME), ...outcome };
      return { run, path, firstLine: 1, events: [events], state: { ...state(before), ...position } };
    });
    for (const [index, written] of ledger.write(batches).entries()) outcomes.set(files[index]!.path, written.outcome);
  }
  for (const { tokens, ...prefix } of counted) ledger.keepCount(prefix, tokens);
  for (const { report, days, rows } of pulls) {
    if (rows === undefined) ledger.pulled.mark(report, days, at('2027-01-01'));
    else ledger.pulled.keepBill(days, rows, at('2027-01-01'));
  }
}

/** Events of one transaction, each under the file it says. */
export function worldOf(events: readonly UsageEvent[]): World {
  const files = Map.groupBy(events, ({ origin }) => origin.file);
  return { writes: [[...files].map(([path, own]) => ({ path, events: own }))] };
}

export const FIRST_RUN: WorldRun = { at: at('2027-01-01'), version: '0.0.0' };

/** "2026-11-01" or "2026-11-01T23:59:59.999", UTC. */
export function at(text: string): Instant {
  return Date.parse(text.includes('T') ? `${text}Z` : text) as Instant;
}

/** From one instant to another; '' is open. */
export function period(since: string, until: string): Period {
  return periodOf(since === '' ? undefined : at(since), until === '' ? undefined : at(until));
}

/** A response of one inference. */
export function call(
  key: string,
  instant: string,
  meters: Partial<Meters>,
  rest: Partial<UsageEvent> & { readonly part?: Partial<UsagePart> } = {},
): UsageEvent {
  const { part: own, ...others } = rest;
  return event(key, { at: at(instant), parts: [inference(meters, own)], ...others });
}

export function inference(meters: Partial<Meters>, rest: Partial<UsagePart> = {}): UsagePart {
  return part(meters, { model: 'opus', ...rest });
}

/** A sum of the provider over many requests. */
export function aggregate(above: number, meters: Partial<Meters>, rest: Partial<UsagePart> = {}): UsagePart {
  return { model: 'opus', kind: 'aggregate', requests: 0, above, ...rest, meters: { ...NO_METERS, ...meters } };
}
