/** argv to exit code, in a real process. */
import { writeSync } from 'node:fs';
import { run } from './cli.ts';
import { processHost, type Host } from './host.ts';
import { codeOf } from './core/problem.ts';

/** A reader that has seen enough (`| head`) closes the pipe: that is its right, and no failure of ours. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  stop(`cannot write its output: ${error.code ?? error.name}.`);
}

/** The last word of a process that cannot go on, where even that can be written. */
function stop(text: string): never {
  try {
    writeSync(2, `promptcache-cost: ${text}\n`);
  } finally {
    process.exit(2);
  }
}

/** Where it runs can be gone: a folder that was removed, a user without a home. */
function host(): Host {
  try {
    return processHost();
  } catch (error) {
    return stop(`cannot tell where it runs: ${codeOf(error) ?? 'unknown'}.`);
  }
}

process.stdout.on('error', endQuietly);
// Nobody listens any more to what is said beside the answer: it still has its exit code.
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') endQuietly(error);
});
process.once('SIGINT', () => {
  process.stderr.write('\nInterrupted. What was stored stays; run the same command again to go on.\n');
  process.exit(130);
});

process.exitCode = await run(process.argv.slice(2), host());
