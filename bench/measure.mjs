/**
 * Loaded into a child before its program (--import): at exit, says what the child took. Plain JavaScript, since
 * compiling TypeScript would be part of what is measured.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env.BENCH_MEASURE_FILE;
if (isMainThread && file) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    writeFileSync(file, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, rss: peakBytes() }));
  });
}

/** On Linux, maxRSS starts at the size of the parent that forked the child; the high-water mark does not. */
function peakBytes() {
  if (process.platform === 'linux') {
    const mark = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    if (mark) return Number(mark[1]) * 1024;
  }
  return process.resourceUsage().maxRSS * 1024;
}
