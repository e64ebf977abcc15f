/** Where a path leads once its symbolic links are followed. */
import { readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { codeOf } from '../core/problem.ts';

/** Also of a file that is not there yet: a link that leads nowhere makes a file where it leads. Throws on a loop of links. */
export function realPathOf(name: string): string {
  try {
    return realpathSync(name);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  const parent = path.dirname(name);
  if (parent === name) return name;
  const folder = realPathOf(parent);
  const target = linkAt(name);
  return target === undefined ? path.join(folder, path.basename(name)) : realPathOf(path.resolve(folder, target));
}

/** Whether the path leads into the folder, or to the folder itself. */
export function leadsInto(folder: string, name: string): boolean {
  try {
    const way = path.relative(realPathOf(folder), realPathOf(name));
    return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
  } catch {
    return false;
  }
}

function linkAt(name: string): string | undefined {
  try {
    return readlinkSync(name);
  } catch {
    return undefined;
  }
}
