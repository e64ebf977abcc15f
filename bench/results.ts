/** The figures of all rounds, and those who ask for them by name. */
import { median, type Sample } from './child.ts';
import { BESIDE, SMALL, type Case, type Measured } from './cases.ts';
import type { Kind } from './data.ts';
import { WHATIF, PROMPTS_READ } from './replay-cases.ts';
import { REQUEST_ACTIONS, REQUEST_BYTES } from './request-cases.ts';

export class Results {
  readonly #samples = new Map<Case, Measured[]>();

  add(one: Case, measured: Measured): void {
    this.#samples.set(one, [...(this.#samples.get(one) ?? []), measured]);
  }

  cases(): Case[] {
    return [...this.#samples.keys()];
  }

  samples(one: Case): readonly Measured[] {
    return this.#samples.get(one) ?? [];
  }

  median(one: Case): Sample {
    return median(this.samples(one));
  }

  /** Undefined where it was not measured. */
  find(kind: Kind, action: string, size: number): Sample | undefined {
    const found = this.cases().find((one) => one.kind === kind && one.action === action && one.size === size);
    return found && this.median(found);
  }

  /** Seconds beyond those of a report on a small ledger; undefined where either was not measured. */
  beyondStart(kind: Kind, action: string, size: number): number | undefined {
    const start = this.find(kind, BESIDE, size) ?? this.find('start-up', SMALL, 0);
    const found = this.find(kind, action, size);
    return start && found && found.seconds - start.seconds;
  }

  /** Ascending. */
  sizes(kind: Kind): number[] {
    const sizes = this.cases().flatMap((one) => (one.kind === kind ? [one.size] : []));
    return [...new Set(sizes)].sort((a, b) => a - b);
  }

  /** What a target is about: the size it names, else the largest there is. */
  sizeFor(kind: Kind, wanted: number): number {
    const sizes = this.sizes(kind);
    return sizes.includes(wanted) ? wanted : (sizes.at(-1) ?? 0);
  }

  /** Figures that are not as they have to be on any machine. */
  wrong(): string[] {
    const told = this.cases().flatMap((one) => this.samples(one).flatMap(({ wrong = [] }) => wrong));
    return [...new Set([...told, ...this.cases().flatMap((one) => this.#hungry(one))])];
  }

  #hungry(one: Case): string[] {
    const allowed = allowedBytes(one);
    const peak = Math.max(...this.samples(one).map(({ rss }) => rss));
    if (allowed === undefined || peak <= allowed) return [];
    return [`${nameOf(one)} took ${Math.round(peak / 1e6)} MB of memory, may take ${allowed / 1e6}`];
  }
}

export function nameOf({ action, label }: Case): string {
  return label === '' ? action : `${action}: ${label}`;
}

/** An ingest takes no more than this, whatever the size of its input. */
export const INGEST_BYTES = 250_000_000;

function allowedBytes({ action }: Case): number | undefined {
  if (action.startsWith('ingest')) return INGEST_BYTES;
  // A replay needs every request at hand, and one of prompts every block of every prompt.
  if (action === WHATIF) return 1_000_000_000;
  if (REQUEST_ACTIONS.includes(action)) return REQUEST_BYTES;
  return action === PROMPTS_READ ? 1_500_000_000 : undefined;
}
