/**
 * Which project a call belongs to: the repository that its session began in, wherever the session went since. Of the
 * directory alone, for no disk is asked: what a path does not tell stays as it is.
 */
import type { Scope } from '../core/event.ts';
import { filled, nameText } from './fields.ts';
import type { JsonObject } from './reading.ts';
import type { Context, Projects } from './source.ts';

/**
 * Worktrees that agents and people make inside of a repository: `.claude/worktrees/<name>`, the same of
 * `.gemini` and `.qwen`, and `.worktrees/<name>`. Those of the Codex app (`~/.codex/worktrees/<id>/<name>`) and of Cursor
 * (`~/.cursor/worktrees/…`) lie elsewhere, and their path does not tell where their repository is.
 */
const WORKTREE = /^(.+?)[\\/](?:\.(?:claude|gemini|qwen|git)[\\/]worktrees|\.worktrees)[\\/][^\\/]/;
/** Worktrees there are of any repository. */
const HOME = /^(?:[\\/]root|(?:[A-Za-z]:)?[\\/](?:home|Users)[\\/][^\\/]+)$/;

/** The repository that a directory in a worktree is of; any other directory itself. */
export function repositoryOf(directory: string): string {
  const repository = WORKTREE.exec(directory)?.[1];
  return repository === undefined || HOME.test(repository) ? directory : repository;
}

/**
 * Where the sessions of a file began, by the folder it lies in: `projects/<slug>/…`, the slug being that directory with "-"
 * for all but letters and digits. Undefined where `directory` is not in one of that slug.
 */
export function slugDirectory(directory: string, file: string): string | undefined {
  const slug = /^.*[\\/]projects[\\/]([^\\/]+)[\\/]/.exec(file)?.[1];
  if (slug === undefined) return undefined;
  const began = directory.slice(0, slug.length);
  const isWhole = directory.length === slug.length || isSeparator(directory[slug.length]);
  return isWhole && began.replace(/[^a-zA-Z0-9]/g, '-') === slug ? began : undefined;
}

/** Of a call in `directory` whose session began in `begun`. */
export function projectOf(directory: string, begun: string, projects?: Projects): string {
  if (projects === 'directory') return directory;
  const repository = repositoryOf(begun);
  return (projects && (named(begun, projects) ?? named(repository, projects))) ?? repository;
}

/** By the longest of the directories that it is or lies in. */
function named(directory: string, projects: Readonly<Record<string, string>>): string | undefined {
  const [longest] = Object.entries(projects)
    .map(([prefix, project]) => ({ prefix: prefix.replace(/(?<=.)[\\/]+$/, ''), project }))
    .filter(({ prefix }) => isWithin(directory, prefix))
    .sort((a, b) => b.prefix.length - a.prefix.length);
  return longest?.project;
}

function isWithin(directory: string, prefix: string): boolean {
  if (!directory.startsWith(prefix)) return false;
  return directory.length === prefix.length || isSeparator(directory[prefix.length]) || isSeparator(prefix.at(-1));
}

function isSeparator(character: string | undefined): boolean {
  return character === '/' || character === '\\';
}

/** What a scope says of it: the directory is a label where it is not the project. */
interface Place {
  readonly project: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Of a call in `directory`, where the log tells one. */
export function placeOf(directory: string, begun: string, { projects }: Pick<Context, 'projects'>): Place {
  const [own, project] = [nameText(directory), nameText(projectOf(directory, begun, projects))];
  return { project, labels: own === project ? {} : { directory: own } };
}

/** Of a line that tells its directory, branch and version, and its session, but not where that began. */
export function placeOfLine(line: JsonObject, session: string, context: Context): Place {
  const directory = directoryIn(line['cwd']);
  const isAsked = directory !== '' && session !== '' && context.projects !== 'directory';
  const place = placeOf(directory, (isAsked && context.begun?.(session, directory)) || directory, context);
  const [branch, version] = [nameText(line['gitBranch']), nameText(line['version'])];
  return { ...place, labels: { ...filled({ branch, version }), ...place.labels } };
}

/** '' where there is none. */
export function directoryIn(value: unknown): string {
  if (typeof value !== 'string') return '';
  return value.replace(/(?<=[^\\/:])[\\/]+$/, '').replace(/^[a-z]:(?=[\\/])/, (drive) => drive.toUpperCase());
}

/** A scope with the directory for a project, which no setting changes: what a call without an id is known by. */
export function asLogged(scope: Partial<Scope> | undefined): Partial<Scope> | undefined {
  const { directory, ...labels } = scope?.labels ?? {};
  return directory === undefined ? scope : { ...scope, project: directory, labels };
}
