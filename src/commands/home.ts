/**
 * Where the user's own files are. And "~" as a shell has it, for paths that no shell has seen: of a configuration, in quotes, behind
 * "=", or from cmd.exe.
 */
import path from 'node:path';
import type { Host } from '../host.ts';

type Home = Pick<Host, 'home' | 'platform'>;

/** "~" and "~/logs" under the home; anything else as it is. */
function withHome(text: string, { home, platform }: Home): string {
  const isOfHome = text === '~' || text.startsWith('~/') || (platform === 'win32' && text.startsWith('~\\'));
  return isOfHome ? `${home}${text.slice(1)}` : text;
}

/** The words of a command line: also "--db=~/usage.db". */
export function wordWithHome(word: string, host: Home): string {
  const [, option = '', value = word] = /^(--[\w-]+=)(.*)$/s.exec(word) ?? [];
  return `${option}${withHome(value, host)}`;
}

/** Absolute, from the folder that it is relative to. */
export function pathFrom(folder: string, name: string, host: Home): string {
  return path.resolve(folder, withHome(name, host));
}

/**
 * The ledger where nobody says which: under the XDG data directory, on Windows under %LOCALAPPDATA%, unless an earlier version has
 * made one where other systems have theirs.
 */
export function defaultLedger(
  { env, home, platform }: Home & Pick<Host, 'env'>,
  exists: (file: string) => boolean,
): string {
  const { join } = platform === 'win32' ? path.win32 : path.posix;
  const under = (folder: string): string => join(folder, 'promptcache-cost', 'usage.db');
  const usual = under(env['XDG_DATA_HOME'] || join(home, '.local', 'share'));
  const local = env['LOCALAPPDATA'];
  if (platform !== 'win32' || env['XDG_DATA_HOME'] || !local || exists(usual)) return usual;
  return under(local);
}
