/** Which version, model or branch came with a drop of the hit ratio: new in the days after it, and itself low. */
import type { PriceBook } from '../prices/book.ts';
import { matchModel } from '../prices/match.ts';
import { LEAST_DROP, ratioOf, type Drop } from './drop.ts';
import { promptOf } from '../requests/log.ts';
import type { DiagnosisLog } from './log.ts';
import type { PriceKind } from '../requests/kinds.ts';

export interface Newcomer {
  readonly what: 'version' | 'model' | 'branch';
  readonly name: string;
  /** Of the prompt tokens of the days before and after. */
  readonly before: number;
  readonly after: number;
}

/** A smaller rise of its share does not explain a drop of everything. */
const LEAST_RISE = 0.3;

/** Of each sort the one that rose most, if any did. Two that came together cannot be told apart: both are named. */
export function newcomersOf(log: DiagnosisLog, drop: Drop, book: PriceBook): Newcomer[] {
  const names: Record<Newcomer['what'], (kind: PriceKind) => string> = {
    version: ({ values }) => values[0] ?? '',
    model: ({ model }) => matchModel(book.index, model) ?? model,
    branch: ({ values }) => values[1] ?? '',
  };
  return (['version', 'model', 'branch'] as const).flatMap((what) => newcomer(log, drop, what, names[what]));
}

function newcomer(
  { logged, kinds }: DiagnosisLog,
  { rows, before: level }: Drop,
  what: Newcomer['what'],
  nameOf: (kind: PriceKind) => string,
): Newcomer[] {
  const names = kinds.map(nameOf);
  const tally = (from: number, to: number): Tally => {
    const own: Tally = { prompt: 0, names: new Map() };
    for (let row = from; row < to; row++) {
      const name = names[logged.kind[row] ?? 0] ?? '';
      const { prompt, read } = own.names.get(name) ?? { prompt: 0, read: 0 };
      own.prompt += promptOf(logged, row);
      own.names.set(name, { prompt: prompt + promptOf(logged, row), read: read + (logged.cache_read[row] ?? 0) });
    }
    return own;
  };
  const [before, after] = [tally(rows.before, rows.at), tally(rows.at, rows.after)];
  const risen = [...after.names].flatMap(([name, own]) => {
    const was = (before.names.get(name)?.prompt ?? 0) / before.prompt;
    const is = own.prompt / after.prompt;
    const isLow = ratioOf(level) - own.read / Math.max(1, own.prompt) >= LEAST_DROP;
    return name !== '' && isLow && is - was >= LEAST_RISE ? [{ what, name, before: was, after: is }] : [];
  });
  return risen.sort((a, b) => b.after - b.before - (a.after - a.before)).slice(0, 1);
}

/** Tokens. */
interface Tally {
  prompt: number;
  readonly names: Map<string, { readonly prompt: number; readonly read: number }>;
}
