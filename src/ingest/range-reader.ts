/** Who reads ranges: this thread while there is little to read, and then others beside it. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { readRange, type RangeResult, type RangeTask } from './range.ts';

export interface RangeReader {
  /** Those that are known to be read next; what each comes to. */
  read(tasks: readonly RangeTask[]): Promise<RangeResult>[];
  readonly width: ReadingWidth;
  readonly sizes: RangeSizes;
  close(): Promise<void>;
}

/** How many tasks keep it busy, and what they may come to: a log of short lines has many more rows to a byte. */
interface ReadingWidth {
  readonly tasks: number;
  readonly bytes: number;
  readonly rows: number;
  /** Bytes, however many rows they have: a range for each thread. */
  readonly first: number;
}

export interface RangeSizes {
  readonly threads: number;
  /** What this thread reads by itself: others take longer to start than this takes to read. */
  readonly aloneBytes: number;
  readonly rangeBytes: number;
  /** Events that are stored at once: with fewer, what a transaction costs beside them weighs more. */
  readonly storedRows: number;
}

/** Read ahead by each: as much as is stored at once, so that threads go on while it is. */
const RANGES_A_THREAD = 5;
/** With more threads the one that stores is what is waited for. */
const MOST_THREADS = 3;

function usualSizes(): RangeSizes {
  const threads = Math.min(MOST_THREADS, availableParallelism());
  return { threads, aloneBytes: 8 << 20, rangeBytes: 8 << 20, storedRows: 65_536 };
}

/** Of a thread's young objects, which all are: room for more is only memory. */
const YOUNG_MB = 8;

/** Tasks that go to a thread together: a message takes as long as reading a small log. */
const TASKS_A_MESSAGE = 16;
const BYTES_A_MESSAGE = 4 << 20;

interface Waiting {
  readonly task: RangeTask;
  readonly resolve: (result: RangeResult) => void;
}

interface Thread {
  readonly worker: Worker;
  /** Messages it has not answered. */
  readonly sent: Waiting[][];
}

export function rangeReader(sizes: RangeSizes = usualSizes()): RangeReader {
  const { threads, aloneBytes } = sizes;
  const started: Thread[] = [];
  let bytes = 0;

  function leastBusy(): Thread {
    const idle = started.find(({ sent }) => sent.length === 0);
    if (idle) return idle;
    if (started.length < threads) return startThread(started);
    return started.reduce((least, each) => (each.sent.length < least.sent.length ? each : least));
  }

  /** What was asked for at once goes out together. */
  function send(waiting: readonly Waiting[]): void {
    for (const some of messagesOf(waiting)) {
      const { worker, sent } = leastBusy();
      sent.push(some);
      worker.postMessage(some.map(({ task }) => task));
    }
  }

  return {
    width: {
      tasks: Math.max(1, threads * 2 * TASKS_A_MESSAGE),
      bytes: Math.max(1, threads * RANGES_A_THREAD) * sizes.rangeBytes,
      rows: sizes.storedRows,
      first: Math.max(1, threads) * sizes.rangeBytes,
    },
    sizes,
    read(tasks) {
      for (const { from, to } of tasks) bytes += to - from;
      if (bytes <= aloneBytes || threads === 0) return tasks.map((task) => Promise.resolve(readRange(task)));
      const waiting: Waiting[] = [];
      const results = tasks.map((task) => {
        const { promise, resolve } = Promise.withResolvers<RangeResult>();
        waiting.push({ task, resolve });
        return promise;
      });
      send(waiting);
      return results;
    },
    async close() {
      await Promise.all(started.map(({ worker }) => worker.terminate()));
    },
  };
}

function messagesOf(waiting: readonly Waiting[]): Waiting[][] {
  const messages: Waiting[][] = [];
  let bytes = Infinity;
  for (const each of waiting) {
    const last = messages.at(-1);
    const more = each.task.to - each.task.from;
    if (last === undefined || last.length >= TASKS_A_MESSAGE || bytes + more > BYTES_A_MESSAGE) {
      messages.push([each]);
      bytes = more;
    } else {
      last.push(each);
      bytes += more;
    }
  }
  return messages;
}

function startThread(started: Thread[]): Thread {
  const worker = new Worker(entry(), { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
  const thread: Thread = { worker, sent: [] };
  worker.on('message', (results: readonly RangeResult[]) => {
    thread.sent.shift()?.forEach(({ resolve }, index) => resolve(results[index] ?? { kind: 'unfit' }));
  });
  // A thread that died has read nothing.
  worker.on('error', () => {
    started.splice(started.indexOf(thread), 1);
    for (const some of thread.sent) for (const { resolve } of some) resolve({ kind: 'unfit' });
  });
  started.push(thread);
  return thread;
}

/** As this file lies: among the sources, or compiled. */
function entry(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
}
