/** Saved baselines on disk. */
import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { savedJson, type SavedBaseline } from '../analysis/budgets/saved.ts';
import { fail, Failure } from '../core/problem.ts';
import { PRIVATE_FILE } from '../store/private-file.ts';

/** Replaces the file at once: a kill leaves the old one or the new. Groups have names of people. Throws a Failure. */
export function writeBaseline(file: string, baseline: SavedBaseline): void {
  const scratch = `${file}.${randomUUID()}.part`;
  try {
    writeFileSync(scratch, `${JSON.stringify(savedJson(baseline), null, 1)}\n`, { mode: PRIVATE_FILE });
    renameSync(scratch, file);
  } catch (error) {
    rmSync(scratch, { force: true });
    fail('cannot_write', `the baseline cannot be written (${codeOf(error)}).`, { where: { file } });
  }
}

/** Throws a Failure when there is none, or it is not one, or of another zone: its days would not be these. */
export async function readBaseline(file: string, zone: string): Promise<SavedBaseline> {
  const json = parseJson(file);
  const { parseSaved } = await import('../analysis/budgets/saved-schema.ts');
  const saved = parseSaved(json, file);
  if ('code' in saved) throw new Failure(saved);
  if (saved.zone !== zone)
    fail('other_zone', `the baseline's days are those of ${saved.zone}, not of ${zone}.`, {
      where: { file },
      hint: `Use --tz ${saved.zone}, or save it again.`,
    });
  return saved;
}

function parseJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    fail('no_baseline', `the baseline cannot be read (${codeOf(error)}).`, {
      where: { file },
      hint: 'Make one: promptcache-cost check --save-baseline FILE.json',
    });
  }
  try {
    return JSON.parse(text);
  } catch {
    fail('bad_baseline', 'is not valid JSON.', { where: { file }, hint: 'Save it again with check --save-baseline.' });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}
