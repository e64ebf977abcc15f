/**
 * A problem is a value: something about the input, the ledger or the request that the user has to know.
 * Only bugs throw (and {@link Failure}, which carries a problem to the edge of a command, and a refusal of src/sources to the
 * edge of a record).
 */
import { blotted } from './blot.ts';
import { visible } from './inert.ts';

export interface Where {
  readonly file: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based, of the line. */
  readonly column?: number;
  /** A path inside a JSON document ("prices[2].input"). */
  readonly path?: string;
}

export interface Problem {
  /** Stable, snake_case. */
  readonly code: string;
  /** One sentence, without the user's content. */
  readonly message: string;
  readonly where?: Where;
  /** What to do next. */
  readonly hint?: string;
}

/** A problem that ends the command, or several of one kind: each becomes one line on stderr, and the exit code 2. */
export class Failure extends Error {
  readonly problem: Problem;
  readonly more: readonly Problem[];

  constructor(problem: Problem, ...more: readonly Problem[]) {
    super(problem.message);
    this.name = 'Failure';
    this.problem = problem;
    this.more = more;
  }
}

export function fail(code: string, message: string, rest: Omit<Problem, 'code' | 'message'> = {}): never {
  throw new Failure({ code, message, ...rest });
}

/** The system's own code of what was thrown ("ENOENT"); undefined for anything else. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** What people read where a path of a log is shown. The ledger knows standard input as `stdin#` and a hash. */
export function shownPath(path: string): string {
  return /^(?:-|stdin#[0-9a-f]{8})$/.test(path) ? 'standard input' : path;
}

/** What the system says of a file that cannot be read, as a sentence about the file. */
export function whyUnreadable(error: unknown): string {
  const code = codeOf(error) ?? 'unknown reason';
  return WHY_UNREADABLE[code] ?? `cannot be read (${code}).`;
}

const WHY_UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory.',
  ENOTDIR: 'no such file or directory.',
  EISDIR: 'is a directory.',
  EACCES: 'cannot be read: permission denied.',
  EPERM: 'cannot be read: permission denied.',
};

/** "file:line: message hint", with a column "file:line:column: path: message hint"; without the secrets of names and arguments, and in which none can drive a terminal. */
export function formatProblem(problem: Problem): string {
  const { where } = problem;
  const place = where ? `${placeText(where)}: ` : '';
  // Each by itself: the name of a file says nothing of the words behind it ("/etc/passwd: is ...").
  return visible(`${blotted(place)}${blotted(`${problem.message}${problem.hint ? ` ${problem.hint}` : ''}`)}`);
}

function placeText({ file, line, column, path }: Where): string {
  const at = `${file}${line === undefined ? '' : `:${line}`}${column === undefined ? '' : `:${column}`}`;
  if (path === undefined || path === '') return at;
  return `${at}${column === undefined ? ' at' : ':'} ${path}`;
}
