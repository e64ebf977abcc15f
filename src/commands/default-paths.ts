/** Where logs are when nobody says so. */
import { existsSync } from 'node:fs';
import { fail } from '../core/problem.ts';
import type { Host } from '../host.ts';
import { STDIN } from '../io/find.ts';
import { say } from './say.ts';
import { transcriptFolders } from './transcript-folders.ts';

interface DefaultInput {
  readonly paths: readonly string[];
  /** The host, whose standard input begins where it did. */
  readonly host: Host;
}

/**
 * What to read when no path is named: what is piped in; without that, the directories Claude Code keeps its transcripts in. Throws a
 * Failure where there is neither.
 */
export async function defaultInput(host: Host, isQuiet: boolean): Promise<DefaultInput> {
  const piped = host.stdin.isTTY ? undefined : await begun(host.stdin.chunks);
  if (piped !== undefined) return { paths: [STDIN], host: { ...host, stdin: { isTTY: false, chunks: piped } } };
  const folders = transcriptFolders(host);
  const paths = folders.filter((folder) => existsSync(folder));
  const wasEmpty = host.stdin.isTTY ? '' : 'standard input was empty, and ';
  if (paths.length === 0)
    fail('nothing_to_read', `${wasEmpty}there are no Claude Code transcripts in ${folders.join(' or ')}.`, {
      hint: 'Name a file, a folder or a glob: promptcache-cost ingest PATH',
    });
  if (!isQuiet && wasEmpty !== '')
    say(host, `Standard input was empty, so Claude Code's transcripts are read: ${paths.join(', ')}`);
  return { paths, host };
}

/** All of a stream, after its first bytes have come; undefined for one that ends without any. */
async function begun(chunks: AsyncIterable<Buffer>): Promise<AsyncIterable<Buffer> | undefined> {
  const iterator = chunks[Symbol.asyncIterator]();
  let first = await iterator.next();
  while (first.done !== true && first.value.length === 0) first = await iterator.next();
  if (first.done === true) return undefined;
  const { value } = first;
  return {
    async *[Symbol.asyncIterator]() {
      try {
        yield value;
        for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
      } finally {
        await iterator.return?.();
      }
    },
  };
}
