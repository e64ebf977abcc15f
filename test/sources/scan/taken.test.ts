/** Which lines are read from their bytes: the ones that programs write. Whatever else there is, is left to full parsing. */
import { expect, describe, it } from 'vitest';
import type { UsageEvent } from '../../../src/core/event.ts';
import { merge } from '../../../src/core/merge.ts';
import { eventPacker, packEvents } from '../../../src/core/packed-events.ts';
import { PACKED } from '../../../src/core/packed-columns.ts';
import type { Source } from '../../../src/sources/source.ts';
import { GIVEN } from '../readings.ts';
import { comparer, HOT, plainRows, rowsText } from './oracle.ts';
import { MESSAGE, TRANSCRIPT_LINE, WRAPPED } from './samples.ts';

const [TRANSCRIPTS, MESSAGES] = HOT as [Source, Source];

type Change = Readonly<Record<string, unknown>>;

const transcript = (more: Change = {}): string => JSON.stringify({ ...TRANSCRIPT_LINE, ...more });
const responded = (more: Change): string => transcript({ message: { ...MESSAGE, ...more } });
const used = (more: Change): string => responded({ usage: { ...MESSAGE.usage, iterations: undefined, ...more } });
const wrapped = (more: Change = {}): string => JSON.stringify({ ...WRAPPED, ...more });
const bare = (more: Change = {}): string => JSON.stringify({ ...MESSAGE, ...more });
const iterated = (...iterations: Change[]): string => used({ iterations });
const ONE = { type: 'message', input_tokens: 4, output_tokens: 310, cache_read_input_tokens: 15_000 };

interface Case {
  readonly what: string;
  readonly source: Source;
  readonly line: string;
  /** Rows; -1 where it is left to the plain reader. */
  readonly rows: number;
  readonly isGiven?: true;
}

const cases = (source: Source, rows: number, lines: Readonly<Record<string, string>>): Case[] =>
  Object.entries(lines).map(([what, line]) => ({ what, source, line, rows }));

const CASES: readonly Case[] = [
  ...cases(TRANSCRIPTS, 1, {
    'a line of today': transcript(),
    'spaces between all of it': JSON.stringify(JSON.parse(transcript()), null, 2),
    'keys in another order': JSON.stringify(Object.fromEntries(Object.entries(TRANSCRIPT_LINE).reverse())),
    'a sub-agent': transcript({ isSidechain: true, agentId: 'a1' }),
    'no branch, version or directory': transcript({ gitBranch: undefined, version: undefined, cwd: undefined }),
    'a directory with a secret': transcript({ cwd: '/home/sk-ant-abcdefghijklmnop' }),
    'a very long directory': transcript({ cwd: 'x'.repeat(500) }),
    'a time without milliseconds': transcript({ timestamp: '2026-11-01T09:00:00Z' }),
    'a leap day': transcript({ timestamp: '2028-02-29T09:00:00.000Z' }),
    'no diagnosis': responded({ diagnostics: null }),
    'a model with its context': responded({ model: 'claude-opus-5[1m]' }),
    'an id of Bedrock': responded({ id: 'msg_bdrk_01' }),
    'an id of Vertex': responded({ id: 'msg_vrtx_01' }),
    'no split of writes by TTL': used({ cache_creation: undefined }),
    'a split that disagrees': used({ cache_creation_input_tokens: 700, server_tool_use: undefined }),
    'only a split': used({ cache_creation_input_tokens: undefined }),
    'nothing but what there must be': used({ cache_creation_input_tokens: null, cache_creation: null, speed: null }),
    'no iterations': iterated(),
    'one iteration that adds up': iterated({ ...ONE, cache_creation_input_tokens: 1200 }),
  }),
  ...cases(TRANSCRIPTS, -1, {
    'a split that disagrees beside tools of the provider': used({ cache_creation_input_tokens: 700 }),
    'a prompt': transcript({ type: 'user', message: { role: 'user', content: [{ usage: MESSAGE.usage }] } }),
    'the result of a sub-agent': transcript({ type: 'user', message: null, toolUseResult: { usage: MESSAGE.usage } }),
    'an error of the client': transcript({ isApiErrorMessage: true }),
    'a message of the client': responded({ model: '<synthetic>' }),
    'a response without usage': responded({ usage: null }),
  }),
  ...cases(TRANSCRIPTS, -1, {
    'no session': transcript({ sessionId: undefined }),
    'no id': responded({ id: undefined }),
    'an empty id': responded({ id: '' }),
    'an id beyond ASCII': responded({ id: 'msg_é' }),
    'an id with an escape': responded({ id: 'msg_\n' }),
    'no model': responded({ model: undefined }),
    'a model of more than any has': responded({ model: 'm'.repeat(400) }),
    'a diagnosis': responded({ diagnostics: { cache_miss_reason: null } }),
    'no time': transcript({ timestamp: undefined }),
    'a time with an offset': transcript({ timestamp: '2026-11-01T09:00:00+01:00' }),
    'a day there is not': transcript({ timestamp: '2026-02-29T09:00:00.000Z' }),
    'a time in seconds': transcript({ timestamp: 1_790_000_000 }),
    'a count below 0': used({ output_tokens: -1 }),
    'a count that is not whole': used({ input_tokens: 1.5 }),
    'a count that is too large': used({ input_tokens: 100_000_000_001 }),
    'a count that is missing': used({ input_tokens: undefined }),
    'one iteration that disagrees': iterated(ONE),
    'two iterations': iterated(ONE, ONE),
    'an iteration, and one of nothing': iterated({ ...ONE, cache_creation_input_tokens: 1200 }, {}),
    'a compaction': iterated({ ...ONE, type: 'compaction' }),
    'a key that stands twice': transcript().replace('"cwd"', '"cwd":"/","cwd"'),
    'a key with an escape': transcript().replace('"cwd"', String.raw`"\u0063wd"`),
    'a comma too many': transcript().replace(/\}$/, ',}'),
    'more behind it': `${transcript()} 1`,
    nothing: '',
    'a list': `[${transcript()}]`,
    'a response of the API': bare(),
  }),
  ...cases(MESSAGES, 1, {
    'a wrapped response': wrapped(),
    'a body': wrapped({ response: undefined, body: MESSAGE }),
    created_at: wrapped({ timestamp: undefined, created_at: '2026-11-01T09:00:00.250Z' }),
    ts: wrapped({ timestamp: undefined, ts: '2026-11-01T09:00:00.250Z' }),
    'its request': wrapped({ request: { model: 'claude-opus-5' } }),
    'a type of its own': wrapped({ type: 'log' }),
    'a bare response with a time': bare({ timestamp: '2026-11-01T09:00:00.250Z' }),
  }),
  ...cases(MESSAGES, -1, {
    'a bare response': bare(),
    'two responses': wrapped({ body: MESSAGE }),
    'two times': wrapped({ ts: '2026-11-01T09:00:00.250Z' }),
    'a response within a response': wrapped({ response: { body: MESSAGE } }),
    'a response as text': wrapped({ response: bare() }),
    'a request that was compared': wrapped({
      request: { diagnostics: { previous_message_id: 'm' } },
      response: { ...MESSAGE, diagnostics: null },
    }),
    'an error of its own': wrapped({ type: 'error' }),
    'an error': wrapped({ response: { type: 'error' } }),
    'a line of a transcript': transcript(),
  }),
  { what: 'a bare response, and a time', source: MESSAGES, line: bare(), rows: 1, isGiven: true },
  {
    ...{ what: 'a time for a line without', source: TRANSCRIPTS, rows: 1, isGiven: true },
    line: transcript({ timestamp: undefined }),
  },
];

describe('read from its bytes into as many rows, -1 is left', () => {
  it.each(CASES)('$rows $source.id: $what', ({ source, line, rows, isGiven }) => {
    const { taken, rows: found, differs } = comparer(source, { given: isGiven && GIVEN })(Buffer.from(line));
    expect({ rows: taken ? found : -1, differs }).toEqual({ rows, differs: undefined });
  });
});

describe('lines that follow each other', () => {
  const line = (id: string, second: number, output: number, more: Change = {}): Buffer => {
    const timestamp = `2026-11-01T09:00:${String(second).padStart(2, '0')}.000Z`;
    const usage = { ...MESSAGE.usage, iterations: null, output_tokens: output };
    return Buffer.from(transcript({ timestamp, message: { ...MESSAGE, id, usage }, ...more }));
  };
  const context = { file: 'log', given: undefined, labels: {} };

  it('become one row where they show one response', () => {
    const lines = [
      line('msg_a', 5, 2),
      line('msg_a', 1, 9),
      line('msg_a', 7, 9),
      line('msg_b', 8, 1),
      line('msg_a', 9, 9),
    ];
    const packer = eventPacker();
    const scanner = TRANSCRIPTS.scan!(context, packer);
    for (const [index, each] of lines.entries()) expect(scanner.scan(each, 0, each.length, index)).toBe(true);
    const events = lines.map((each, index) => eventOf(each, index));
    const merged = events.slice(0, 3).reduce(merge);
    expect(packer.rows).toBe(3);
    expect(rowsText(packer.take())).toBe(rowsText(packEvents([merged, ...events.slice(3)])));
  });

  it('also where they stand in other places', () => {
    const lines = [
      line('msg_a', 5, 2),
      line('msg_a', 5, 2, { sessionId: 's-2' }),
      line('msg_a', 5, 2, { isSidechain: true }),
    ];
    const packer = eventPacker();
    const scanner = TRANSCRIPTS.scan!(context, packer);
    for (const [index, each] of lines.entries()) scanner.scan(each, 0, each.length, index);
    const { records } = PACKED;
    const { numbers, ...packed } = packer.take();
    expect(numbers[records]).toBe(1);
    expect(rowsText({ numbers, ...packed })).toBe(rowsText(packEvents([lines.map(eventOf).reduce(merge)])));
  });

  it('are numbered anew with every filling of the packer', () => {
    const packer = eventPacker();
    const scanner = TRANSCRIPTS.scan!(context, packer);
    for (const session of ['s-1', 's-2', 's-1', 's-3']) {
      const each = line('msg_a', 1, 2, { sessionId: session });
      scanner.scan(each, 0, each.length, 3);
      expect(rowsText(packer.take())).toBe(plainRows(TRANSCRIPTS, each, { ...context, line: 3 }));
    }
  });

  it('are no ids of a platform for what an id before them was', () => {
    const compare = comparer(TRANSCRIPTS);
    for (const id of ['msg_bdrk_1', 'msg_bdrk', 'msg_', 'msg_vrtx_1', 'msg_vrtx', 'msg_m', 'msg_bdrk_']) {
      expect(compare(line(id, 1, 2))).toMatchObject({ rows: 1, differs: undefined });
    }
  });

  it('of ever other sessions are all told apart', () => {
    const compare = comparer(TRANSCRIPTS);
    for (let session = 0; session < 5000; session++) {
      const name = `session-${(session * 7919) % 4999}`;
      expect(compare(line('msg_a', 1, 2, { sessionId: name }))).toMatchObject({ rows: 1, differs: undefined });
    }
  });

  function eventOf(bytes: Buffer, index: number): UsageEvent {
    const record = JSON.parse(bytes.toString()) as Change;
    const reading = TRANSCRIPTS.open().read(record, { ...context, line: index });
    if (reading.kind !== 'events') throw new Error(reading.kind);
    return reading.events[0]!;
  }
});
