/** The pieces of all files in their order, with some of them being read before they are asked for. */
import type { FoundFile } from '../io/find.ts';
import type { RangeResult, RangeTask } from './range.ts';
import type { RangeReader } from './range-reader.ts';
import { planOf, type Plan } from './ranged-log.ts';
import type { IngestContext } from './read-log.ts';

interface Step {
  readonly index: number;
  readonly file: FoundFile;
  readonly plan: Plan;
  /** Of a file that is read in ranges. After one that is unfit there are no more. */
  readonly piece?: Piece;
}

interface Piece {
  readonly result: RangeResult;
  readonly bytes: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

interface Begun extends Omit<Step, 'piece'> {
  readonly task?: RangeTask;
  reading?: Promise<RangeResult> | undefined;
}

export async function* readAhead(
  files: readonly FoundFile[],
  around: IngestContext,
  reader: RangeReader,
): AsyncIterable<Step> {
  const steps = begin(files, around, reader.sizes.rangeBytes);
  const under: Begun[] = [];
  const unfit = new Set<Plan>();
  let [readings, bytes] = [0, 0];
  // Before anything is read nobody knows how many rows there are to a byte.
  let most = reader.width.first;

  function fill(): void {
    const asked: (Begun & { readonly task: RangeTask })[] = [];
    while (readings < reader.width.tasks && bytes < most) {
      const next = steps.next();
      if (next.done === true) break;
      under.push(next.value);
      if (!isTask(next.value)) continue;
      asked.push(next.value);
      readings += 1;
      bytes += bytesOf(next.value.task);
    }
    const begun = reader.read(asked.map(({ task }) => task));
    for (const [index, each] of asked.entries()) each.reading = begun[index];
  }

  /** As many as are likely to have the rows that may wait, at as many a byte as in this one. */
  function bytesAhead(read: RangeResult, task: RangeTask): number {
    const { bytes: mostBytes, rows: mostRows, first } = reader.width;
    const rows = read.kind === 'read' ? read.events.rows : 0;
    return Math.min(mostBytes, Math.max(first, (bytesOf(task) / Math.max(rows, 1)) * mostRows));
  }

  for (fill(); under.length > 0; fill()) {
    const { task, reading, ...step } = under.shift() ?? NEVER;
    if (task === undefined || reading === undefined || step.plan.kind !== 'ranges') {
      yield step;
      continue;
    }
    const read = await reading;
    readings -= 1;
    bytes -= bytesOf(task);
    most = bytesAhead(read, task);
    if (unfit.has(step.plan)) continue;
    const result = step.plan.log.follows(read);
    if (result.kind === 'unfit') unfit.add(step.plan);
    const { tasks } = step.plan.log;
    yield {
      ...step,
      piece: { result, bytes: bytesOf(task), isFirst: task === tasks[0], isLast: task === tasks.at(-1) },
    };
  }
}

function* begin(files: readonly FoundFile[], around: IngestContext, rangeBytes: number): Generator<Begun, void> {
  for (const [index, file] of files.entries()) {
    const plan = planOf(file.path, around, rangeBytes);
    if (plan.kind !== 'ranges') yield { index, file, plan };
    else for (const task of plan.log.tasks) yield { index, file, plan, task };
  }
}

function isTask(begun: Begun): begun is Begun & { readonly task: RangeTask } {
  return begun.task !== undefined;
}

const NEVER: Begun = { index: 0, file: { path: '', named: false }, plan: { kind: 'whole' } };

function bytesOf({ from, to }: RangeTask): number {
  return to - from;
}
