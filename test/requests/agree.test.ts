/** `check`, `diagnose` and `whatif break-even` give one figure of what was written and never read. */
import fc from 'fast-check';
import { createFixture } from 'fs-fixture';
import { expect, it } from 'vitest';
import { runCli } from '../run.ts';

type Row = Readonly<Record<string, string | number>>;

const MODEL = 'claude-opus-5-5';

/** A request as the plain table has it: so many seconds after the start of the day. */
function request(seconds: number, read: number, more: Row): Row {
  const at = new Date(Date.UTC(2026, 10, 10, 8) + seconds * 1000).toISOString();
  const meters = { input: 10, output: 5, cache_read: read, cache_write_5m: 0, cache_write_1h: 0 };
  return { at, model: MODEL, session: 's', ...meters, ...more };
}

/** What each command says of these requests. */
async function unreadOf(rows: readonly Row[]): Promise<{ check: number; diagnose: number; breakEven: number }> {
  const log = rows.map((row) => JSON.stringify(row)).join('\n');
  await using folder = await createFixture({ 'log.ndjson': `${log}\n` });
  const asked = async (...argv: string[]): Promise<Record<string, unknown>> => {
    const ran = await runCli([...argv, '--db', 'l.db'], { cwd: folder.path });
    expect(ran.stderr).toBe('');
    return JSON.parse(ran.stdout) as Record<string, unknown>;
  };
  expect(await runCli(['ingest', 'log.ndjson', '--db', 'l.db', '-q'], { cwd: folder.path })).toMatchObject({ code: 0 });
  const check = await asked('check', '--max-unread-write-share', '1', '--window', 'all', '--format', 'json');
  const [budget] = check['budgets'] as { readonly unread_write_tokens: number }[];
  const diagnose = await asked('diagnose', '--format', 'json');
  const breakEven = await asked('whatif', '--format', 'json', 'break-even');
  return {
    check: budget?.unread_write_tokens ?? NaN,
    diagnose: diagnose['unread_write_tokens'] as number,
    breakEven: breakEven['unread_write_tokens'] as number,
  };
}

it.each<[string, Row, Row, number]>([
  ['one session at one speed', { speed: 'standard' }, { speed: 'standard' }, 0],
  ['a speed that the log does not name is the standard one', { speed: 'standard' }, {}, 0],
  ['one session, first at standard speed, then fast', { speed: 'standard' }, { speed: 'fast' }, 100_000],
  ['two workspaces', { workspace: 'a' }, { workspace: 'b' }, 100_000],
  ['two sessions', { session: 'a' }, { session: 'b' }, 100_000],
])('%s', async (_, first, second, unread) => {
  const rows = [request(0, 0, { cache_write_5m: 100_000, ...first }), request(60, 100_000, second)];
  expect(await unreadOf(rows)).toEqual({ check: unread, diagnose: unread, breakEven: unread });
});

it('a model that wrote nothing keeps its prices, and has no writes to hold them against', async () => {
  const rows = [request(0, 0, { cache_write_5m: 0 }), request(60, 0, { cache_write_5m: 0 })];
  const log = rows.map((row) => JSON.stringify(row)).join('\n');
  await using folder = await createFixture({ 'log.ndjson': `${log}\n` });
  await runCli(['ingest', 'log.ndjson', '--db', 'l.db', '-q'], { cwd: folder.path });
  const { stdout } = await runCli(['whatif', 'break-even', '--db', 'l.db', '--format', 'json'], { cwd: folder.path });
  expect(JSON.parse(stdout)).toMatchObject({ unread_write_tokens: 0, models: [{ model: MODEL, writes: [] }] });
});

const anyRow = fc.record({
  gap: fc.oneof(fc.nat(600), fc.constantFrom(3000, 4000, 90_000)),
  read: fc.nat(20).map((thousands) => thousands * 1000),
  cache_write_5m: fc.nat(9).map((thousands) => thousands * 1000),
  cache_write_1h: fc.oneof(
    fc.constant(0),
    fc.nat(9).map((thousands) => thousands * 1000),
  ),
  session: fc.constantFrom('s', 't', ''),
  thread: fc.constantFrom('', 'agent'),
  model: fc.constantFrom(MODEL, MODEL, 'claude-haiku-4-5'),
  workspace: fc.constantFrom('', 'w'),
  speed: fc.constantFrom('', 'standard', 'fast'),
});

it('whatever is logged', async () => {
  const property = fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 30 }), async (steps) => {
    let seconds = 0;
    const rows = steps.map(({ gap, read, ...more }, index) =>
      request((seconds += gap), read, { ...more, id: `r${index}` }),
    );
    const { check, diagnose, breakEven } = await unreadOf(rows);
    expect([diagnose, breakEven]).toEqual([check, check]);
  });
  await fc.assert(property, { seed: 21, numRuns: 15, endOnFailure: true });
});
