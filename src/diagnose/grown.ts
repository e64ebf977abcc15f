/** Conversations that cached nothing, and whose prompts only grew: each begins with the one before it. */
import type { PriceBook } from '../prices/book.ts';
import { TTL_5M } from '../requests/life.ts';
import type { UncachedRows } from './cause.ts';
import { gapBefore, type Expected } from './expected.ts';
import { cachedBy, promptOf } from '../requests/log.ts';
import type { DiagnosisLog } from './log.ts';
import { minimumsOf } from '../prices/list.ts';

/** Where a session is no conversation, prompts of any length follow each other: half of the time they grow. */
const ALWAYS = 0.9;
/** One step may grow by chance. */
const LEAST_STEPS = 2;

interface Conversation {
  readonly rows: number[];
  /** How often one request followed another, and the rows whose prompt was then no shorter. */
  steps: number;
  readonly grown: number[];
}

/** But for the rows whose prompts are known. */
export function addGrown(
  log: DiagnosisLog,
  expected: Expected,
  book: PriceBook,
  known: ReadonlySet<number>,
  found: UncachedRows,
): void {
  const minimums = minimumsOf(log.kinds, book);
  for (const { rows, steps, grown } of uncachedConversations(log, expected, known)) {
    if (steps < LEAST_STEPS || grown.length < steps * ALWAYS) continue;
    const shared = new Map(grown.map((row) => [row, sharedBy(log, expected, minimums, row)]));
    if (![...shared.values()].some((tokens) => tokens > 0)) continue;
    // The automatic breakpoint writes all that is not read, of the last request as well.
    for (const row of rows) {
      const tokens = shared.get(row) ?? 0;
      const needed = promptOf(log.logged, row) - tokens;
      found.set(row, { cause: 'no_breakpoint', shared: tokens, needed, isContinued: true });
    }
  }
}

function uncachedConversations(
  log: DiagnosisLog,
  { before }: Expected,
  known: ReadonlySet<number>,
): Iterable<Conversation> {
  const { logged } = log;
  const all = new Map<number, Conversation>();
  for (let row = 0; row < logged.count; row++) {
    const place = logged.conversation[row] ?? -1;
    if (place < 0 || known.has(row) || cachedBy(logged, row) > 0) continue;
    const own: Conversation = all.get(place) ?? { rows: [], steps: 0, grown: [] };
    all.set(place, own);
    own.rows.push(row);
    const last = before[row] ?? -1;
    if (last < 0 || cachedBy(logged, last) > 0 || logged.chain[last] !== logged.chain[row]) continue;
    own.steps += 1;
    if (promptOf(logged, row) >= promptOf(logged, last)) own.grown.push(row);
  }
  return all.values();
}

/** The whole request before, where its entry would still be alive, and is long enough to be one. */
function sharedBy(log: DiagnosisLog, expected: Expected, minimums: Float64Array, row: number): number {
  const tokens = promptOf(log.logged, expected.before[row] ?? -1);
  const isAlive = gapBefore(log, expected, row) <= TTL_5M;
  return isAlive && tokens >= (minimums[log.logged.kind[row] ?? 0] ?? 0) ? tokens : 0;
}
