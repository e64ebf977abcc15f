/** argv to exit code, in a real process. */
import { setFlagsFromString } from 'node:v8';
import { run } from './cli.ts';
import { processHost } from './host.ts';

// Parsing leaves nothing but young garbage. Left alone, V8 gives it ever more room (120 MB where 16 do as well).
setFlagsFromString('--semi-space-growth-factor=1');

/** A reader that has seen enough (`| head`) closes the pipe: that is its right, and no failure of ours. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}

process.stdout.on('error', endQuietly);
process.stderr.on('error', endQuietly);
process.once('SIGINT', () => {
  process.stderr.write('\nInterrupted. What was stored stays; run the same command again to go on.\n');
  process.exit(130);
});

process.exitCode = await run(process.argv.slice(2), processHost());
