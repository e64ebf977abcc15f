/** Why what was billed is not what the ledger comes to: cell by cell, in parts that add up exactly. */
import { roundHalfEven, type Fraction } from '../../core/fraction.ts';
import { subtract, ZERO_PICO, type Pico } from '../../core/money.ts';
import type { Cell, Grain } from './cells.ts';

export const REASONS = [
  /** Billed below list price: in a constant ratio, or as the bill itself says. */
  'discount',
  /** Billed, logged, and without a price here. */
  'unpriced',
  /** Buckets of prompts of unknown size, priced as if none had been long. */
  'aggregate_band',
  /** Billed, and not in the ledger. */
  'missing_logs',
  /** In the ledger twice. */
  'duplicate_logs',
  /** In the ledger, and not billed. */
  'extra_logs',
  /** Billed for what no log of usage tells: code execution, hours of sessions. */
  'other_charges',
  /** What the bill may be off by for having been rounded, row by row. */
  'rounding',
  'unexplained',
] as const;
export type Reason = (typeof REASONS)[number];

/** How a reason is known, from what nobody can doubt to what the amounts suggest. */
export type Evidence =
  /** The bill writes list prices beside its amounts. */
  | 'in_bill'
  /** One ratio fits most of the money. */
  | 'constant_ratio'
  /** All of that day and model is on one side only. */
  | 'absent'
  /** Every kind of token of that day and model is off in the same direction. */
  | 'all_types'
  /** It is no more than long prompts can have cost. */
  | 'within_bands'
  /** The ledger has records that are equal in everything but their place. */
  | 'equal_records'
  | '';

export interface Part {
  readonly reason: Reason;
  readonly evidence: Evidence;
  /** Of billed less computed. */
  readonly amount: Pico;
}

export interface Explained extends Cell {
  /** Billed less computed: the sum of its parts. */
  readonly difference: Pico;
  readonly parts: readonly Part[];
  /** What its rounding allows. */
  readonly rounding: Pico;
}

/** A part of a day's and a model's bill, as list price, which is off and not yet explained. */
interface Open {
  readonly rest: Pico;
  readonly rounding: Pico;
}

export interface Known {
  readonly rowRounding: Pico;
  readonly grain: Grain;
  /** What a model was billed at, where that is below list price; `listed`: the bill says what list price comes to. */
  readonly discountOf: (model: string | undefined) => {
    readonly ratio: Fraction | undefined;
    readonly listed: boolean;
  };
  /** What equal records of a cell come to, but for one of each. */
  readonly copiesIn: (cell: Cell) => Pico;
}

export function explain(cells: readonly Cell[], known: Known): Explained[] {
  const begun = cells.map((cell) => begin(cell, known));
  const places = new Map<string, { billed: boolean; logged: boolean }>();
  for (const cell of cells) {
    const place = places.get(placeOf(cell)) ?? { billed: false, logged: false };
    place.billed ||= cell.billed !== undefined;
    place.logged ||= cell.computed !== undefined;
    places.set(placeOf(cell), place);
  }
  const settled = begun.map((each) => settle(each, places.get(placeOf(each.cell)), known));
  const directions = directionsOf(settled);
  return settled.map((each) => finish(each, directions.get(placeOf(each.cell)), known));
}

/** What belongs together in logs: a day and a model. Searches and the like have no model, and stand by themselves. */
function placeOf({ day, model, type }: Cell): string {
  const alone = type === 'other' || type === 'web_search' ? type : '';
  return [day ?? '', model ?? '', alone].join('\n');
}

interface Begun extends Open {
  readonly cell: Cell;
  readonly difference: Pico;
  readonly parts: readonly Part[];
}

/** Takes the discount off, so that all that follows is at list price. */
function begin(cell: Cell, { rowRounding, discountOf }: Known): Begun {
  const billed = cell.billed?.amount ?? ZERO_PICO;
  const computed = cell.computed?.cost ?? ZERO_PICO;
  const { ratio, listed } = discountOf(cell.model);
  const isToken = cell.type !== 'other' && cell.type !== 'web_search';
  const fromBill = listed || !isToken ? cell.billed?.list : undefined;
  const list = fromBill ?? (ratio === undefined || !isToken ? billed : divided(billed, ratio));
  const own = BigInt(Math.max(1, cell.billed?.rows ?? 0)) * rowRounding;
  const evidence: Evidence = fromBill === undefined ? 'constant_ratio' : 'in_bill';
  return {
    cell,
    difference: subtract(billed, computed),
    parts: partOf('discount', subtract(billed, list), evidence),
    rest: subtract(list, computed),
    rounding: fromBill === undefined && ratio !== undefined && isToken ? divided(own as Pico, ratio) : (own as Pico),
  };
}

function divided(amount: Pico, { num, den }: Fraction): Pico {
  return roundHalfEven(amount * den, num) as Pico;
}

/** What one cell by itself tells. */
function settle(begun: Begun, place: { billed: boolean; logged: boolean } | undefined, { grain }: Known): Begun {
  const { cell, rest } = begun;
  const whole = (reason: Reason, evidence: Evidence = ''): Begun => taking(begun, reason, rest, evidence);
  if (cell.type === 'other') return whole('other_charges');
  const tellsLogs = grain.day || grain.model;
  if (rest > 0n && place?.logged === false && tellsLogs) return whole('missing_logs', 'absent');
  if (isWithin(begun)) return whole('rounding');
  if (rest < 0n && place?.billed === false && tellsLogs) return whole('extra_logs', 'absent');
  if (rest > 0n && grain.model && (cell.computed?.unpriced ?? 0n) > 0n) return whole('unpriced');
  const room = cell.computed?.bandRoom ?? ZERO_PICO;
  if (rest <= 0n || room === 0n) return begun;
  const banded = taking(begun, 'aggregate_band', rest < room ? rest : room, 'within_bands');
  return isWithin(banded) ? taking(banded, 'rounding', banded.rest) : banded;
}

function isWithin({ rest, rounding }: Open): boolean {
  return (rest < 0n ? -rest : rest) <= rounding;
}

function taking(begun: Begun, reason: Reason, amount: Pico, evidence: Evidence = ''): Begun {
  return {
    ...begun,
    parts: [...begun.parts, ...partOf(reason, amount, evidence)],
    rest: subtract(begun.rest, amount),
  };
}

function partOf(reason: Reason, amount: Pico, evidence: Evidence): Part[] {
  return amount === 0n ? [] : [{ reason, amount, evidence }];
}

/**
 * Of each day and model whether several kinds of tokens are off, and all in one direction: that is what logs do that are
 * missing or too many. A single one that is off, or both directions, is not.
 */
function directionsOf(settled: readonly Begun[]): Map<string, 'more' | 'less' | 'both'> {
  const open = settled.filter(({ cell, rest }) => rest !== 0n && cell.day !== undefined && cell.model !== undefined);
  const seen = new Map<string, { more: number; less: number }>();
  for (const { cell, rest } of open) {
    const place = seen.get(placeOf(cell)) ?? { more: 0, less: 0 };
    place[rest > 0n ? 'more' : 'less'] += 1;
    seen.set(placeOf(cell), place);
  }
  return new Map(
    [...seen].map(([key, { more, less }]) => [
      key,
      less === 0 && more > 1 ? ('more' as const) : more === 0 && less > 1 ? ('less' as const) : ('both' as const),
    ]),
  );
}

/** What the other cells of that day and model tell as well. */
function finish(begun: Begun, direction: 'more' | 'less' | 'both' | undefined, { copiesIn }: Known): Explained {
  const { cell, rest } = begun;
  let open = begun;
  if (rest < 0n && cell.billed !== undefined) {
    const copies = copiesIn(cell);
    if (copies > 0n) open = taking(open, 'duplicate_logs', (-rest < copies ? rest : -copies) as Pico, 'equal_records');
  }
  if (open.rest !== 0n && open !== begun && isWithin(open)) open = taking(open, 'rounding', open.rest);
  if (direction === 'more') open = taking(open, 'missing_logs', open.rest, 'all_types');
  else if (direction === 'less') open = taking(open, 'extra_logs', open.rest, 'all_types');
  else open = taking(open, 'unexplained', open.rest);
  return { ...cell, difference: begun.difference, parts: open.parts, rounding: begun.rounding };
}
