/** Whether logs have grown since they were read into a ledger, found by few looks at the file system. */
import { readdirSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';
import { isLogName } from './log-names.ts';
import type { Instant } from '../core/time.ts';

interface Freshness {
  /** Files that are no longer as they were read. */
  readonly changed: number;
  /** Logs that came since then, beside files that were read. */
  readonly added: number;
  /** Whether there were more places than are looked at. */
  readonly isPartial: boolean;
}

/** Files and folders that are looked at for one answer, those that were modified last before the others. */
const MOST_LOOKS = 200;

/** A file, and what it was when it was read. `size`: bytes; `modified`: ms UTC. */
interface ReadFile {
  readonly file: string;
  readonly size: number;
  readonly modified: Instant;
}

/** `lastRun`: when logs were last read. What is gone since then is not missed: its usage is in the ledger. */
export function freshnessOf(read: readonly ReadFile[], lastRun: Instant): Freshness {
  const files = read.toSorted((a, b) => b.modified - a.modified);
  let looks = 0;
  const look = (place: string): Stats | undefined => {
    looks += 1;
    return statSync(place, { throwIfNoEntry: false });
  };
  const seen = files.slice(0, MOST_LOOKS / 2);
  const changed = seen.filter(({ file, size, modified }) => {
    const stats = look(file);
    return stats !== undefined && (stats.size !== size || Math.floor(stats.mtimeMs) !== modified);
  });
  let added = 0;
  const known = namesByFolder(files);
  for (const folder of new Set(seen.map(({ file }) => path.dirname(file)))) {
    // A folder is modified when a file comes into it.
    if (looks >= MOST_LOOKS || (look(folder)?.mtimeMs ?? 0) <= lastRun) continue;
    for (const file of newLogs(folder, known)) {
      if (looks >= MOST_LOOKS) break;
      if ((look(file)?.mtimeMs ?? 0) > lastRun) added += 1;
    }
  }
  return { changed: changed.length, added, isPartial: files.length > seen.length || looks >= MOST_LOOKS };
}

type NamesByFolder = ReadonlyMap<string, ReadonlySet<string>>;

export function namesByFolder(files: readonly { readonly file: string }[]): NamesByFolder {
  const names = new Map<string, Set<string>>();
  for (const { file } of files) {
    const folder = path.dirname(file);
    const known = names.get(folder) ?? new Set();
    names.set(folder, known.add(path.basename(file)));
  }
  return names;
}

/** Logs of a folder that were not read, of a kind that was read there. */
export function newLogs(folder: string, known: NamesByFolder): string[] {
  const names = known.get(folder) ?? new Set();
  const kinds = new Set([...names].map((name) => path.extname(name)));
  try {
    return readdirSync(folder)
      .filter((name) => !names.has(name) && isLogName(name) && kinds.has(path.extname(name)))
      .map((name) => path.join(folder, name));
  } catch {
    // A folder that cannot be searched: what is named there outright can still be read.
    return [];
  }
}
