/** argv to exit code, in a real process. */
import { run } from './cli.ts';
import { processHost } from './host.ts';

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
