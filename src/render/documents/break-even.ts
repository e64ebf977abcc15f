/** How many reads pay for a write, and how many of the ledger's writes were read so often. */
import { wholeReads, type BreakEven } from '../../analysis/break-even.ts';
import { toNumber, type Fraction } from '../../core/fraction.ts';
import { utcDate } from '../../core/time.ts';
import { reached, type Histogram, type WriteReads } from '../../analysis/write-reads.ts';
import {
  cell,
  leftOf,
  rightOf,
  tableOf,
  type Cell,
  type Document,
  type ItemColumn,
  keyed,
  named,
} from '../document.ts';
import { formatRatio } from '../numbers.ts';
import { bandCell, count, NONE, ratio } from './cells.ts';

const SCHEMA_VERSION = 1;

/** A model by its canonical name, its dated prices, and what the ledger knows of its writes. */
interface ModelBreakEven {
  readonly model: string;
  readonly rows: readonly BreakEven[];
  /** undefined when the ledger, or this period of it, has no writes of the model. */
  readonly writes: Pick<WriteReads, 'cache_write_5m' | 'cache_write_1h'> | undefined;
}

const COLUMNS: readonly ItemColumn<BreakEven & { readonly model: string }>[] = [
  named(leftOf('model', 'Model', ({ model }) => cell(model))),
  keyed(leftOf('from', 'From', ({ row }) => cell(utcDate(row.from)))),
  keyed(leftOf('to', 'To', ({ row }) => (row.to === undefined ? NONE : cell(utcDate(row.to))))),
  keyed(leftOf('above_prompt_tokens', 'Prompt', ({ band }) => bandCell(band))),
  rightOf('write_5m_reads', '5m write pays after', ({ cache_write_5m }) => readsCell(cache_write_5m)),
  rightOf('write_1h_reads', '1h write pays after', ({ cache_write_1h }) => readsCell(cache_write_1h)),
];

const WRITE_COLUMNS: readonly ItemColumn<Written>[] = [
  named(leftOf('model', 'Model', ({ model }) => cell(model))),
  keyed(leftOf('ttl', 'Written for', ({ ttl }) => cell(ttl))),
  rightOf('reads_needed', 'Reads needed', ({ needed }) => cell(String(needed))),
  rightOf('tokens', 'Tokens written', ({ whole }) => count(whole)),
  rightOf('paid_share', 'Paid for themselves', ({ part, whole }) => ratio(part / whole)),
  rightOf('unread_share', 'Never read', ({ unread, whole }) => ratio(unread / whole), 1),
];

/** `unread`: tokens that were written and never read, of all the models that were asked for. */
export function breakEvenDocument(models: readonly ModelBreakEven[], unread: number): Document {
  const written = models.flatMap(writtenRows);
  const prices = models.flatMap(({ model, rows }) => rows.map((row) => ({ model, ...row })));
  const title = 'Writes of the ledger that were read so often, by tokens';
  return {
    headline: [headlineOf(models, written)],
    tables: [
      tableOf(COLUMNS, prices),
      ...(written.length === 0 ? [] : [{ title, ...tableOf(WRITE_COLUMNS, written) }]),
    ],
    notes: [
      {
        text: 'Reads are of each written token, whole; in brackets the exact figure: (write - input) / (input - read).',
        tone: 'quiet',
      },
      ...(written.length > 0 ? [] : [{ text: 'The ledger has no writes of sessions to hold this against.' }]),
    ],
    json: { schema_version: SCHEMA_VERSION, unread_write_tokens: unread, models: models.map(modelJson) },
  };
}

function headlineOf(models: readonly ModelBreakEven[], written: readonly Written[]): string {
  const [first] = models.flatMap(({ rows }) => rows.slice(-1));
  if (models.length !== 1 || first === undefined) return `Break-even of ${models.length} models.`;
  const pays = (fraction: Fraction | null): string => (fraction === null ? 'never' : readsText(wholeReads(fraction)));
  const paid = written.map(({ ttl, part, whole }) => `${formatRatio(part / whole)} of the ${ttl} writes got there`);
  return `${models[0]?.model ?? ''}: a 5m write pays after ${pays(first.cache_write_5m)}, a 1h write after ${pays(first.cache_write_1h)}${paid.map((text) => `; ${text}`).join('')}.`;
}

function readsText(reads: number): string {
  return `${reads} ${reads === 1 ? 'read' : 'reads'}`;
}

function readsCell(fraction: Fraction | null): Cell {
  if (fraction === null) return NONE;
  const exact = toNumber(fraction);
  return cell(`${readsText(wholeReads(fraction))} (${exact.toFixed(2)})`, String(exact));
}

interface Written {
  readonly model: string;
  readonly ttl: '5m' | '1h';
  readonly needed: number;
  readonly part: number;
  readonly unread: number;
  readonly whole: number;
}

/** Against the newest of the prices: what a write has to reach from now on. */
function writtenRows({ model, rows, writes }: ModelBreakEven): Written[] {
  const newest = rows.findLast(({ band }) => band === null);
  if (writes === undefined || newest === undefined) return [];
  const row = (ttl: '5m' | '1h', tokens: Histogram, fraction: Fraction | null): Written[] => {
    if (fraction === null) return [];
    const needed = wholeReads(fraction);
    const { part, whole } = reached(tokens, needed);
    return whole === 0 ? [] : [{ model, ttl, needed, part, unread: tokens[0] ?? 0, whole }];
  };
  return [
    ...row('5m', writes.cache_write_5m, newest.cache_write_5m),
    ...row('1h', writes.cache_write_1h, newest.cache_write_1h),
  ];
}

function modelJson(entry: ModelBreakEven): unknown {
  const { model, rows } = entry;
  const reads = (fraction: Fraction | null): unknown =>
    fraction === null ? null : { exact: toNumber(fraction), whole: wholeReads(fraction) };
  return {
    model,
    prices: rows.map(({ row, band, cache_write_5m, cache_write_1h }) => ({
      from: utcDate(row.from),
      to: row.to === undefined ? null : utcDate(row.to),
      above_prompt_tokens: band ?? 0,
      write_5m_reads: reads(cache_write_5m),
      write_1h_reads: reads(cache_write_1h),
    })),
    writes: writtenRows(entry).map(({ ttl, needed, part, unread, whole }) => ({
      ttl,
      reads_needed: needed,
      tokens: whole,
      paid_tokens: part,
      unread_tokens: unread,
      paid_share: part / whole,
    })),
  };
}
