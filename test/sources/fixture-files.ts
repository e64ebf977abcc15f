/** What the fixtures of a source are read as, against what is expected of them. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { sourceById } from '../../src/sources/index.ts';
import type { Source } from '../../src/sources/source.ts';
import { FIXTURES, GIVEN, readAll, reasonsOf, recordsOf, refusalsOf, shown, type Read } from './readings.ts';

export const EXPECTED: string = path.join(import.meta.dirname, 'expected');

/** Its own, those without a time, and those that contradict themselves; relative to fixtures/. */
export function fixturesOf(id: string): string[] {
  return [id, `untimed/${id}`, `flawed/${id}`].flatMap((folder) => filesIn(FIXTURES, folder));
}

export function filesIn(root: string, folder: string): string[] {
  if (!existsSync(path.join(root, folder))) return [];
  const entries = readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** The expectation of a fixture: one reading a line, under the folder of its source. */
export function expectationOf(id: string, fixture: string): string {
  const inside = fixture.startsWith(`${id}/`) ? fixture.slice(id.length + 1) : fixture.replace(`/${id}/`, '/');
  return `${id}/${inside}.jsonl`;
}

export function knownSource(id: string): Source {
  const source = sourceById(id);
  if (source === undefined) throw new Error(`There is no source ${id}`);
  return source;
}

export function testFixtures(id: string): void {
  const source = knownSource(id);
  describe(`the fixtures of ${id}`, () => {
    test.each(fixturesOf(id))('%s', async (name) => {
      const untimed = name.startsWith('untimed/');
      const readings = readAll(source, await recordsOf(name), { file: name, given: untimed ? GIVEN : undefined });
      await expect(textOf(readings)).toMatchFileSnapshot(path.join(EXPECTED, expectationOf(id, name)));
    });

    const untimed = fixturesOf(id).filter((name) => name.startsWith('untimed/'));
    if (untimed.length === 0) return;
    test.each(untimed)('%s is refused without a time', async (name) => {
      const refusals = refusalsOf(readAll(source, await recordsOf(name)));
      expect(refusals.length).toBeGreaterThan(0);
      expect(new Set(refusals.map(([, reason]) => reason))).toEqual(new Set(['no_instant']));
    });
  });
}

function textOf(readings: readonly Read[]): string {
  const lines = readings.flatMap(({ line, reading }): unknown[] => {
    const reasons = reasonsOf(reading).map((refused) => ({ line, refused }));
    return reading.kind === 'events' ? [...reading.events.map(shown), ...reasons] : reasons;
  });
  const others: Record<string, number> = {};
  for (const { reading } of readings) {
    if (reading.kind === 'events' || reading.kind === 'refused') continue;
    const what = reading.kind === 'not_usage' ? reading.what : reading.kind;
    others[what] = (others[what] ?? 0) + 1;
  }
  return [...lines, { not_usage: others }].map((line) => `${JSON.stringify(line)}\n`).join('');
}
