/** A thread that reads ranges of logs: tasks come in, and what they came to goes out, without being copied where it is large. */
import { parentPort } from 'node:worker_threads';
import { readRange, type RangeResult, type RangeTask } from './range.ts';

/** Handing a buffer over takes longer than copying one that is smaller. */
const WORTH_MOVING = 1 << 16;

parentPort?.on('message', (tasks: readonly RangeTask[]) => {
  const results = tasks.map(readRange);
  const moved = results.flatMap(columnsOf).filter(({ byteLength }) => byteLength >= WORTH_MOVING);
  parentPort?.postMessage(results, moved);
});

function columnsOf(result: RangeResult): ArrayBuffer[] {
  return result.kind === 'read' ? [result.events.keys.buffer, result.events.numbers.buffer] : [];
}
