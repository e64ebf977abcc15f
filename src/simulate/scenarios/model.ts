/**
 * The same requests to another model, at its prices. Models since Claude Mythos Preview and Opus 4.7 make about 30 % more
 * tokens of the same text (the provider's pricing page), so across that line a range is shown.
 */
import { fail } from '../../core/problem.ts';
import { parseDate, utcDate, type Instant } from '../../core/time.ts';
import { minimumCacheable } from '../../prices/list.ts';
import { matchModel } from '../../prices/match.ts';
import { neededModel } from '../../prices/needed-model.ts';
import type { PriceBook, PriceRow } from '../../prices/book.ts';
import type { Bills } from '../bills.ts';
import type { Assumption } from '../replay.ts';
import type { Counts } from '../../requests/columns.ts';
import type { Requests } from '../workload.ts';
import { refuseOther, type Options, type Scenario } from '../scenario.ts';

export const model: Scenario = {
  id: 'model',
  title: 'another model',
  usage: 'model=ID:prices=DATE',
  standard: false,
  realisable: true,
  needs: ['model'],
  todo: 'send the same requests to that model, if its answers will do',
  todoIn: { 'claude-code': 'begin sessions with that model (/model), if its answers will do' },
  plan(options, { book, workload: { requests, kinds, latest } }) {
    const target = targetOf(options, book);
    const asOf = dateOf(options, book, target, latest);
    const isNew = hasNewTokenizer(book, target);
    const moves = kinds.map(({ model: logged, day }): Move => {
      const from = matchModel(book.index, logged);
      return {
        was: from === undefined ? undefined : hasNewTokenizer(book, from),
        minimumWas: from === undefined ? Infinity : (minimumCacheable(book, from, day) ?? 0),
        minimum: minimumCacheable(book, target, asOf) ?? 0,
      };
    });
    return {
      options: { model: target, prices: utcDate(asOf) },
      repricing: { model: target },
      asOf,
      certain: moves.every(({ was, minimum, minimumWas }) => was === isNew && minimum >= minimumWas),
      play({ start, end }, assumption, bills) {
        for (let row = start; row < end; row++) {
          const move = moves[requests.kind[row] ?? 0];
          if (move !== undefined)
            billMoved(requests, row, move, factorFor(move.was, isNew, assumption), assumption, bills);
        }
      },
    };
  },
};

/** From the model of the log to another. */
interface Move {
  /** Whether it had the new tokenizer; undefined of an unknown model. */
  readonly was: boolean | undefined;
  /** Tokens of the smallest prefix each caches. */
  readonly minimumWas: number;
  readonly minimum: number;
}

/** What is too short for the model's minimum is not cached, silently; what was too short before may be. */
function billMoved(
  requests: Requests,
  row: number,
  { minimum, minimumWas }: Move,
  factor: number,
  assumption: Assumption,
  bills: Bills,
): void {
  const times = (column: Counts): number => Math.round((column[row] ?? 0) * factor);
  const [prompt, output] = [times(requests.prompt), times(requests.output)];
  const bill = (cached: number, read: number, hourEnd: number): void => {
    bills.add(row, Math.max(0, prompt - cached), cached - hourEnd, hourEnd - read, read, output);
  };
  const wasCached = (requests.cached[row] ?? 0) > 0;
  const short = Math.floor(minimumWas * factor);
  const couldBe = minimum < minimumWas && assumption !== 'likely';
  if (!wasCached) {
    // Its breakpoints, if it had any, may have been below the old minimum.
    const cached = couldBe && prompt >= minimum && (requests.prompt[row] ?? 0) < minimumWas ? prompt : 0;
    bill(cached, assumption === 'cheap' ? cached : 0, assumption === 'cheap' ? cached : 0);
    return;
  }
  const cached = Math.min(prompt, times(requests.cached));
  if (cached < minimum) {
    bill(0, 0, 0);
    return;
  }
  const logged = Math.min(cached, times(requests.cache_read));
  const read = couldBe && assumption === 'cheap' ? Math.max(logged, Math.min(cached, short)) : logged;
  const kept = read < minimum ? 0 : read;
  const hourEnd = Math.min(cached, logged + times(requests.cache_write_1h));
  const isBrief = hourEnd < minimum || hourEnd <= kept || (requests.cache_write_1h[row] ?? 0) === 0;
  bill(cached, kept, isBrief ? kept : hourEnd);
}

/** Tokens of the new tokenizer for one of the old. */
const MORE: Readonly<Record<Assumption, number>> = { cheap: 1, likely: 1.3, dear: 1.35 };
/** And tokens of the old one for one of the new. */
const FEWER: Readonly<Record<Assumption, number>> = { cheap: 1 / 1.35, likely: 1 / 1.3, dear: 1 };

function factorFor(from: boolean | undefined, to: boolean, assumption: Assumption): number {
  if (from === to) return 1;
  if (from === undefined && assumption === 'likely') return 1;
  // Of an unknown model nobody knows on which side of the line it is.
  return (to ? MORE : FEWER)[assumption];
}

/** Claude Mythos Preview was the first. */
const NEW_TOKENIZER = parseDate('2026-04-07') ?? 0;

function hasNewTokenizer(book: PriceBook, name: string): boolean {
  return Math.min(...rowsOf(book, name).map(({ from }) => from)) >= NEW_TOKENIZER;
}

function targetOf({ value, named }: Options, book: PriceBook): string {
  refuseOther('model', { named }, ['prices'], 'It has prices=DATE.');
  if (value === undefined)
    fail('bad_scenario', 'model needs an id.', { hint: 'For example --scenario model=claude-sonnet-5-5.' });
  return neededModel(value, book);
}

/** Of the newest request; of a model that had no price by then, the first day it had one. */
function dateOf({ named }: Options, book: PriceBook, target: string, latest: Instant): Instant {
  const text = named['prices'];
  if (text === undefined) {
    const starts = rowsOf(book, target).map(({ from }) => from);
    return Math.max(latest, Math.min(...starts)) as Instant;
  }
  return (
    parseDate(text) ??
    fail('bad_scenario', `prices=${text} is not a date.`, { hint: 'Use a date, such as 2026-11-01.' })
  );
}

function rowsOf(book: PriceBook, name: string): PriceRow[] {
  return book.layers.flatMap((layer) => layer.models.get(name)?.rows ?? []);
}
