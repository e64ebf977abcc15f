/** Saved baselines on disk. */
import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { savedJson, type SavedBaseline } from '../analysis/budgets/saved.ts';
import { codeOf, fail, Failure, whyUnreadable } from '../core/problem.ts';
import { headOfFile } from '../io/bounded-file.ts';
import { realPathOf } from '../io/real-path.ts';
import { PRIVATE_FILE } from '../store/private-file.ts';
import { isObject, parsedJson } from '../core/json.ts';

/** JavaScript holds no longer text. */
const MOST_BYTES = 512 << 20;

/**
 * Throws a Failure where the name is taken by something other than a baseline: a ledger or a log would be lost. `shown` is the
 * name as the user gave it.
 */
export function needBaselinePlace(file: string, shown: string): void {
  let fits: boolean;
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    fits = stats === undefined || (stats.isFile() && stats.size <= MOST_BYTES && isBaseline(file));
  } catch (error) {
    fail('cannot_write', `the baseline cannot be written (${codeOf(error) ?? 'unknown reason'}).`, {
      where: { file: shown },
    });
  }
  if (!fits)
    fail('not_a_baseline', 'this file exists and is not a baseline, so it is not replaced.', {
      where: { file: shown },
      hint: 'Give --save-baseline another name, or delete the file first.',
    });
}

/** By its marks only, so that a baseline of another version or one that was edited can be saved again. */
function isBaseline(file: string): boolean {
  // A log can be large: most are known from their first bytes.
  if (!/^\ufeff?\s*\{/.test(headOfFile(file, 64).toString('utf8'))) return false;
  const json = parsedJson(readFileSync(file, 'utf8'));
  if (!isObject(json)) return false;
  const { schema_version: version, prices_version: prices, tz, selections } = json;
  return (
    typeof version === 'number' && typeof prices === 'string' && typeof tz === 'string' && Array.isArray(selections)
  );
}

/**
 * Replaces the file at once, where a link leads to it the file and not the link: a kill leaves the old one or the new. Groups
 * have names of people. Throws a Failure.
 */
export function writeBaseline(file: string, shown: string, baseline: SavedBaseline): void {
  // Also here: a ledger or an export may have been made there since.
  needBaselinePlace(file, shown);
  let scratch: string | undefined;
  try {
    const target = realPathOf(file);
    scratch = `${target}.${randomUUID()}.part`;
    writeFileSync(scratch, `${JSON.stringify(savedJson(baseline), null, 1)}\n`, { mode: PRIVATE_FILE });
    renameSync(scratch, target);
  } catch (error) {
    if (scratch !== undefined) rmSync(scratch, { force: true });
    fail('cannot_write', `the baseline cannot be written (${codeOf(error) ?? 'unknown reason'}).`, {
      where: { file: shown },
    });
  }
}

/** Throws a Failure when there is none, or it is not one, or of another zone: its days would not be these. */
export async function readBaseline(file: string, zone: string): Promise<SavedBaseline> {
  const json = readJson(file);
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

function readJson(file: string): unknown {
  let text: string;
  try {
    // A configuration that was found may name a link to a device, which would be read without end.
    const stats = statSync(file);
    if (!stats.isFile())
      throw Object.assign(new Error(), { code: stats.isDirectory() ? 'EISDIR' : 'not a regular file' });
    text = readFileSync(file, 'utf8');
  } catch (error) {
    fail('no_baseline', whyUnreadable(error), {
      where: { file },
      hint: 'Make one: promptcache-cost check --save-baseline FILE.json',
    });
  }
  const json = parsedJson(text);
  if (json === undefined)
    fail('bad_baseline', 'is not valid JSON.', { where: { file }, hint: 'Save it again with check --save-baseline.' });
  return json;
}
