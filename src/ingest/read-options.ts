/** How logs are read, and the text that the ledger keeps of it with each file. */
import type { Instant } from '../core/time.ts';
import { sourceById } from '../sources/index.ts';
import type { Projects, Source } from '../sources/source.ts';

/** How the user wants logs read. */
export interface ReadOptions {
  readonly source: Source | undefined;
  /** For records that carry no time: this instant, or their file's own. */
  readonly given: Instant | undefined;
  readonly fileDate: boolean;
  /** From their beginning, whatever was read before. */
  readonly again?: boolean;
  /** The program's version, which is kept with each file. */
  readonly reader: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly projects?: Projects | undefined;
}

/** `counted`: all prompts of the file are, as far as there are any. */
export function optionsText({ source, given, fileDate, labels, projects }: ReadOptions, counted: boolean): string {
  const options: unknown[] = [source?.id ?? '', given ?? (fileDate ? FILE_DATE : ''), Object.entries(labels).sort()];
  if (projects !== undefined) options.push({ projects: projects === 'directory' || Object.entries(projects).sort() });
  return JSON.stringify(counted ? [...options, 'counted'] : options);
}

/** The text without whether prompts were counted, which changes no event. */
export function uncounted(text: string): string {
  return text.replace(/,"counted"\]$/, ']');
}

const FILE_DATE = 'file-date';

/** The options that a text of {@link optionsText} was made of. */
export function optionsFrom(text: string, reader: string): ReadOptions {
  const [source, given, labels, ...more] = JSON.parse(text) as KeptOptions;
  const [kept] = more.filter((each) => typeof each === 'object');
  const named = kept && (kept.projects === true ? 'directory' : Object.fromEntries(kept.projects));
  return {
    source: source === '' ? undefined : sourceById(source),
    given: typeof given === 'number' ? given : undefined,
    fileDate: given === FILE_DATE,
    reader,
    labels: Object.fromEntries(labels),
    projects: named,
  };
}

type Entries = readonly (readonly [string, string])[];
type KeptOptions = readonly [
  ...[source: string, given: Instant | string, labels: Entries],
  ...more: ('counted' | { readonly projects: true | Entries })[],
];
