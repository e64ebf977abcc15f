/**
 * Events as columns of numbers: what threads hand to each other without copying, and what the ledger stores without making
 * an object of each row. A row is a part of an event; the parts of one event follow each other.
 */
import type { ReportedMiss } from './diagnosis.ts';
import type { Claim, RequestId, UsageEvent, UsagePart } from './event.ts';
import type { Prompt } from './prompt.ts';
import type { Setting } from './settings.ts';
import type { Instant } from './time.ts';

/** The numbers of a row, in this order: instants and spans in ms, `above` -1 where it is no aggregate, meters in tokens. */
export const PACKED = {
  at: 0,
  span: 1,
  part: 2,
  line: 3,
  requests: 4,
  above: 5,
  input: 6,
  cache_write_5m: 7,
  cache_write_1h: 8,
  cache_read: 9,
  output: 10,
  web_search: 11,
  flags: 12,
  completeness: 13,
  /** {@link claimNumber}, 0 nearly always. */
  claim: 14,
  /** {@link requestNumber}, 0 for none. */
  request: 15,
  /** Which of the settings. */
  setting: 16,
  /** Log records that gave or completed the event; 0 in an event of the same record as the one before. */
  records: 17,
} as const;

export const STRIDE = 18;

/** A claim as one number: how much later than the event it is, in ms, doubled; one more where it is of a copy. */
export function claimNumber({ at, claim }: UsageEvent): number {
  return claim === undefined ? 0 : 2 * (claim.at - at) + Number(claim.copied);
}

/** The claim that a number is of, for an event of this instant. */
function claimFrom(number: number, at: number): { readonly claim?: Claim } {
  if (number === 0) return {};
  return { claim: { at: (at + Math.floor(number / 2)) as Instant, copied: Math.abs(number % 2) === 1 } };
}

/** A request as one number: its print, negative where the event is known by the request alone. */
export function requestNumber({ request }: UsageEvent): number {
  if (request === undefined) return 0;
  return request.alone ? -request.print : request.print;
}

function requestFrom(number: number): { readonly request?: RequestId } {
  return number === 0 ? {} : { request: { print: Math.abs(number), alone: number < 0 } };
}

/** What an event was sent, or what is said of its miss, beside its rows. */
export interface PackedAside {
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

export function numberAt({ numbers }: Pick<PackedEvents, 'numbers'>, row: number, column: number): number {
  return numbers[row * STRIDE + column] ?? 0;
}

/** How many parts an event has whose first is in this row. */
export function partsFrom(events: PackedEvents, row: number): number {
  let parts = 1;
  while (row + parts < events.rows && numberAt(events, row + parts, PACKED.part) > 0) parts += 1;
  return parts;
}

/** The event whose first part is in this row, without what goes with it. Of its key and its log the columns know nothing. */
export function eventAt(
  packed: PackedEvents,
  first: number,
  { key, file }: { readonly key: string; readonly file: string },
): UsageEvent {
  const { numbers } = packed;
  const start = first * STRIDE;
  const { terms, scope } = settingAt(packed, first);
  const [at, claim, request] = [
    numbers[start] ?? 0,
    numbers[start + PACKED.claim] ?? 0,
    numbers[start + PACKED.request] ?? 0,
  ];
  const parts = [partAt(packed, first)];
  for (let part = 1; part < partsFrom(packed, first); part++) parts.push(partAt(packed, first + part));
  const event = {
    key,
    at: at as Instant,
    until: (at + (numbers[start + PACKED.span] ?? 0)) as Instant,
    parts,
    terms,
    scope,
    flags: numbers[start + PACKED.flags] ?? 0,
    completeness: numbers[start + PACKED.completeness] ?? 0,
    origin: { file, line: numbers[start + PACKED.line] ?? 0 },
  };
  // Most have neither.
  return claim === 0 && request === 0 ? event : { ...event, ...claimFrom(claim, at), ...requestFrom(request) };
}

function partAt(packed: PackedEvents, row: number): UsagePart {
  const { numbers } = packed;
  const start = row * STRIDE;
  const { model, kind } = settingAt(packed, row);
  const above = numbers[start + PACKED.above] ?? -1;
  const part = {
    model,
    kind,
    meters: {
      input: numbers[start + PACKED.input] ?? 0,
      cache_write_5m: numbers[start + PACKED.cache_write_5m] ?? 0,
      cache_write_1h: numbers[start + PACKED.cache_write_1h] ?? 0,
      cache_read: numbers[start + PACKED.cache_read] ?? 0,
      output: numbers[start + PACKED.output] ?? 0,
      web_search: numbers[start + PACKED.web_search] ?? 0,
    },
    requests: numbers[start + PACKED.requests] ?? 0,
  };
  return above < 0 ? part : { ...part, above };
}

function settingAt({ settings, numbers }: PackedEvents, row: number): Setting {
  const setting = settings[numbers[row * STRIDE + PACKED.setting] ?? -1];
  if (setting === undefined) throw new Error('a packed row has one of its settings');
  return setting;
}
