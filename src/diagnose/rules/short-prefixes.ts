import type { Client } from '../../core/controls.ts';
import type { Instant } from '../../core/time.ts';
import { modelNames, type PriceBook } from '../../prices/book.ts';
import { minimumCacheable } from '../../prices/list.ts';
import { matchModel } from '../../prices/match.ts';
import type { Uncached } from '../cause.ts';
import { clientIn } from '../client.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { foundIn, type Rule } from '../rule.ts';
import { priceUncached } from '../uncached.ts';
import { count, listed, tokens } from '../words.ts';

/** Of the minimum: a shorter prefix would need more padding than it has text. */
const LEAST_LONG = 0.5;

/** Of one model: its requests with a prefix that is too short, and what it takes. */
interface Short {
  readonly model: string;
  readonly minimum: number;
  readonly rows: (readonly [row: number, uncached: Uncached])[];
}

export const shortPrefixes: Rule = {
  code: 'PC005',
  title: 'Prefixes are shorter than their model caches',
  beside: true,
  why: 'Below the minimum of its model a prefix is not cached, and no error says so.',
  find(diagnosis) {
    const shorts = shortsOf(diagnosis);
    const wasted = priceUncached(
      diagnosis,
      shorts.flatMap(({ rows }) => rows),
    );
    const { tokens: lost, rows } = wasted;
    if (rows.length === 0) return undefined;
    const client = clientIn(diagnosis.log, rows.row);
    const takes = listed(shorts.map(({ model, minimum }) => `${model} from ${tokens(minimum)} on`));
    return foundIn(diagnosis, wasted, {
      // What is added is paid for as well, and what could usefully be added only its author knows.
      saving: null,
      text: `${count(rows.length, 'request')} paid as input for ${tokens(lost)} of prefixes that are marked to be cached and too short for it: ${takes}.`,
      needs: client.can.breakpoints === false ? ['model'] : ['breakpoints'],
      fix: shorts.map((short) => fixOf(diagnosis, short, client)).join(' '),
    });
  },
};

function shortsOf({ log, uncached, book }: Diagnosis): Short[] {
  const shorts = new Map<string, Short>();
  for (const [row, each] of uncached) {
    const kind = log.kinds[log.logged.kind[row] ?? 0];
    const model = kind === undefined ? undefined : matchModel(book.index, kind.model);
    const minimum = kind === undefined || model === undefined ? undefined : minimumCacheable(book, model, kind.day);
    if (model === undefined || minimum === undefined || each.cause !== 'too_short') continue;
    if (each.shared < minimum * LEAST_LONG) continue;
    const own = shorts.get(model) ?? { model, minimum, rows: [] };
    shorts.set(model, own);
    own.rows.push([row, each]);
  }
  return [...shorts.values()].sort((a, b) => b.rows.length - a.rows.length);
}

function fixOf({ log, book }: Diagnosis, { model, minimum, rows }: Short, client: Client): string {
  const shortest = rows.reduce((least, [, { shared }]) => Math.min(least, shared), Infinity);
  const at = (log.logged.at[rows.at(-1)?.[0] ?? 0] ?? 0) as Instant;
  const other = lowerIn(book, model, shortest, at);
  if (client.can.breakpoints === false)
    return other === undefined
      ? `Do more in each conversation with ${model}: what it sends again grows past ${tokens(minimum)}.`
      : `Ask ${other}, which caches so short a prefix.`;
  const longer = `Lengthen what requests to ${model} share, with examples or instructions that help anyway, to ${tokens(minimum)}`;
  return other === undefined ? `${longer}.` : `${longer}, or ask ${other}, which caches so short a prefix.`;
}

/** The newest model of the same family that caches so many tokens. */
function lowerIn(book: PriceBook, model: string, most: number, at: Instant): string | undefined {
  const family = familyOf(model);
  const found = modelNames(book).flatMap((name): [string, number][] => {
    const minimum = minimumCacheable(book, name, at);
    const rows = book.layers.flatMap((layer) => layer.models.get(name)?.rows ?? []);
    const since = rows.find(({ from, to }) => from <= at && (to === undefined || at < to))?.from;
    const isOne = familyOf(name) === family && minimum !== undefined && minimum <= most;
    return isOne && since !== undefined ? [[name, since]] : [];
  });
  return found.sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** "haiku" of claude-haiku-4-5 and of claude-3-5-haiku. */
function familyOf(model: string): string {
  return /[a-z]+/.exec(model.replace(/^claude-/, '').replace(/[^a-z]+/g, ' '))?.[0] ?? model;
}
