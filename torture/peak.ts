/** Loaded before the program: says on a stream of its own how much memory it took at the most. */
import { writeSync } from 'node:fs';

process.on('exit', () => {
  try {
    writeSync(3, String(process.resourceUsage().maxRSS * 1024));
  } catch {
    // Whoever asked is gone.
  }
});
