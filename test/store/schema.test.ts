/** The schema: what was released is never edited, and the drafts before it are adopted or refused. */
import Database from 'better-sqlite3';
import { createFixture, type FsFixture } from 'fs-fixture';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadMigrations } from '../../src/store/open.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { event, writeEvents } from './events.ts';
import { eventsBy, rollup, ROLLUPS } from './ledger-text.ts';

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture();
});
afterEach(async () => {
  await folder.rm();
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** One that is in here has landed. To change the schema, add a file. */
const LANDED: Readonly<Record<number, string>> = {
  1: '07d47a8799a499af2b02a440115a7eaff987ff9f4bbec0953cd4b122bc022f59',
};

it('a migration that has landed is never edited', () => {
  expect(Object.fromEntries(loadMigrations().map(({ version, sql }) => [version, sha256(sql)]))).toEqual(LANDED);
});

/** Three responses in three bands, one with a prompt. */
const EVENTS = `
  INSERT INTO model VALUES (1, 'claude-opus-5-5'); INSERT INTO project VALUES (1, '/p');
  INSERT INTO terms (id, source, platform, tier, speed, geo, kind) VALUES (1, 'claude-code', 'api', '', '', '', 'message');
  INSERT INTO scope VALUES (1, 1, 's', 'main', '', '', '', ''); INSERT INTO file (id, path) VALUES (1, '/a.jsonl');
  INSERT INTO secret VALUES (1, zeroblob(32)); INSERT INTO prompt_run VALUES (1, 0, x'01', x'');
  INSERT INTO prompt (key, run, size, marks, automatic, system_parameters, message_parameters, digest, question, sketch, logs_cache)
    VALUES (x'01000000000000000000000000000000', 1, 0, '', '', '', '', '', '', x'', 0);
  INSERT INTO event (key, part, at, span, model, terms, scope, file, line, requests, input, cache_write_5m, cache_write_1h, cache_read,
    output, web_search, flags, completeness, run) VALUES
    (x'01000000000000000000000000000000', 0, 1793500000000, 0, 1, 1, 1, 1, 1, 1, 5, 0, 0, 250000, 7, 1, 0, 0, 1),
    (x'02000000000000000000000000000000', 0, 1793500000001, 0, 1, 1, 1, 1, 2, 1, 5, 6, 0, 0, 7, 0, 0, 0, 1),
    (x'03000000000000000000000000000000', 0, 1793500000002, 0, 1, 1, 1, 1, 3, 1, 5, 0, 0, 272001, 7, 0, 0, 0, 1);
  INSERT INTO daily VALUES (20758, 1, 1, 1, 200000, 1, 1, 1, 5, 0, 0, 250000, 7, 1), (20758, 1, 1, 1, 0, 1, 1, 0, 5, 6, 0, 0, 7, 0),
    (20758, 1, 1, 1, 272000, 1, 1, 1, 5, 0, 0, 272001, 7, 0);
  INSERT INTO model_daily SELECT day, model, terms, above, events, requests, hits, input, cache_write_5m, cache_write_1h, cache_read,
    output, web_search FROM daily;
  INSERT INTO six_hourly SELECT 83032, model, terms, project, above, events, requests, hits, input, cache_write_5m, cache_write_1h,
    cache_read, output, web_search FROM daily;
  INSERT INTO model_hourly SELECT 498194, model, terms, above, events, requests, hits, input, cache_write_5m, cache_write_1h,
    cache_read, output, web_search FROM daily;`;

/** The terms of draft 17 have bounds; its counter is kept. */
const OF_DRAFT: Readonly<Record<number, string>> = {
  12: EVENTS,
  17: `${EVENTS.replace('geo, kind)', 'geo, kind, bounds)').replace(`'', 'message')`, `'', 'message', 0)`)}
    UPDATE all_events SET events = 3, requests = 3, input = 15, cache_write_5m = 6, cache_read = 522001, output = 21, web_search = 1;`,
};

function draft(version: number): string {
  const file = folder.getPath('x.db');
  const database = new Database(file);
  const sql = readFileSync(new URL(`./drafts/${String(version).padStart(3, '0')}.sql`, import.meta.url), 'utf8');
  database.exec(`${sql} ${OF_DRAFT[version]}`);
  database.close();
  return file;
}

/** Names, types and keys of all columns. */
function tables(file: string): unknown {
  const database = new Database(file, { readonly: true });
  const columns = database
    .prepare(
      `SELECT t.name AS "table", c.name, c.type, c."notnull", c.pk FROM sqlite_schema t, pragma_table_info(t.name) c
       WHERE t.name NOT LIKE 'sqlite_%' ORDER BY 1, 2`,
    )
    .all();
  database.close();
  return columns;
}

describe.each([12, 17])('a ledger of draft %i', (version) => {
  it('is adopted, with all its events and sums', () => {
    const file = draft(version);
    const ledger = openLedger(file, { create: false });
    const [first] = [...ledger.inferences({ period: {}, by: [], where: new Map() })];
    expect(first).toMatchObject({ at: 1793500000000, meters: { cache_read: 250000 } });
    // A group for each band.
    const groups = [...ledger.usage({ period: {}, by: [], where: new Map(), edges: [100_000, 200_000, 272_000] })];
    expect(groups.map(({ above, requests }) => [above, requests])).toEqual([
      [0, 1n],
      [200_000, 1n],
      [272_000, 1n],
    ]);
    expect(ledger.verify().flatMap(({ problems }) => problems)).toEqual([]);
    expect(writeEvents(ledger, [event('m:1')])).toMatchObject({ added: 1 });
    ledger.close();
    const now = new Database(file, { readonly: true });
    for (const each of ROLLUPS) expect(rollup(now, each)).toEqual(eventsBy(now, each));
    expect(now.prepare('SELECT count(*) FROM usage').pluck().get()).toBe(4);
    now.close();
  });

  it('has the tables of a new one then', () => {
    const file = draft(version);
    openLedger(file, { create: false }).close();
    const fresh = folder.getPath('new.db');
    openLedger(fresh, { create: true }).close();
    expect(tables(file)).toEqual(tables(fresh));
  });

  it('knows that its calls may have other keys, and that files may share responses', () => {
    const file = draft(version);
    const ledger = openLedger(file, { create: false });
    expect(ledger.hasEarlierKeys()).toBe(version < 13);
    ledger.close();
    const database = new Database(file, { readonly: true });
    expect(database.prepare('SELECT files_unknown FROM past').pluck().get()).toBe(1);
    database.close();
  });
});

it.each([1, 11, 13, 16])('a ledger of draft %i is refused, with what to do', (version) => {
  const file = draft(12);
  const database = new Database(file);
  database.pragma(`user_version = ${version}`);
  database.close();
  expect(() => openLedger(file, { create: true })).toThrow(
    expect.objectContaining({
      problem: expect.objectContaining({ code: 'draft_schema', hint: expect.stringContaining('--db FILE') }),
    }),
  );
  const after = new Database(file, { readonly: true });
  expect(after.pragma('user_version', { simple: true })).toBe(version);
  after.close();
});

it('a new one knows nothing of a past', () => {
  const file = folder.getPath('x.db');
  openLedger(file, { create: true }).close();
  const database = new Database(file, { readonly: true });
  expect(database.prepare('SELECT * FROM past').all()).toEqual([
    { id: 1, earlier_keys: 0, files_unknown: 0, pruned: null },
  ]);
  database.close();
});
