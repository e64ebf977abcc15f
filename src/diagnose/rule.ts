/** The axis "finding": one file each beside this one, in `rules/`. */
import type { Client, Lever } from '../core/controls.ts';
import type { Pico } from '../core/money.ts';
import type { Instant } from '../core/time.ts';
import type { Cause } from './cause.ts';
import { clientIn } from './client.ts';
import { wastedBy, type Diagnosis } from './diagnosis.ts';
import type { DiagnosisLog } from './log.ts';
import type { Wasted, WastedRow, WastedRows } from './wasted-rows.ts';

export interface Rule {
  /** Stable: "PC001". */
  readonly code: string;
  /** What it is, in a few words. */
  readonly title: string;
  /** Why it matters, in a sentence or two. */
  readonly why: string;
  /** What it costs is not among what leaked: it never was in the cache. */
  readonly beside?: true;
  /** undefined when there is nothing that could be acted on. */
  find(diagnosis: Diagnosis): Found | undefined;
}

export interface Found {
  /** What it cost; picodollars. */
  readonly cost: Pico;
  /** What the fix would save; null where that cannot be said. */
  readonly saving: Pico | null;
  /** What the setting saves of all that was spent, as `whatif` estimates it: findings that advise it share that. */
  readonly whole?: Pico | undefined;
  readonly evidence: Evidence;
  /** Whose requests most of them are. */
  readonly client: Client;
  /** What they have to be able to change for it. */
  readonly needs: readonly Lever[];
  /** What to do, in words. */
  readonly fix: string;
  /** The exact setting or marker, where there is one. */
  readonly setting?: string | undefined;
}

interface Evidence {
  /** The facts in one sentence, with counts. */
  readonly text: string;
  readonly requests: number;
  readonly tokens: number;
  /** The worst ones. */
  readonly examples: readonly Example[];
}

interface Example {
  /** File and line. */
  readonly place: string;
  readonly at: Instant;
  readonly tokens: number;
}

/** What a rule says of what was wasted: `text` is the sentence of the evidence. */
interface Advice extends Omit<Found, 'cost' | 'evidence' | 'client'> {
  readonly text: string;
}

/** A finding of what some causes wasted together; none where they wasted nothing. */
export function findingOf(
  causes: readonly Cause[],
  adviceOn: (wasted: Wasted, diagnosis: Diagnosis, client: Client) => Advice,
): Rule['find'] {
  return (diagnosis) => {
    const wasted = wastedBy(diagnosis, causes);
    if (wasted.rows.length === 0) return undefined;
    const client = clientIn(diagnosis.log, wasted.rows.row);
    return foundIn(diagnosis, wasted, adviceOn(wasted, diagnosis, client));
  };
}

export function foundIn({ log }: Diagnosis, { cost, tokens, rows }: Wasted, { text, ...advice }: Advice): Found {
  const client = clientIn(log, rows.row);
  return {
    ...advice,
    client,
    cost,
    evidence: { text, requests: rows.length, tokens, examples: examplesOf(log, rows) },
  };
}

/** So many are shown. */
const SHOWN = 3;

/** The requests that wasted most, by tokens. */
export function examplesOf({ logged, files }: DiagnosisLog, rows: WastedRows): Example[] {
  return worstOf(rows).map(({ row, tokens }) => ({
    place: `${files[logged.file[row] ?? 0] ?? ''}:${logged.line[row] ?? 0}`,
    at: (logged.at[row] ?? 0) as Instant,
    tokens,
  }));
}

/** By tokens; of two alike the earlier one. */
function worstOf({ row, tokens }: WastedRows): WastedRow[] {
  const worst: WastedRow[] = [];
  for (let index = 0; index < row.length; index++) {
    const own = { row: row[index] ?? 0, tokens: tokens[index] ?? 0 };
    const last = worst[SHOWN - 1];
    if (last !== undefined && isWorse(last, own) <= 0) continue;
    worst.push(own);
    worst.sort(isWorse).splice(SHOWN);
  }
  return worst;
}

function isWorse(a: WastedRow, b: WastedRow): number {
  return b.tokens - a.tokens || a.row - b.row;
}
