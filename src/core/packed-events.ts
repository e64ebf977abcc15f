/**
 * Events as columns of numbers: what threads hand to each other without copying, and what the ledger stores without making
 * an object of each row. A row is a part of an event; the parts of one event follow each other.
 */
import type { ReportedMiss } from './diagnosis.ts';
import { KEY_BYTES, keyOf } from './event-key.ts';
import type { Claim, RequestId, UsageEvent } from './event.ts';
import { FLAGS, mergeOutputFlags, OPEN_OUTPUT, withoutOutputFlags } from './flags.ts';
import type { Prompt } from './prompt.ts';
import { numberedSettings, type Setting } from './settings.ts';
import type { Instant } from './time.ts';

/** The numbers of a row, in this order: instants and spans in ms, `above` -1 where it is no aggregate, meters in tokens. */
export const PACKED = {
  at: 0,
  span: 1,
  part: 2,
  line: 3,
  requests: 4,
  above: 5,
  /** What is billed, up to the flags. */
  input: 6,
  cache_write_5m: 7,
  cache_write_1h: 8,
  cache_read: 9,
  output: 10,
  web_search: 11,
  flags: 12,
  completeness: 13,
  /** Which of the settings. */
  setting: 14,
  /** Log records that gave or completed the event; 0 in an event of the same record as the one before. */
  records: 15,
  /** {@link claimNumber}, 0 nearly always. */
  claim: 16,
  /** {@link requestNumber}, 0 for none. */
  request: 17,
} as const;

export const STRIDE = 18;

/** A claim as one number: how much later than the event it is, in ms, doubled; one more where it is of a copy. */
export function claimNumber({ at, claim }: UsageEvent): number {
  return claim === undefined ? 0 : 2 * (claim.at - at) + Number(claim.copied);
}

/** The claim that a number is of, for an event of this instant. */
export function claimFrom(number: number, at: number): { readonly claim?: Claim } {
  if (number === 0) return {};
  return { claim: { at: (at + Math.floor(number / 2)) as Instant, copied: Math.abs(number % 2) === 1 } };
}

/** A request as one number: its print, negative where the event is known by the request alone. */
export function requestNumber({ request }: UsageEvent): number {
  if (request === undefined) return 0;
  return request.alone ? -request.print : request.print;
}

export function requestFrom(number: number): { readonly request?: RequestId } {
  return number === 0 ? {} : { request: { print: Math.abs(number), alone: number < 0 } };
}

/** What an event was sent, or what is said of its miss, beside its rows. */
interface PackedAside {
  /** The first row of the event. */
  readonly row: number;
  readonly prompt?: Prompt;
  readonly reported?: ReportedMiss;
}

export interface PackedEvents {
  readonly rows: number;
  /** KEY_BYTES a row. */
  readonly keys: Uint8Array<ArrayBuffer>;
  /** STRIDE a row. */
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly settings: readonly Setting[];
  readonly asides: readonly PackedAside[];
}

export interface EventPacker {
  readonly rows: number;
  /** Events that something goes with. */
  readonly asides: number;
  /** All parts of an event, which so many records of the log gave; 0 where the record gave the one before as well. */
  add(event: UsageEvent, records?: number): void;
  /** The number of a setting, for rows that are put in one by one. */
  settingOf(setting: Setting): number;
  /** Room for one more row: where its key begins in `keys`, STRIDE and KEY_BYTES times the row it returns. */
  grow(): number;
  readonly keys: Uint8Array<ArrayBuffer>;
  readonly numbers: Float64Array<ArrayBuffer>;
  /**
   * Makes one of the last two rows if they show one response and it is plain what they come to ({@link merge}): they say
   * the same beside their numbers, and each is an event of its own. Lines of one response mostly follow each other.
   */
  mergeLast(): void;
  /** What was packed; the packer begins anew. */
  take(): PackedEvents;
  /** How many times it began anew: the numbers of settings are those of one filling. */
  readonly fillings: number;
}

const FIRST_ROWS = 1024;

export function eventPacker(): EventPacker {
  let rows = 0;
  let keys = new Uint8Array(FIRST_ROWS * KEY_BYTES);
  let numbers = new Float64Array(FIRST_ROWS * STRIDE);
  let settings = numberedSettings();
  let asides: PackedAside[] = [];
  let fillings = 0;

  function grow(): number {
    if ((rows + 1) * KEY_BYTES > keys.length) {
      const [oldKeys, oldNumbers] = [keys, numbers];
      keys = new Uint8Array(oldKeys.length * 2);
      keys.set(oldKeys);
      numbers = new Float64Array(oldNumbers.length * 2);
      numbers.set(oldNumbers);
    }
    rows += 1;
    return rows - 1;
  }

  return {
    get rows() {
      return rows;
    },
    get asides() {
      return asides.length;
    },
    get keys() {
      return keys;
    },
    get numbers() {
      return numbers;
    },
    get fillings() {
      return fillings;
    },
    settingOf: (setting) => settings.numberOf(setting),
    grow,
    mergeLast() {
      const row = rows - 1;
      if (row < 1 || !isSameKey(keys, row - 1, row) || (asides.at(-1)?.row ?? -1) >= row - 1) return;
      if (mergeRows(numbers, row - 1, row)) rows = row;
    },
    add(event, records = 1) {
      const { key, at, until, parts, terms, scope, flags, completeness, origin, prompt, reported } = event;
      if (prompt !== undefined || reported !== undefined)
        asides.push({ row: rows, ...({ prompt, reported } as object) });
      const stored = keyOf(key);
      parts.forEach(({ model, kind, meters, requests, above = -1 }, part) => {
        const row = grow();
        keys.set(stored, row * KEY_BYTES);
        const start = row * STRIDE;
        numbers[start + PACKED.at] = at;
        numbers[start + PACKED.span] = until - at;
        numbers[start + PACKED.part] = part;
        numbers[start + PACKED.line] = origin.line;
        numbers[start + PACKED.requests] = requests;
        numbers[start + PACKED.above] = above;
        // Written out, since it runs for every event.
        numbers[start + PACKED.input] = meters.input;
        numbers[start + PACKED.cache_write_5m] = meters.cache_write_5m;
        numbers[start + PACKED.cache_write_1h] = meters.cache_write_1h;
        numbers[start + PACKED.cache_read] = meters.cache_read;
        numbers[start + PACKED.output] = meters.output;
        numbers[start + PACKED.web_search] = meters.web_search;
        numbers[start + PACKED.flags] = flags;
        numbers[start + PACKED.completeness] = completeness;
        numbers[start + PACKED.setting] = settings.numberOf({ model, terms: { ...terms, kind }, scope });
        numbers[start + PACKED.records] = part === 0 ? records : 0;
        numbers[start + PACKED.claim] = claimNumber(event);
        numbers[start + PACKED.request] = requestNumber(event);
      });
    },
    take() {
      const packed = {
        rows,
        keys: keys.slice(0, rows * KEY_BYTES),
        numbers: numbers.slice(0, rows * STRIDE),
        ...{ settings: settings.all, asides },
      };
      rows = 0;
      fillings += 1;
      [settings, asides] = [numberedSettings(), []];
      return packed;
    },
  };
}

function isSameKey(keys: Uint8Array, a: number, b: number): boolean {
  const first = a * KEY_BYTES;
  const second = b * KEY_BYTES;
  for (let index = 0; index < KEY_BYTES; index++) if (keys[first + index] !== keys[second + index]) return false;
  return true;
}

/**
 * {@link merge} of two rows of one key and one file, neither with anything beside it, into the first of them. False, and
 * nothing is changed, where it takes more than their numbers to tell what they come to.
 */
function mergeRows(numbers: Float64Array, into: number, row: number): boolean {
  const a = into * STRIDE;
  const b = row * STRIDE;
  const of = (at: number, name: keyof typeof PACKED): number => numbers[at + PACKED[name]] ?? 0;
  if (of(a, 'setting') !== of(b, 'setting') || of(a, 'part') + of(b, 'part') > 0) return false;
  if (of(a, 'above') >= 0 || of(b, 'above') >= 0 || of(a, 'line') === of(b, 'line')) return false;
  if (((of(a, 'flags') | of(b, 'flags')) & FLAGS.instant_given.bit) !== 0) return false;
  if (of(a, 'claim') !== of(b, 'claim') || (of(a, 'claim') !== 0 && of(a, 'claim') !== 1)) return false;
  if (of(a, 'request') !== of(b, 'request')) return false;
  const at = Math.min(of(a, 'at'), of(b, 'at'));
  const until = Math.max(of(a, 'at') + of(a, 'span'), of(b, 'at') + of(b, 'span'));
  const prompt = (own: number): number =>
    of(own, 'input') + of(own, 'cache_write_5m') + of(own, 'cache_write_1h') + of(own, 'cache_read');
  const better =
    of(b, 'output') - of(a, 'output') ||
    of(b, 'completeness') - of(a, 'completeness') ||
    prompt(b) - prompt(a) ||
    differenceOf(numbers, a, b) ||
    of(a, 'line') - of(b, 'line');
  const [won, lost] = better > 0 ? [b, a] : [a, b];
  const isSplit = tellsSplit(numbers, won, lost);
  const [fiveMinutes, oneHour] = [
    of(isSplit ? lost : won, 'cache_write_5m'),
    of(isSplit ? lost : won, 'cache_write_1h'),
  ];
  const output = mergeOutputFlags(of(a, 'flags'), of(b, 'flags'), of(a, 'output') - of(b, 'output'));
  const assumed = isSplit ? FLAGS.ttl_assumed.bit : 0;
  const says = (withoutOutputFlags(of(won, 'flags')) & ~assumed) | output;
  const isNews =
    of(b, 'at') < of(a, 'at') ||
    (better > 0 && differenceOf(numbers, a, b) !== 0) ||
    (isSplit && lost === b) ||
    (says & OPEN_OUTPUT) !== (of(a, 'flags') & OPEN_OUTPUT);
  const records = of(a, 'records') + (isNews ? of(b, 'records') : 0);
  if (better > 0) numbers.copyWithin(a, b, b + STRIDE);
  numbers[a + PACKED.at] = at;
  numbers[a + PACKED.span] = until - at;
  numbers[a + PACKED.records] = records;
  numbers[a + PACKED.cache_write_5m] = fiveMinutes;
  numbers[a + PACKED.cache_write_1h] = oneHour;
  numbers[a + PACKED.flags] = says;
  return true;
}

/** Whether the row that lost tells the TTL of writes that the other one only assumes, of the same prompt. */
function tellsSplit(numbers: Float64Array, won: number, lost: number): boolean {
  const of = (at: number, name: keyof typeof PACKED): number => numbers[at + PACKED[name]] ?? 0;
  const isAssumed = (at: number): boolean => (of(at, 'flags') & FLAGS.ttl_assumed.bit) !== 0;
  if (!isAssumed(won) || isAssumed(lost)) return false;
  const written = (at: number): number => of(at, 'cache_write_5m') + of(at, 'cache_write_1h');
  const isSame = of(won, 'input') === of(lost, 'input') && of(won, 'cache_read') === of(lost, 'cache_read');
  return isSame && written(won) === written(lost);
}

/** The first difference in what two rows say was billed, in the order of `compare`; 0 where there is none. */
function differenceOf(numbers: Float64Array, a: number, b: number): number {
  for (let column = PACKED.requests; column < PACKED.flags; column++) {
    const difference = (numbers[a + column] ?? 0) - (numbers[b + column] ?? 0);
    if (difference !== 0) return difference;
  }
  return withoutOutputFlags(numbers[a + PACKED.flags] ?? 0) - withoutOutputFlags(numbers[b + PACKED.flags] ?? 0);
}

export function packEvents(events: Iterable<UsageEvent>): PackedEvents {
  const packer = eventPacker();
  for (const event of events) packer.add(event);
  return packer.take();
}
