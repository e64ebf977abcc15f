/**
 * Where the sessions of a log began: the first directory that the log tells of each. It is the same whatever part of the log
 * is read: the folder of the file tells it, or the log's first bytes, which every part looks at. Of a session that neither
 * tells of, the first call in this part does, which is right unless a part before has one.
 */
import { parsedJson } from '../core/json.ts';
import { withoutMark } from '../io/open.ts';
import { isObject, nameText } from '../sources/fields.ts';
import { slugDirectory } from '../sources/project.ts';

export interface SessionDirectories {
  /** Of a session that has a call in `directory`. */
  readonly of: (session: string, directory: string) => string;
  /** Sessions with calls in what was read, and where the first of them was made. */
  readonly met: ReadonlyMap<string, string>;
  /** Those of them that nothing but that call told of. */
  readonly assumed: ReadonlySet<string>;
}

/** `head`: the first bytes of the log; they are asked for when a session needs them. */
export function sessionDirectories(file: string, head: () => Buffer): SessionDirectories {
  const met = new Map<string, string>();
  const assumed = new Set<string>();
  let told: ReadonlyMap<string, string> | undefined;

  function of(session: string, directory: string): string {
    const own = slugDirectory(directory, file);
    if (!met.has(session)) met.set(session, own ?? directory);
    if (own !== undefined) return own;
    told ??= directoriesIn(head());
    const first = told.get(session);
    if (first !== undefined) return slugDirectory(first, file) ?? first;
    assumed.add(session);
    return met.get(session) ?? directory;
  }

  return { of, met, assumed };
}

/** By session; of lines that are plain JSON objects. */
function directoriesIn(head: Buffer): ReadonlyMap<string, string> {
  const told = new Map<string, string>();
  for (const line of withoutMark(head).toString().split('\n')) {
    const record = objectIn(line);
    const [session, directory] = [nameText(record?.['sessionId']), record?.['cwd']];
    if (session === '' || typeof directory !== 'string' || directory === '') continue;
    if (!told.has(session)) told.set(session, directory);
  }
  return told;
}

function objectIn(line: string): Readonly<Record<string, unknown>> | undefined {
  const value = line.includes('"cwd"') ? parsedJson(line) : undefined;
  return isObject(value) ? value : undefined;
}
