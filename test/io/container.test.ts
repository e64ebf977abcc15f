import { describe, expect, it } from 'vitest';
import { sniffContainer, SNIFF_BYTES, type Container } from '../../src/io/container.ts';

const isHeader = (line: string): boolean => line.startsWith('timestamp,model');
const sniff = (text: string): Container | undefined => sniffContainer(Buffer.from(text), isHeader);

const RECORD = '{"type":"assistant","usage":{"input_tokens":1}}';

describe('how records are packed', () => {
  const cases: readonly [what: string, head: string, container: Container | undefined][] = [
    ['one value a line', `${RECORD}\n${RECORD}\n`, 'lines'],
    ['one line', RECORD, 'lines'],
    ['one line still being written', '{"type":"assist', 'lines'],
    ['one line that breaks off after a bracket', '{"type":"assistant","usage":{', 'lines'],
    ['blank lines first', `\n \r\n${RECORD}\n`, 'lines'],
    ['carriage returns', `${RECORD}\r\n${RECORD}\r\n`, 'lines'],
    ['the spaces of a byte order mark first', `   ${RECORD}\n`, 'lines'],
    [
      'a first line longer than what is looked at',
      `{"content":"${'x'.repeat(SNIFF_BYTES)}`.slice(0, SNIFF_BYTES),
      'lines',
    ],
    ['other lines before the first record', `Starting…\n${RECORD}\n`, 'lines'],
    ['a log line that begins like an array', `[2026-11-21] ready\n${RECORD}\n`, 'lines'],
    ['a log line with a level', `[INFO] ready\n${RECORD}\n`, 'lines'],
    ['a first line that is no JSON, and opens nothing', `{"a": oops}\n${RECORD}\n`, 'lines'],

    ['a value over several lines', '{\n  "a": 1\n}\n', 'values'],
    ['a value broken after a key', '{"a":\n1}', 'values'],
    ['a value broken after an element', '{"a": 1,\n"b": 2}', 'values'],
    ['a value broken after a bracket, with carriage returns', '{"a": [\r\n1]}\r\n', 'values'],
    ['an array of objects', '[{"a":1},{"b":2}]', 'values'],
    ['an array over several lines', '[\n  {"a":1}\n]', 'values'],
    ['an array of arrays', '[[1]]', 'values'],
    ['an array of strings', '["{}"]', 'values'],
    ['an empty array', '[]', 'values'],
    ['an array that is still being written', '[', 'values'],

    ['events', 'event: message_start\ndata: {"a":1}\n\n', 'event-stream'],
    ['data alone', 'data: {"a":1}\n\n', 'event-stream'],
    ['events that begin with an id', 'id: 1\ndata: {"a":1}\n\n', 'event-stream'],
    ['events that begin with a retry', 'retry: 10\n\n', 'event-stream'],
    ['a comment first', ': PROCESSING\n\ndata: {"a":1}\n\n', 'event-stream'],
    ['a comment without a space first', ':ok\n\ndata: {"a":1}\n\n', 'event-stream'],
    ['an empty comment first', ':\n\ndata: {"a":1}\n\n', 'event-stream'],
    ['blank lines before the events', '\n\nevent: ping\n', 'event-stream'],

    ['a table with a known header', 'timestamp,model,input\n2026-11-21,x,1\n', 'csv'],
    ['a header alone', 'timestamp,model', 'csv'],
    ['a known header after blank lines', '\r\n\r\ntimestamp,model\r\n', 'csv'],

    ['a table with another header', 'name,age\nA,1\n', undefined],
    ['nothing', '', undefined],
    ['blank lines', '\n \n', undefined],
    ['prose', 'Dear reader,\nthis is no log.\n', undefined],
    ['numbers', '1\n2\n', undefined],
    ['a list of numbers', '[1,2]\n', undefined],
    ['an event in the middle of prose', 'hello\ndata: x\n', undefined],
    ['bytes', '\u0000\u0001\u0002', undefined],
  ];
  it.each(cases)('%s', (_, head, container) => {
    expect(sniff(head)).toBe(container);
  });
});
