/**
 * From what the user names (files, directories, globs, "-") to the files to read, in a stable order.
 */
import { accessSync, constants, lstatSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { codeOf, type Problem } from '../core/problem.ts';
import { isLogName, NAMES_SEARCHED } from './log-names.ts';

/** The name of standard input, as an argument and as a file. */
export const STDIN = '-';

interface Found {
  /** Absolute paths, or "-"; each once, in the order of the arguments, sorted within each. */
  readonly files: readonly FoundFile[];
  readonly problems: readonly Problem[];
}

export interface FoundFile {
  readonly path: string;
  /** Named outright: then it must be readable and of a known shape. */
  readonly named: boolean;
}

/** In a glob: "logs\\*.jsonl" names a folder on Windows, and elsewhere a file with an asterisk. */
type Backslash = 'escapes' | 'separates';

/** Expands arguments. A path that does not exist, and a glob that matches nothing, is a problem. */
export function findFiles(args: readonly string[], cwd: string, backslash: Backslash = 'escapes'): Found {
  const files = new Map<string, FoundFile>();
  const problems: Problem[] = [];
  for (const arg of args) {
    const pattern = backslash === 'separates' ? arg.replaceAll('\\', '/') : arg;
    const { matches, closed } = expand({ arg, pattern }, cwd);
    problems.push(...closed);
    if (matches.length === 0 && closed.length === 0) problems.push(nothingAt({ arg, pattern }, cwd));
    for (const file of matches) {
      if (!files.get(file.path)?.named) files.set(file.path, file);
    }
  }
  return { files: [...files.values()], problems };
}

interface Expanded {
  readonly matches: readonly FoundFile[];
  /** Directories that may not be looked into. */
  readonly closed: readonly Problem[];
}

/** As it was given, and as a glob. */
interface Asked {
  readonly arg: string;
  readonly pattern: string;
}

function expand({ arg, pattern }: Asked, cwd: string): Expanded {
  const named = (file: string): Expanded => ({ matches: [{ path: file, named: true }], closed: [] });
  const nothing: Expanded = { matches: [], closed: [] };
  // An unset variable in a shell, most likely; it must not come to mean the working directory.
  if (arg === '') return nothing;
  if (arg === STDIN) return named(STDIN);
  const absolute = path.resolve(cwd, arg);
  const kind = kindOf(absolute);
  if (kind === 'directory') return { matches: searchDirectory(absolute), closed: closedIn(absolute) };
  if (kind === 'file') return named(realPaths()(absolute));
  return isDynamicPattern(pattern) ? { matches: search(pattern, cwd), closed: [] } : nothing;
}

/** Hidden ones too; a directory is looked into only where the pattern says so. */
const EVERYTHING = { absolute: true, dot: true, expandDirectories: false };

function searchDirectory(root: string): FoundFile[] {
  return search(NAMES_SEARCHED, root, false).filter((file) => isLogName(file.path));
}

function search(pattern: string, cwd: string, caseSensitiveMatch = true): FoundFile[] {
  const matches = globSync(pattern, { ...EVERYTHING, onlyFiles: true, cwd, caseSensitiveMatch });
  const realPath = realPaths();
  return matches.map((match) => ({ path: realPath(path.normalize(match)), named: false })).sort(byPath);
}

/** The search passes over what it may not look into without a word; what is in there would be missing from the bill. */
function closedIn(root: string): Problem[] {
  const folders = globSync('**', { ...EVERYTHING, cwd: root, onlyDirectories: true });
  return [root, ...folders].flatMap((folder) => {
    try {
      accessSync(folder, constants.R_OK | constants.X_OK);
      return [];
    } catch {
      const where = { file: path.normalize(folder) };
      return [{ code: 'unreadable', message: 'cannot be searched: permission denied.', where }];
    }
  });
}

/** Reached through a link or not, a file is read once: the ledger knows it by its path. Each folder is asked for once. */
function realPaths(): (absolute: string) => string {
  const folders = new Map<string, string>();

  function realFolder(folder: string): string {
    const known = folders.get(folder) ?? realpathSync(folder);
    folders.set(folder, known);
    return known;
  }

  return (absolute) => {
    try {
      if (lstatSync(absolute).isFile()) return path.join(realFolder(path.dirname(absolute)), path.basename(absolute));
      // A pipe behind /dev/fd has no path of its own.
      return statSync(absolute).isFile() ? realpathSync(absolute) : absolute;
    } catch {
      return absolute;
    }
  };
}

function byPath(a: FoundFile, b: FoundFile): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

function kindOf(absolute: string): 'file' | 'directory' | undefined {
  try {
    return statSync(absolute).isDirectory() ? 'directory' : 'file';
  } catch (error) {
    // What may not be looked at may still be there: reading it will say what is wrong.
    return codeOf(error) === 'EACCES' ? 'file' : undefined;
  }
}

function isLink(absolute: string): boolean {
  try {
    return lstatSync(absolute).isSymbolicLink();
  } catch {
    return false;
  }
}

function nothingAt({ arg, pattern }: Asked, cwd: string): Problem {
  if (arg === '') return { code: 'empty_path', message: 'a path is empty.' };
  const absolute = path.resolve(cwd, arg);
  if (isLink(absolute)) {
    return { code: 'broken_link', message: 'is a link to a file that is gone.', where: { file: arg } };
  }
  if (kindOf(absolute) === 'directory') {
    return {
      code: 'no_logs',
      message: 'holds no file that is named like a log.',
      where: { file: arg },
      hint: 'Name a file outright to read it whatever it is called.',
    };
  }
  if (isDynamicPattern(pattern)) return { code: 'no_match', message: 'matches no file.', where: { file: arg } };
  return { code: 'no_such_file', message: 'no such file or directory.', where: { file: arg } };
}
