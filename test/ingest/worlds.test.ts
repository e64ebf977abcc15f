/** Worlds whose calls are known, as files that are ingested: sums and sessions, whatever is read first and wherever it lies. */
import { createFixture, type FsFixture } from 'fs-fixture';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ingest } from '../../src/ingest/ingest.ts';
import type { FoundFile } from '../../src/io/find.ts';
import type { Ledger } from '../../src/store/ledger.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { runJson, type ReportJson } from '../run.ts';
import { callsIn, world as claudeCodeWorld } from '../sources/claude-code-worlds.ts';
import { CODEX_ERAS, world as codexWorld } from '../sources/codex-worlds.ts';
import { seeded } from '../sources/seeded.ts';
import { START } from '../store/events.ts';
import type { JsonObject } from '../../src/sources/reading.ts';

/** Of each kind of world. */
const SEEDS = 100;
const REPORTED = 5;

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture();
});
afterEach(async () => {
  await folder.rm();
});

interface File {
  readonly name: string;
  readonly records: readonly JsonObject[];
}

/** `[session, requests, input, read, output]`. */
type Row = readonly [session: string, ...number[]];

interface Told {
  readonly files: readonly File[];
  readonly rows: readonly Row[];
}

/** Summed up. */
function bySession(calls: readonly Row[]): Row[] {
  const rows = new Map<string, Row>();
  for (const [session, ...counts] of calls) {
    const [, ...before] = rows.get(session) ?? [session];
    rows.set(session, [session, ...counts.map((count, index) => count + (before[index] ?? 0))]);
  }
  return [...rows.values()].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Without some files, where those that are left tell whose each call is. */
function ofClaudeCode(seed: number): Told {
  const made = claudeCodeWorld(seed);
  const { chance } = seeded(seed);
  const some = made.files.filter(() => chance(0.7));
  const isTold = some.length > 0 && callsIn(some, made).every(({ owners }) => sessionsOf(owners).size === 1);
  const files = isTold ? some : made.files;
  const calls = callsIn(files, made).map(({ owners, input, read, output }): Row => [
    ...([...sessionsOf(owners)] as [string]),
    ...[1, input, read, output],
  ]);
  return {
    files: files.map(({ name, lines }) => ({ name, records: lines.map(({ record }) => record) })),
    rows: bySession(calls),
  };
}

function sessionsOf(owners: readonly string[]): Set<string> {
  return new Set(owners.map((owner) => owner.split(' ')[0] ?? ''));
}

function ofCodex(seed: number): Told {
  const { files, calls } = codexWorld(seed, CODEX_ERAS[seed % CODEX_ERAS.length] ?? 'counts');
  const made = calls.map((call): Row => {
    const [session, , input, read, output] = JSON.parse(call) as [string, string, number, number, number];
    return [session, 1, input, read, output];
  });
  return { files: files.map(({ name, lines }) => ({ name, records: lines })), rows: bySession(made) };
}

/** Where each lies now. */
function write(files: readonly File[], nameOf: (file: File, index: number) => string): FoundFile[] {
  return files.map((file, index) => {
    const log = folder.getPath(nameOf(file, index));
    mkdirSync(path.dirname(log), { recursive: true });
    writeFileSync(log, file.records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    return { path: log, named: true };
  });
}

/** What the ledger tells of each session after each of some runs of ingest. */
async function ingested(ledger: Ledger, runs: readonly (readonly FoundFile[])[]): Promise<Row[][]> {
  const after: Row[][] = [];
  for (const files of runs) {
    const options = { source: undefined, given: undefined, fileDate: false, reader: '1', labels: {} };
    const around = { ledger, run: ledger.startRun(START, ''), options, stdin: [] as never, onBytes: () => undefined };
    const { summary, problems } = await ingest(files, around);
    expect([problems, summary.refused.total]).toEqual([[], 0]);
    after.push(rowsOf(ledger));
  }
  return after;
}

function rowsOf(ledger: Ledger): Row[] {
  const groups = [...ledger.usage({ period: {}, by: ['session'], where: new Map(), edges: [] })];
  return bySession(
    groups.map(({ values: [session = ''], requests, sums: { input, cache_read, output } }) => [
      session,
      ...[requests, input, cache_read, output].map(Number),
    ]),
  );
}

async function reported(db: string): Promise<Row[]> {
  const { rows } = await runJson<ReportJson>(['report', '--db', db, '--by', 'session']);
  return bySession(
    rows.map(({ group, requests, tokens: { input, cache_read, output } }) => [
      group['session'] ?? '',
      ...[requests, input, cache_read, output],
    ]),
  );
}

const WORLDS = [
  ['Claude Code', ofClaudeCode],
  ['Codex', ofCodex],
] as const;

it.each(WORLDS)('%s: the calls of each session, in any order, in any folders, under any names', async (_, worldOf) => {
  // Each time as if it were new: to make one takes longer than to fill it.
  const ledger = openLedger('', { create: true });
  const fresh = (...runs: readonly FoundFile[][]): Promise<Row[][]> => ledger.rehearse(() => ingested(ledger, runs));
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const { files, rows } = worldOf(seed);
    const { shuffled, upTo, chance } = seeded(seed);
    const kept = write(files, ({ name }) => `${seed}/${name}`);
    const moved = write(shuffled(files), (__, index) => `${seed}-moved/${upTo(3)}/${upTo(1e6)}-${index}.jsonl`);
    const first = moved.filter(() => chance(0.5));
    const second = moved.filter((file) => !first.includes(file));
    expect(await fresh(kept, moved), `seed ${seed}, moved after it was read`).toEqual([rows, rows]);
    expect((await fresh(first, second)).at(-1), `seed ${seed} in two runs`).toEqual(rows);
    expect((await fresh(second, first)).at(-1), `seed ${seed}, the other run first`).toEqual(rows);
  }
  ledger.close();
});

it.each(WORLDS)('%s: reported by session', async (_, worldOf) => {
  for (let seed = SEEDS; seed < SEEDS + REPORTED; seed += 1) {
    const { files, rows } = worldOf(seed);
    const logs = write(files, ({ name }) => `${seed}/${name}`);
    const db = folder.getPath(`${seed}.db`);
    const ledger = openLedger(db, { create: true });
    await ingested(ledger, [logs]);
    ledger.close();
    expect(await reported(db), `seed ${seed}`).toEqual(rows);
  }
});
