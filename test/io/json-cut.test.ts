/** JSON whose writer was stopped in the middle of a value, and went on with others. */
import { describe, expect, it } from 'vitest';
import { crumbs } from './cuts.ts';
import { split, textsOf } from './values.ts';

describe('a value that was cut costs itself only', () => {
  const GOOD = ['{"id":1,"a":[{"b":2}]}', '{"id":2,"a":[{"b":3}]}', '{"id":3,"a":"x"}'] as const;
  const [one, two, three] = GOOD;
  const cases: readonly [what: string, text: string, values: readonly string[]][] = [
    ['after a comma', `[\n${one},\n{"id":9,\n${two},\n${three}\n]`, [one, '{"id":9,\n', two, three]],
    ['after a number', `[\n${one},\n{"id":9\n${two},\n${three}\n]`, [one, '{"id":9\n', two, three]],
    ['after a bracket', `[\n${one},\n{"id":9,"a":[\n${two},\n${three}\n]`, [one, '{"id":9,"a":[\n', two, three]],
    ['after an element', `[\n${one},\n{"id":9,"a":[1,\n${two},\n${three}\n]`, [one, '{"id":9,"a":[1,\n', two, three]],
    ['after a colon', `[\n${one},\n{"id":9,"a":\n${two},\n${three}\n]`, [one, '{"id":9,"a":\n', two, three]],
    ['after a colon, before the last', `[\n${one},\n{"id":9,"a":\n${two}\n]`, [one, '{"id":9,"a":\n', two]],
    ['inside a string', `[\n${one},\n{"id":9,"a":"[x\n${two},\n${three}\n]`, [one, '{"id":9,"a":"[x\n', two, three]],
    [
      'inside a string, before others that begin otherwise',
      `[\n{"x":"[\n${two},\n${three}\n]`,
      ['{"x":"[\n', two, three],
    ],
    ['inside its first key', `[\n${one},\n{"i\n${two},\n${three}\n]`, [one, '{"i\n', two, three]],
    ['as the first', `[\n{"id":9,"a":[\n${two},\n${three}\n]`, ['{"id":9,"a":[\n', two, three]],
    ['as the first, beside its bracket', `[{"id":9,"a":[\n ${two},\n ${three}]`, ['{"id":9,"a":[\n', two, three]],
    ['as the last', `[\n${one},\n${two},\n{"id":9,"a":[`, [one, two, '{"id":9,"a":[']],
    ['as every second', `[\n{"id":9,\n${one},\n{"id":8,"a":[\n${two}\n]`, ['{"id":9,\n', one, '{"id":8,"a":[\n', two]],
    ['as two in a row', `[\n{"id":9,"a":[\n{"id":8,"a":[\n${two}\n]`, ['{"id":9,"a":[\n', '{"id":8,"a":[\n', two]],
    [
      'before a comma of the next line',
      `[${one}\n,{"id":9,"a":[\n,${two}\n,${three}]`,
      [one, '{"id":9,"a":[\n', two, three],
    ],
    ['with carriage returns', `[\r\n${one},\r\n{"id":9,\r\n${two}\r\n]`, [one, '{"id":9,\r\n', two]],
    [
      'without an array',
      `{"id":\n9}\n{"id":9,"a":[\n${two}\n${three}\n`,
      ['{"id":\n9}', '{"id":9,"a":[\n', two, three],
    ],
    [
      'with a bracket too many',
      `[\n${one},\n{"id":9,"a":{{"b":1}},\n${two}\n]`,
      [one, '{"id":9,"a":{{"b":1}},\n', two],
    ],
  ];
  it.each(cases)('%s', (_, text, values) => {
    expect(textsOf(text)).toEqual(values);
    expect(split(crumbs(Buffer.from(text)))).toEqual(split([Buffer.from(text)]));
  });

  it('in a pretty-printed array, where only its own indentation begins another', () => {
    const written = JSON.stringify([{ id: 1, a: [{ id: 2 }] }, { id: 3, a: [{ id: 4 }] }, { id: 5 }], null, 2);
    const lines = written.split('\n');
    expect(lines.slice(1, 6).map((line) => line.trim())).toEqual(['{', '"id": 1,', '"a": [', '{', '"id": 2']);
    const cutAt = [2, 3, 4, 5].map((end) => [...lines.slice(0, 1 + end), ...lines.slice(9)].join('\n'));
    for (const text of cutAt)
      expect(
        textsOf(text)
          .slice(1)
          .map((each) => JSON.parse(each) as unknown),
      ).toEqual([{ id: 3, a: [{ id: 4 }] }, { id: 5 }]);
  });

  it('and knows the lines of those behind it', () => {
    const text = `[\n${one},\n{"id":9,"a":[\n${two},\n${three}\n]`;
    expect(split([Buffer.from(text)]).map(({ line, open }) => [line, open])).toEqual([
      [2, false],
      [3, false],
      [4, false],
      [5, false],
    ]);
  });

  it('even above the limit', () => {
    const text = `[\n{"id":9,"a":[\n${`${one},\n`.repeat(20)}${two}\n]`;
    const values = split([Buffer.from(text)], 60);
    expect(values.map((each) => each.text)).toEqual(['{"id":9,"a":[\n', ...Array<string>(20).fill(one), two]);
    expect(split(crumbs(Buffer.from(text)), 60)).toEqual(values);
  });

  it('but one that is above the limit and whole is not taken for cut', () => {
    const text = '  {\n "id": [\n  {\n   "id": 1\n  }\n ]\n}\n{"id":2}';
    const shown = split([Buffer.from(text)], 25);
    expect(shown.map(({ line, tooLong }) => [line, tooLong])).toEqual([
      [1, true],
      [8, false],
    ]);
    expect(split(crumbs(Buffer.from(text)), 25).map(({ line, tooLong }) => [line, tooLong])).toEqual([
      [1, true],
      [8, false],
    ]);
  });

  it('and many of them are no reason to read the others again and again', () => {
    const text = `[\n${'{"id":9,"a":[\n'.repeat(60_000)}${two}\n]`;
    expect(textsOf(text)).toHaveLength(60_001);
  });
});
