/** Requests and what each of them wasted, as columns: there may be millions. */
import type { Pico } from '../core/money.ts';
import { growing, growingCounts, type Counts } from '../requests/columns.ts';

export interface WastedRows {
  readonly length: number;
  readonly row: Uint32Array;
  /** Tokens. */
  readonly tokens: Counts;
}

export interface WastedRow {
  readonly row: number;
  readonly tokens: number;
}

/** What some causes wasted together. */
export interface Wasted {
  readonly cost: Pico;
  readonly tokens: number;
  readonly rows: WastedRows;
}

/** Takes what one request wasted after what another one did; of one and the same request it adds up. */
interface Gathering {
  add(row: number, tokens: number): void;
  all(): WastedRows;
}

export function gathering(): Gathering {
  const rows = growing(Uint32Array);
  const counts = growingCounts();
  let [last, sum] = [-1, 0];
  const keep = (): void => {
    if (last < 0) return;
    rows.push(last);
    counts.push(sum);
  };
  return {
    add(row, tokens) {
      if (row !== last) {
        keep();
        [last, sum] = [row, 0];
      }
      sum += tokens;
    },
    all() {
      keep();
      return { length: rows.size, row: rows.all(), tokens: counts.all() };
    },
  };
}

export function wastedRows(all: Iterable<WastedRow>): WastedRows {
  const gathered = gathering();
  for (const { row, tokens } of all) gathered.add(row, tokens);
  return gathered.all();
}

/** One after the other. */
export function joined(parts: readonly WastedRows[]): WastedRows {
  const gathered = gathering();
  for (const { row, tokens } of parts)
    for (let index = 0; index < row.length; index++) gathered.add(row[index] ?? 0, tokens[index] ?? 0);
  return gathered.all();
}
