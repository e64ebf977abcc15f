import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitLines, type Line } from '../../src/io/lines.ts';
import { crumbs, cut, cuts } from './cuts.ts';

interface Shown extends Omit<Line, 'bytes'> {
  readonly text: string;
}

/** A line is valid only until the next is taken, so it is copied at once. */
function split(chunks: readonly Buffer[], firstLine?: number, limit?: number): Shown[] {
  const lines = splitLines(firstLine, limit);
  const shown: Shown[] = [];
  const take = ({ bytes, ...rest }: Line): number => shown.push({ ...rest, text: bytes.toString('latin1') });
  for (const chunk of chunks) for (const line of lines.push(chunk)) take(line);
  for (const line of lines.end()) take(line);
  return shown;
}

/** The same from the whole text at once. */
function naive(text: string, firstLine: number): Shown[] {
  const parts = text.split('\n');
  const offsets = parts.map((_, index) => parts.slice(0, index + 1).join('\n').length);
  return parts.flatMap((part, index): Shown[] => {
    const ended = index < parts.length - 1;
    if (!ended && part === '') return [];
    return [{ text: part, number: firstLine + index, end: offsets[index]! + (ended ? 1 : 0), ended, tooLong: false }];
  });
}

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');
/** Any byte, with many line feeds among them. */
const texts = fc
  .array(fc.oneof(fc.constant(10), fc.constantFrom(13, 0x61), fc.integer({ min: 0, max: 255 })), { maxLength: 60 })
  .map((bytes) => Buffer.from(bytes).toString('latin1'));

describe('bytes into lines', () => {
  const cases: readonly [what: string, text: string, lines: readonly string[], ended: boolean][] = [
    ['nothing', '', [], true],
    ['a line', 'a\n', ['a'], true],
    ['no final line feed', 'a\nb', ['a', 'b'], false],
    ['empty lines', '\n\na\n\n', ['', '', 'a', ''], true],
    ['carriage returns stay with their line', 'a\r\nb\r\n', ['a\r', 'b\r'], true],
    ['bytes that are no text', '\u0000\u00ff\n\u00e2', ['\u0000\u00ff', '\u00e2'], false],
  ];
  it.each(cases)('%s', (_, text, lines, ended) => {
    const shown = split([bytesOf(text)]);
    expect(shown.map((line) => line.text)).toEqual(lines);
    expect(shown.at(-1)?.ended ?? true).toBe(ended);
    expect(split(crumbs(bytesOf(text)))).toEqual(shown);
  });

  it('are those of the whole text, however it is cut', () => {
    fc.assert(
      fc.property(texts, cuts, fc.integer({ min: 1, max: 1000 }), (text, at, firstLine) => {
        expect(split(cut(bytesOf(text), at), firstLine)).toEqual(naive(text, firstLine));
      }),
      { numRuns: 500 },
    );
  });

  it('end where reading can go on', () => {
    fc.assert(
      fc.property(texts, fc.nat(20), (text, pick) => {
        const all = split([bytesOf(text)]);
        const line = all[pick % Math.max(1, all.length)];
        if (!line?.ended) return;
        const rest = split([bytesOf(text).subarray(line.end)], line.number + 1);
        const later = all.filter(({ number }) => number > line.number);
        expect(rest).toEqual(later.map((each) => ({ ...each, end: each.end - line.end })));
      }),
    );
  });
});

describe('a line above the limit', () => {
  it('exactly at the limit is not', () => {
    expect(split([bytesOf('abcd\nabcde\nab')], 1, 4).map((line) => line.tooLong)).toEqual([false, true, false]);
    expect(split(crumbs(bytesOf('abcd\nabcde\nab')), 1, 4).map((line) => line.tooLong)).toEqual([false, true, false]);
  });

  it('is marked even as the last one without a line feed', () => {
    expect(split(crumbs(bytesOf('a\nabcde')), 1, 4).at(-1)).toMatchObject({ tooLong: true, ended: false, end: 7 });
  });

  it('costs itself only, and no more memory than the limit and a chunk', () => {
    fc.assert(
      fc.property(texts, cuts, fc.integer({ min: 0, max: 6 }), (text, at, limit) => {
        const chunks = cut(bytesOf(text), at);
        const expected = naive(text, 1).map((line) => ({ ...line, tooLong: line.text.length > limit }));
        const actual = split(chunks, 1, limit);
        const largest = Math.max(0, ...chunks.map((chunk) => chunk.length));
        for (const line of actual) expect(line.text.length).toBeLessThanOrEqual(limit + largest);
        const whole = (lines: readonly Shown[]): Shown[] =>
          lines.map((line) => (line.tooLong ? { ...line, text: '' } : line));
        expect(whole(actual)).toEqual(whole(expected));
        for (const [index, line] of actual.entries()) expect(expected[index]?.text.startsWith(line.text)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
