/** What the environment says of a terminal. */

type Environment = Readonly<Record<string, string | undefined>>;

interface Streams {
  /** Columns of the output, and of the messages beside it; undefined (or 0) where it is no terminal that knows. */
  readonly own: number | undefined;
  readonly beside?: number | undefined;
  readonly env: Environment;
}

const WIDTH_OF_A_PIPE = 120;

/**
 * A terminal's own width. In a pipe COLUMNS, which no shell exports by itself, so that whoever did means it (git and ls read it so
 * too); else the width of the terminal that the messages go to, which `| less` and `| head` write to as well; else 120.
 */
export function columnsOf({ own, beside, env }: Streams): number {
  return own || Number(/^[1-9]\d{0,5}$/.exec(env['COLUMNS'] ?? '')?.[0]) || beside || WIDTH_OF_A_PIPE;
}

/**
 * Whether what is printed is read as UTF-8: as POSIX has it, by the first of LC_ALL, LC_CTYPE and LANG that is set. None is the C
 * locale, but on macOS, which has only UTF-8, and on Windows, which does not know them.
 */
export function isUnicode(env: Environment, platform: string): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((name) => (name ?? '') !== '');
  if (locale === undefined) return platform === 'win32' || platform === 'darwin';
  return platform === 'win32' || /utf-?8/i.test(locale);
}
