/** A text before a record, and what must not pass for one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlainText, textRecord, timeInPrefix } from '../../src/ingest/text-line.ts';
import { rounds } from '../rounds.ts';
import { readLines } from './read-lines.ts';

const RECORD = '{"usage":{"input_tokens":1}}';

describe('a record behind a text', () => {
  it.each<[what: string, text: string, prefix: string | undefined]>([
    ['none', RECORD, ''],
    ['white space', ` \t${RECORD} \r`, ' \t'],
    ['kubectl', `[pod/a/b] ${RECORD}`, '[pod/a/b] '],
    ['compose', `search-1  | ${RECORD}`, 'search-1  | '],
    ['colours', `\u001b[36mweb |\u001b[0m ${RECORD}\u001b[0m`, 'web | '],
    ['a name and an equals sign', `INFO response=${RECORD}`, 'INFO response='],
    ['a name and a colon', `INFO response: ${RECORD}`, 'INFO response: '],
    ['quoted words', `GET "/v1" 200 ${RECORD}`, 'GET "/v1" 200 '],
    ['braces', `[{thread-1}] INFO {a} ${RECORD}`, '[{thread-1}] INFO {a} '],
    ['as many braces as are looked at', `{1}{2}{3}{4} ${RECORD}`, '{1}{2}{3}{4} '],
    ['more braces', `{1}{2}{3}{4}{5} ${RECORD}`, undefined],

    ['a record that is cut', `INFO ${RECORD.slice(0, -1)}`, undefined],
    ['words after the record', `INFO ${RECORD} in 3 s`, undefined],
    ['a list', `INFO [${RECORD}]`, undefined],
    ['a key', `"message":${RECORD}`, undefined],
    ['a key of Python', `'message' : ${RECORD}`, undefined],
    ['a key, escaped', String.raw`\"message\": ${RECORD}`, undefined],
    ['the end of a record', `"x"},${RECORD}`, undefined],
    ['the end of an object', `5}}} ${RECORD}`, undefined],
    ['the beginning of an object', `INFO { ${RECORD}`, undefined],
    ['the beginning of a list', `INFO [ ${RECORD}`, undefined],
    ['another record', `INFO ${RECORD}${RECORD}`, undefined],
    ['a quote', `INFO msg="${RECORD}`, undefined],
    ['a record in quotes', `INFO msg="${RECORD}"`, undefined],
  ])('%s', (_, text, prefix) => {
    const found = textRecord(text);
    expect(found?.prefix).toBe(prefix);
    if (found !== undefined) expect(found.record).toEqual(JSON.parse(RECORD));
  });

  it('is nothing that the end of a record tells, wherever that was cut', () => {
    fc.assert(
      fc.property(fc.object({ withNullPrototype: false }), fc.nat(), (value, at) => {
        const text = JSON.stringify({ ...value, usage: { input_tokens: 5, output_tokens: 6 } });
        const tail = text.slice(1 + (at % (text.length - 1)));
        expect(textRecord(tail)).toBeUndefined();
      }),
      { numRuns: rounds(2000, 100_000) },
    );
  });
});

describe('a usage line that is torn', () => {
  const response = {
    id: 'msg_01Torn',
    type: 'message',
    role: 'assistant',
    model: 'claude-opus-4-6',
    content: [{ type: 'text', text: 'says {"a":1} and "usage": {' }],
    usage: { input_tokens: 5, output_tokens: 6 },
  };
  const text = JSON.stringify({ timestamp: '2026-11-21T08:00:00Z', response });

  it('gives no event by its end alone, and is not silent', () => {
    for (let at = 1; at < text.length; at++) {
      const { events, refused } = readLines([text, text.slice(0, at), text.slice(at)]);
      expect([at, events.length, refused.length > 0]).toEqual([at, 1, true]);
    }
  });

  it('gives none glued to another piece or a whole record, either', () => {
    for (let at = 1; at < text.length; at++) {
      const whole = `{"timestamp":"2026-11-21T09:00:00Z","response":${JSON.stringify({ ...response, id: 'msg_02' })}}`;
      const { events, refused } = readLines([text, text.slice(0, at) + whole, text.slice(at) + whole]);
      expect([at, events.map(({ key }) => key), refused.length]).toEqual([at, ['message:msg_01Torn'], 2]);
    }
  });
});

describe('text without a record', () => {
  it.each<[what: string, text: string, plain: boolean]>([
    ['words', 'server started on port 8080', true],
    ['a stack trace', '    at handler { foo } (/app.js:1:2)', true],
    ['settings', 'using max_tokens=1024, token_limit: 5', true],
    ['words about tokens', 'Unexpected token { in JSON at position 3', true],
    ['a dictionary of Python without usage', "{'status': 'ok'}", true],
    ['no tokens', 'output_tokens=0', true],

    ['the end of usage', '"output_tokens": 5}}', false],
    ['the end of usage, escaped', String.raw`\"output_tokens\":5}}\n"`, false],
    ['usage as Python prints it', 'Usage(input_tokens=5, output_tokens=6)', false],
    ['a dictionary of Python with usage', "INFO {'usage': {'input_tokens': 5}}", false],
    ['a record that is cut', 'INFO {"type":"message","role":"assistant"', false],
    ['a broken record', '{"a": oops}', false],
    ['a broken list of records', '[{"a":1', false],
    ['bytes', '\u0000\u0000\u0000', false],
  ])('%s', (_, text, plain) => {
    expect(isPlainText(text)).toBe(plain);
  });
});

describe('the time in a prefix', () => {
  it.each<[prefix: string, time: string | undefined]>([
    ['2026-11-30T12:00:00.123456789Z stdout F ', '2026-11-30T12:00:00.123456789Z'],
    ['2026-11-30 12:00:00,123 INFO ', '2026-11-30 12:00:00,123'],
    ['2026-11-30 12:00:00 +0100 ', '2026-11-30 12:00:00 +0100'],
    ['<14>1 2026-11-30T12:00:00+01:00 host app - ', '2026-11-30T12:00:00+01:00'],
    ['[2026-11-30T12:00] ', '2026-11-30T12:00'],
    ['2026-11-30T12:00:00-search ', '2026-11-30T12:00:00'],
    ['Nov 30 12:00:00 host app: ', undefined],
    ['12026-11-30T12:00:00Z ', undefined],
    ['2026-11-30 ', undefined],
  ])('%s', (prefix, time) => {
    expect(timeInPrefix(prefix)).toBe(time);
  });
});
