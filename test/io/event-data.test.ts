import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitEventData } from '../../src/io/event-data.ts';
import { crumbs, cut, cuts } from './cuts.ts';

interface Shown {
  readonly text: string;
  readonly line: number;
  readonly tooLong: boolean;
}

function split(chunks: readonly Buffer[], limit?: number): Shown[] {
  const values = splitEventData(limit);
  const found = [...chunks.flatMap((chunk) => [...values.push(chunk)]), ...values.end()];
  return found.map(({ bytes, line, tooLong }) => ({ text: bytes.toString(), line, tooLong }));
}

/** From the whole text at once: the data lines between blank lines and event lines. */
function naive(text: string): Shown[] {
  const events: { line: number; data: string[] }[] = [{ line: 0, data: [] }];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const last = events.at(-1)!;
    if (line === '' || line.startsWith('event:')) events.push({ line: 0, data: [] });
    if (!line.startsWith('data:')) continue;
    last.line ||= index + 1;
    last.data.push(line[5] === ' ' ? line.slice(6) : line.slice(5));
  }
  return events
    .filter(({ data }) => data.length > 0)
    .map(({ line, data }) => ({ text: data.join('\n'), line, tooLong: false }));
}

const textsOf = (text: string): string[] => split([Buffer.from(text)]).map((value) => value.text);

describe('an event stream into the data of its events', () => {
  const cases: readonly [what: string, text: string, data: readonly string[]][] = [
    ['nothing', '', []],
    ['one event', 'event: ping\ndata: {"a":1}\n\n', ['{"a":1}']],
    ['two events', 'data: {"a":1}\n\ndata: {"b":2}\n\n', ['{"a":1}', '{"b":2}']],
    ['no blank line at the end', 'data: {"a":1}\n\ndata: {"b":2}', ['{"a":1}', '{"b":2}']],
    ['blank lines lost', 'event: a\ndata: {"a":1}\nevent: b\ndata: {"b":2}\n', ['{"a":1}', '{"b":2}']],
    ['data over several lines', 'data: {"a":\ndata: 1}\n\n', ['{"a":\n1}']],
    ['one space is taken off, no more', 'data:  x\n\ndata:y\n\n', [' x', 'y']],
    ['comments, ids and retries', ': hello\nid: 7\nretry: 10\ndata: x\nid: 8\n\n: bye\n', ['x']],
    ['carriage returns', 'event: a\r\ndata: x\r\n\r\ndata: y\r\n', ['x', 'y']],
    ['text beyond ASCII', 'data: 語🚀\n\n', ['語🚀']],
    ['an event without data', 'event: ping\n\ndata: x\n\n', ['x']],
  ];
  it.each(cases)('%s', (_, text, data) => {
    expect(textsOf(text)).toEqual(data);
    expect(split(crumbs(Buffer.from(text)))).toEqual(split([Buffer.from(text)]));
  });

  it('knows the line of the first data line', () => {
    const text = ': hello\n\nevent: a\ndata: x\ndata: y\n\n\nevent: b\nid: 1\ndata: z';
    expect(split([Buffer.from(text)]).map(({ line }) => line)).toEqual([4, 10]);
  });

  const streams = fc
    .array(
      fc.tuple(
        fc.constantFrom('', '', 'data: {"a":1}', 'data:x', 'data:  語', 'event: y', 'id: 1', ': c', 'data', 'retry: 1'),
        fc.constantFrom('\n', '\n', '\r\n'),
      ),
      { maxLength: 25 },
    )
    .map((lines) => lines.map(([line, end]) => line + end).join(''))
    .chain((text) => fc.nat(3).map((less) => text.slice(0, text.length - less)));

  it('is that of the whole text, however it is cut', () => {
    fc.assert(
      fc.property(streams, cuts, (text, at) => {
        expect(split(cut(Buffer.from(text), at))).toEqual(naive(text));
      }),
      { numRuns: 500 },
    );
  });
});

describe('data above the limit', () => {
  it('in one line costs its own event only', () => {
    const shown = split(crumbs(Buffer.from(`data: x\n\ndata: ${'y'.repeat(40)}\n\ndata: z\n\n`)), 20);
    expect(shown.map(({ line, tooLong }) => [line, tooLong])).toEqual([
      [1, false],
      [3, true],
      [5, false],
    ]);
    expect([shown[0]?.text, shown[2]?.text]).toEqual(['x', 'z']);
  });

  it('over many lines is not held', () => {
    const shown = split([Buffer.from(`${'data: y\n'.repeat(1000)}\ndata: z\n\n`)], 100);
    expect(shown.map(({ tooLong }) => tooLong)).toEqual([true, false]);
    expect(shown[0]?.text.length).toBeLessThanOrEqual(100);
    expect(shown[1]?.text).toBe('z');
  });
});
