/** A thread that reads ranges of logs: tasks come in, and what they came to goes out without being copied. */
import { parentPort } from 'node:worker_threads';
import { readRange, type RangeTask } from './range.ts';

parentPort?.on('message', (task: RangeTask) => {
  const result = readRange(task);
  const columns = result.kind === 'read' ? [result.events.keys.buffer, result.events.numbers.buffer] : [];
  parentPort?.postMessage(result, columns);
});
