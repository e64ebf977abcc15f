import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crumbs, cut, cuts } from './cuts.ts';
import { split, textsOf, type Shown } from './values.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('bytes into JSON values', () => {
  const cases: readonly [what: string, text: string, values: readonly string[]][] = [
    ['nothing', ' \n\t', []],
    ['one', '{"a": 1}', ['{"a": 1}']],
    ['one over several lines', '{\n  "a": [\n    1\n  ]\n}\n', ['{\n  "a": [\n    1\n  ]\n}']],
    ['several in a row', '{"a":1}\n{"b":2}{"c":3}', ['{"a":1}', '{"b":2}', '{"c":3}']],
    ['the elements of an array', '[\n{"a":1},\r\n{"b":2}\n]', ['{"a":1}', '{"b":2}']],
    ['an array of arrays', '[[1],[[2],3]]', ['[1]', '[[2],3]']],
    ['several arrays', '[{"a":1}]\n[{"b":2}]', ['{"a":1}', '{"b":2}']],
    ['several arrays of scalars', '[1]\n["x"][2]', ['1', '"x"', '2']],
    ['an empty array', '[ ]', []],
    ['scalars', '[1, "two" ,true,null, -3.5e+7]', ['1', '"two"', 'true', 'null', '-3.5e+7']],
    ['brackets inside a string', '{"a":"}]{["}{"b":1}', ['{"a":"}]{["}', '{"b":1}']],
    ['quotes inside a string', '{"a":"\\"}"}{"b":1}', ['{"a":"\\"}"}', '{"b":1}']],
    ['backslashes before a quote', '{"a":"\\\\"}{"b":"\\\\\\"}"}', ['{"a":"\\\\"}', '{"b":"\\\\\\"}"}']],
    ['text beyond ASCII', '{"a":"語🚀"}{"b":"é"}', ['{"a":"語🚀"}', '{"b":"é"}']],
    ['an array that never closes', '[{"a":1},{"b":2}', ['{"a":1}', '{"b":2}']],
  ];
  it.each(cases)('%s', (_, text, values) => {
    expect(textsOf(text)).toEqual(values);
    expect(split(crumbs(Buffer.from(text)))).toEqual(split([Buffer.from(text)]));
  });

  it('know the line they begin on', () => {
    const text = '\n[\n{"a":\n1},  {"b":2},\r\n\n{"c":3}]\n"d"\n{"e"';
    expect(split([Buffer.from(text)]).map(({ line }) => line)).toEqual([3, 4, 6, 7, 8]);
  });

  it('say when the input ends inside one', () => {
    expect(split([Buffer.from('{"a":1}\n{"b":')])).toEqual([
      { text: '{"a":1}', line: 1, tooLong: false, open: false },
      { text: '{"b":', line: 2, tooLong: false, open: true },
    ]);
  });
});

describe('a broken value costs itself only', () => {
  const cases: readonly [what: string, text: string, values: readonly string[]][] = [
    ['a stray bracket', '}\n{"a":1}\n]{"b":2}', ['}', '{"a":1}', '{"b":2}']],
    ['the wrong bracket', '{"x":[}\n}\n{"a":1}', ['{"x":[}\n}', '{"a":1}']],
    ['one bracket too many', '{"x":1}}\n{"a":1}', ['{"x":1}', '}', '{"a":1}']],
    ['a string that never closes', '{"x":"y}\n}\n{"a":"b"}', ['{"x":"y}\n}', '{"a":"b"}']],
    ['a string that breaks off at a backslash', '{"x":"\\\n}\n{"a":"b"}', ['{"x":"\\\n}', '{"a":"b"}']],
    ['a backslash at the end of a line', '{"x":"\\\n}\n{"":"}"}', ['{"x":"\\\n}', '{"":"}"}']],
    ['a lone string that never closes', '"x\n{"a":"b"}', ['"x', '{"a":"b"}']],
    ['a word', 'nothing\n{"a":1}', ['nothing', '{"a":1}']],
  ];
  it.each(cases)('%s', (_, text, values) => {
    expect(textsOf(text)).toEqual(values);
    expect(split(crumbs(Buffer.from(text)))).toEqual(split([Buffer.from(text)]));
  });
});

/** Strings that are mostly structure. */
const strings = fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', '\n', 'a', '語'), maxLength: 6 });
const objects = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    ...[strings, fc.integer(), fc.constantFrom(true, false, null), fc.array(tie('value'), { maxLength: 3 })],
    tie('object'),
  ),
  object: fc.dictionary(strings, tie('value'), { maxKeys: 3 }),
})).object;

interface Written {
  readonly text: string;
  readonly starts: readonly number[];
}

/** Values as programs write them: one or many lines each, in an array or in a row. */
function write(values: readonly unknown[], indents: readonly number[], inList: boolean, gap: string): Written {
  let text = inList ? `${gap}[` : gap;
  const starts: number[] = [];
  for (const [index, value] of values.entries()) {
    text += index === 0 ? gap : inList ? `${gap},${gap}` : gap;
    starts.push(text.length);
    text += JSON.stringify(value, null, indents[index % indents.length]);
  }
  return { text: text + (inList ? `${gap}]${gap}` : gap), starts };
}

const documents = fc.record({
  values: fc.array(fc.oneof(objects, strings), { maxLength: 5 }),
  indents: fc.array(fc.constantFrom(0, 0, 1, 2), { minLength: 1, maxLength: 3 }),
  inList: fc.boolean(),
  gap: fc.constantFrom('', '\n', ' ', '\r\n\t'),
});

describe('whatever the values, and however the bytes are cut', () => {
  it('they are the values that were written, at the lines they were written to', () => {
    fc.assert(
      fc.property(documents, cuts, ({ values, indents, inList, gap }, at) => {
        const { text, starts } = write(values, indents, inList, gap);
        const shown = split(cut(Buffer.from(text), at));
        expect(shown.map((value) => JSON.parse(value.text) as unknown)).toEqual(JSON.parse(JSON.stringify(values)));
        expect(shown.map((value) => value.line)).toEqual(
          starts.map((start) => text.slice(0, start).split('\n').length),
        );
        expect(shown.every((value) => !value.open && !value.tooLong)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('they are the values that were written, in any layout that JSON allows', () => {
    const spaces = fc.array(fc.constantFrom('', '', '\n', '\n', ' ', '\t', '\r\n  '), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(fc.array(objects, { maxLength: 5 }), spaces, fc.boolean(), cuts, (values, gaps, inList, at) => {
        let written = 0;
        const tokens = (text: string): string =>
          text.replace(
            /"(?:[^"\\]|\\.)*"|[^"]/g,
            (token) => `${token}${/[\w.+-]/.test(token[0] ?? '') ? '' : gaps[written++ % gaps.length]}`,
          );
        const texts = values.map((value) => tokens(JSON.stringify(value)));
        const text = inList ? `[\n${texts.join(',')}]` : texts.join('\n');
        const shown = split(cut(Buffer.from(text), at));
        expect(shown.map((value) => JSON.parse(value.text) as unknown)).toEqual(JSON.parse(JSON.stringify(values)));
        expect(shown.every((value) => !value.open && !value.tooLong)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('they are all but those that were cut, where each is on a line of its own', () => {
    const element = fc.record({
      value: objects,
      cutAt: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 3 }),
    });
    const marks = fc.constantFrom(',\n', ',\r\n', '\n,', ',\n  ');
    fc.assert(
      fc.property(fc.array(element, { maxLength: 8 }), marks, cuts, (elements, mark, at) => {
        const texts = elements.map(({ value, cutAt }, id) => {
          const text = JSON.stringify({ id, ...value });
          // A cut that leaves the brace and the whole value is none.
          return {
            text: cutAt === null ? text : text.slice(0, 1 + Math.floor(cutAt * (text.length - 2))),
            isCut: cutAt !== null,
          };
        });
        const text = `[${mark.replace(',', '')}${texts.map((each) => each.text).join(mark)}\n]\n`;
        const shown = split(cut(Buffer.from(text), at)).map((each) => each.text);
        const whole = texts.flatMap((each) => (each.isCut ? [] : [each.text]));
        const rest = shown.filter((each) => !whole.includes(each));
        expect(shown.filter((each) => whole.includes(each))).toEqual(whole);
        expect(rest.length > 0).toBe(texts.some(({ isCut }) => isCut));
        expect(rest.filter(isJson)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('even of what is no JSON, the cuts make no difference', () => {
    const noise = fc.array(fc.constantFrom(...'{}[]",:\\1a \n', '\n{"a":', '{"a":', '\n{'), { maxLength: 30 });
    fc.assert(
      fc.property(noise, cuts, fc.integer({ min: 1, max: 90 }), (parts, at, limit) => {
        const bytes = Buffer.from(parts.join(''));
        const whole = (values: readonly Shown[]): Shown[] =>
          values.map((each) => (each.tooLong ? { ...each, text: '' } : each));
        expect(whole(split(cut(bytes, at), limit))).toEqual(whole(split([bytes], limit)));
      }),
      { numRuns: 2000 },
    );
  });

  it('one above the limit is marked, and the others are as they were', () => {
    fc.assert(
      fc.property(documents, cuts, fc.integer({ min: 1, max: 40 }), ({ values, indents, inList, gap }, at, limit) => {
        const { text } = write(values, indents, inList, gap);
        const expected = split([Buffer.from(text)]).map((value) => {
          const tooLong = Buffer.byteLength(value.text) > limit;
          return { ...value, tooLong, text: tooLong ? '' : value.text };
        });
        const actual = split(cut(Buffer.from(text), at), limit);
        expect(actual.map((value) => (value.tooLong ? { ...value, text: '' } : value))).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });
});
