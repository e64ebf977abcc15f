/** What becomes of each record: the account adds up, and counts what anybody would. */
import { parse } from 'csv-parse/sync';
import { createFixture, type FsFixture } from 'fs-fixture';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runCli, type IngestJson } from '../run.ts';
import { filesIn } from '../sources/fixture-files.ts';
import { FIXTURES, GIVEN } from '../sources/readings.ts';
import { lines, USER_LINE } from './transcripts.ts';

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture();
});
afterEach(async () => {
  await folder.rm();
});

type Accounted = IngestJson['accounted'];

function accounted(file: string, ...more: string[]): Promise<Accounted> {
  return accountedIn(folder.getPath('x.db'), file, ...more);
}

async function accountedIn(db: string, file: string, ...more: string[]): Promise<Accounted> {
  const argv = ['ingest', file, '--db', db, '--format', 'json', ...more];
  const { stdout } = await runCli(argv, { cwd: folder.path });
  return (JSON.parse(stdout) as IngestJson).accounted;
}

function sumOf({ events, duplicates, rejected, not_usage }: Accounted): number {
  return events + duplicates + rejected + Object.values(not_usage).reduce((sum, count) => sum + count, 0);
}

/** Of the log formats' files, without any of the program's own code. */
function countedBy(name: string, text: string): number {
  const lines = text.split('\n').filter((each) => each.trim() !== '');
  if (name.endsWith('.csv'))
    return parse(text, { relax_column_count: true, skip_empty_lines: true, bom: true }).length - 1;
  if (name.endsWith('.sse')) return lines.filter((each) => each.startsWith('data:')).length;
  if (!name.endsWith('.json')) return lines.length;
  const documents = text.split(/^(?=\{)/m).length;
  if (documents > 1) return documents;
  const value: unknown = JSON.parse(text);
  return Array.isArray(value) ? value.length : Math.max(1, spansIn(value));
}

function spansIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((sum, [name, inner]) => {
    const isList = Array.isArray(inner) && ['spans', 'logRecords', 'metrics', 'observations'].includes(name);
    return sum + (isList ? inner.length : spansIn(inner));
  }, 0);
}

const files = filesIn(FIXTURES, '.').filter((name) => /\.(?:jsonl|ndjson|json|csv|sse)$/.test(name));

describe('the account', () => {
  let all: FsFixture;
  beforeAll(async () => {
    all = await createFixture();
  });
  afterAll(() => all.rm());

  // Into one ledger: what of a file is new there is another matter.
  it.each(files)('of %s counts each record once', async (name) => {
    const file = path.join(FIXTURES, name);
    const account = await accountedIn(all.getPath('x.db'), file, '--at', new Date(GIVEN).toISOString());
    expect(sumOf(account)).toBe(account.records);
    expect(account.records).toBe(countedBy(name, readFileSync(file, 'utf8')));
  });
});

it('loses one where a record is taken away', async () => {
  const records = readFileSync(path.join(FIXTURES, 'messages', 'gateway.ndjson'), 'utf8')
    .trimEnd()
    .split('\n');
  for (const [index, taken] of records.entries()) {
    await folder.writeFile(`${index}.ndjson`, records.toSpliced(index, 1).join('\n'));
    const { records: left } = await accounted(`${index}.ndjson`, '--dry-run');
    expect(left, taken).toBe(records.length - 1);
  }
});

const OTHER = '{"level":"info","text":"ready"}\n';
const SKIPPED = { 'user message': 1, 'no usage in the line': 1 };

describe.each([
  ['a file', 'log.jsonl', (text: string) => text],
  // One that holds another format is read from its beginning by the plain reader.
  ['a file of two formats', 'log.jsonl', (text: string) => text + MESSAGE],
])('the records of %s', (_, name, made) => {
  const text = made(
    lines({ id: 'a', output: 1 }, { id: 'a', output: 1 }, { id: 'a', output: 7 }, { id: 'b' }, { id: 'b' }) +
      USER_LINE.replace('{', '{"parentUuid":null,') +
      OTHER +
      '\n   \n' +
      '{"usage":\n',
  );
  const extra = text.includes('"response"') ? 1 : 0;

  it('are new, copies, rejected or no usage', async () => {
    await folder.writeFile(name, text);
    expect(await accounted(name)).toEqual({
      records: 8 + extra,
      // The first of each response, and the one with the larger output.
      events: 3 + extra,
      duplicates: 2,
      rejected: 1,
      not_usage: SKIPPED,
    });
  });

  it('are copies when they are read again, also in another file', async () => {
    await folder.writeFile(name, text);
    const first = await accounted(name);
    const again = { ...first, events: 0, duplicates: first.events + first.duplicates };
    expect(await accounted(name)).toEqual(again);
    await folder.writeFile('copy.jsonl', text);
    expect(await accounted('copy.jsonl')).toEqual(again);
  });

  it('that were added since count as new, those before as copies', async () => {
    await folder.writeFile(name, text);
    const first = await accounted(name);
    await folder.writeFile(name, text + lines({ id: 'c' }, { id: 'a', output: 9 }));
    expect(await accounted(name)).toEqual({
      ...first,
      records: first.records + 2,
      events: 2,
      duplicates: first.events + first.duplicates,
    });
  });
});

const MESSAGE = `${JSON.stringify({
  timestamp: '2026-11-10T12:00:00Z',
  response: {
    id: 'msg_2',
    type: 'message',
    role: 'assistant',
    model: 'claude-opus-5-5',
    usage: { input_tokens: 5, output_tokens: 7 },
  },
})}\n`;

it('of a line that is still being written is rejected once, and read when it is whole', async () => {
  const whole = lines({ id: 'a' }, { id: 'b' });
  await folder.writeFile('log.jsonl', whole.slice(0, -9));
  expect(await accounted('log.jsonl')).toMatchObject({ records: 2, events: 1, rejected: 1 });
  await folder.writeFile('log.jsonl', whole);
  expect(await accounted('log.jsonl')).toMatchObject({ records: 2, events: 1, duplicates: 1, rejected: 0 });
});

it('of a stream counts every event of it, the ones that make the response as usage', async () => {
  const usage = { input_tokens: 5, output_tokens: 1 };
  const events = [
    { type: 'message_start', timestamp: '2026-11-10T12:00:00Z', message: { id: 'msg_1', model: 'm', usage } },
    { type: 'content_block_delta', delta: { text: 'x' } },
    { type: 'message_delta', usage: { output_tokens: 40 } },
    { type: 'message_stop' },
  ];
  await folder.writeFile('log.sse', events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''));
  expect(await accounted('log.sse')).toEqual({
    records: 4,
    events: 3,
    duplicates: 0,
    rejected: 0,
    not_usage: { 'stream event': 1 },
  });
});

it('of a stream that a rejected start interrupts counts its response, which comes out at the end', async () => {
  const start = (id: string, usage: object | undefined): string => {
    const message = { id, type: 'message', role: 'assistant', model: 'claude-sonnet-5-5', content: [], usage };
    return JSON.stringify({ type: 'message_start', timestamp: '2026-11-12T18:40:00.000Z', message });
  };
  const whole = start('msg_1', { input_tokens: 20, output_tokens: 1 });
  await folder.writeFile('a.ndjson', `${whole}\n${start('msg_2', undefined)}\n`);
  expect(await accounted('a.ndjson')).toEqual({
    ...{ records: 2, events: 1, duplicates: 0, rejected: 1 },
    not_usage: { 'stream event': 0 },
  });
});

it('of a record of several calls is one record, new if any of its calls is', async () => {
  const page = (...starts: string[]): string =>
    JSON.stringify({
      data: starts.map((starting_at) => ({
        starting_at,
        ending_at: starting_at.replace('T00', 'T01'),
        results: [
          {
            model: 'claude-opus-5-5',
            uncached_input_tokens: 5,
            cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
            cache_read_input_tokens: 0,
            output_tokens: 1,
          },
        ],
      })),
      has_more: false,
    });
  await folder.writeFile('1.json', page('2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z'));
  await folder.writeFile('2.json', page('2026-11-02T00:00:00Z', '2026-11-03T00:00:00Z'));
  expect(await accounted('1.json')).toMatchObject({ records: 1, events: 1, duplicates: 0 });
  expect(await accounted('2.json')).toMatchObject({ records: 1, events: 1, duplicates: 0 });
  await folder.writeFile('3.json', page('2026-11-01T00:00:00Z', '2026-11-03T00:00:00Z'));
  expect(await accounted('3.json')).toMatchObject({ records: 1, events: 0, duplicates: 1 });
});
