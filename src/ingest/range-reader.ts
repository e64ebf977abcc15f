/** Who reads ranges: this thread while there is little to read, and then others beside it. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { readRange, type RangeResult, type RangeTask } from './range.ts';

export interface RangeReader {
  read(task: RangeTask): Promise<RangeResult>;
  /** How many tasks keep it busy. */
  readonly width: number;
  readonly sizes: RangeSizes;
  close(): Promise<void>;
}

export interface RangeSizes {
  readonly threads: number;
  /** What this thread reads before others are started: they take longer to start than this takes to read. */
  readonly aloneBytes: number;
  readonly rangeBytes: number;
  /** Events that are stored at once: with fewer, what a transaction costs beside them weighs more. */
  readonly storedRows: number;
}

/** With more threads the one that stores is what is waited for. */
const MOST_THREADS = 3;

function usualSizes(): RangeSizes {
  const threads = Math.min(MOST_THREADS, availableParallelism());
  return { threads, aloneBytes: 8 << 20, rangeBytes: 16 << 20, storedRows: 100_000 };
}

/** Of a thread's young objects, which all are: room for more is only memory. */
const YOUNG_MB = 8;

interface Thread {
  readonly worker: Worker;
  readonly waiting: ((result: RangeResult) => void)[];
}

export function rangeReader(sizes: RangeSizes = usualSizes()): RangeReader {
  const { threads, aloneBytes } = sizes;
  const started: Thread[] = [];
  let bytes = 0;

  function leastBusy(): Thread {
    const idle = started.find(({ waiting }) => waiting.length === 0);
    if (idle) return idle;
    if (started.length < threads) {
      const thread = startThread(started);
      started.push(thread);
      return thread;
    }
    return started.reduce((least, each) => (each.waiting.length < least.waiting.length ? each : least));
  }

  return {
    width: Math.max(1, threads * 2),
    sizes,
    read(task) {
      bytes += task.to - task.from;
      if (bytes <= aloneBytes || threads === 0) return Promise.resolve(readRange(task));
      const { worker, waiting } = leastBusy();
      return new Promise((resolve) => {
        waiting.push(resolve);
        worker.postMessage(task);
      });
    },
    async close() {
      await Promise.all(started.map(({ worker }) => worker.terminate()));
    },
  };
}

function startThread(started: Thread[]): Thread {
  const worker = new Worker(entry(), { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
  const waiting: Thread['waiting'] = [];
  const thread = { worker, waiting };
  worker.on('message', (result: RangeResult) => waiting.shift()?.(result));
  // A thread that died has read nothing.
  worker.on('error', () => {
    started.splice(started.indexOf(thread), 1);
    for (const resolve of waiting.splice(0)) resolve({ kind: 'unfit' });
  });
  return thread;
}

/** As this file lies: among the sources, or compiled. */
function entry(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
}
