/** What could act in a terminal, a spreadsheet or a CI log, and what becomes of it. */
import { describe, expect, it } from 'vitest';
import { inertCell, inertJson, placesSeen, seen, visible, visibleLines } from '../../src/core/inert.ts';

describe('one line of text', () => {
  it.each([
    ['NUL', '\u0000', '\\x00'],
    ['a line feed', '\n', '\\x0a'],
    ['a carriage return', '\r', '\\x0d'],
    ['a tab', '\t', '\\x09'],
    ['escape', '\u001b', '\\x1b'],
    ['delete', '\u007f', '\\x7f'],
    ['the one-byte CSI', '\u009b', '\\x9b'],
    ['the last control character', '\u009f', '\\x9f'],
    ['a soft hyphen', '\u00ad', '\\xad'],
    ['a grapheme joiner', '\u034f', '\\u034f'],
    ['an Arabic letter mark', '\u061c', '\\u061c'],
    ['a filler', '\u3164', '\\u3164'],
    ['a zero-width space', '\u200b', '\\u200b'],
    ['a left-to-right mark', '\u200e', '\\u200e'],
    ['a right-to-left mark', '\u200f', '\\u200f'],
    ['a line separator', '\u2028', '\\u2028'],
    ['a paragraph separator', '\u2029', '\\u2029'],
    ['right-to-left override', '\u202e', '\\u202e'],
    ['a word joiner', '\u2060', '\\u2060'],
    ['an isolate', '\u2066', '\\u2066'],
    ['the end of an isolate', '\u2069', '\\u2069'],
    ['a byte order mark', '\ufeff', '\\ufeff'],
    ['an interlinear mark', '\ufff9', '\\ufff9'],
    ['a tag', '\u{e0041}', '\\u{e0041}'],
    ['a Mongolian selector', '\u180b', '\\u180b'],
    ['an empty braille pattern', '\u2800', '\\u2800'],
    ['a variation selector', '\ufe00', '\\ufe00'],
    ['the selector of text', '\ufe0e', '\\ufe0e'],
    ['the selector of emoji after a letter', '\ufe0f', '\\ufe0f'],
    ['a variation selector of ideographs', '\u{e0100}', '\\u{e0100}'],
    ['the last variation selector', '\u{e01ef}', '\\u{e01ef}'],
    ['a hieroglyph control', '\u{13430}', '\\u{13430}'],
    ['a shorthand control', '\u{1bca0}', '\\u{1bca0}'],
    ['a noncharacter', '\ufdd0', '\\ufdd0'],
    ['the last noncharacter of a block', '\ufdef', '\\ufdef'],
    ['the last noncharacter of a plane', '\uffff', '\\uffff'],
    ['a noncharacter of the last plane', '\u{10fffe}', '\\u{10fffe}'],
    ['half a character', '\ud800', '\\ud800'],
  ])('shows %s', (_, character, shown) => {
    expect(visible(`a${character}b${character}`)).toBe(`a${shown}b${shown}`);
  });

  it.each([
    ['\u001b]52;c;ZWNobyBoaQ==\u0007', '\\x1b]52;c;ZWNobyBoaQ==\\x07'],
    ['\u001b]8;;http://e.vil\u001b\\a', '\\x1b]8;;http://e.vil\\x1b\\a'],
    ['##[add-mask]FAIL', '##\\x5badd-mask]FAIL'],
    ['a ###[b]', 'a ###\\x5bb]'],
    ['##vso[task.setvariable variable=x]1', '##vso\\x5btask.setvariable variable=x]1'],
    ['a ##VSO[task.complete]', 'a ##VSO\\x5btask.complete]'],
    ["##teamcity[buildStop comment='x']", "##teamcity\\x5bbuildStop comment='x']"],
    ['###teamcity[x]', '###teamcity\\x5bx]'],
    ['1\ufe0f2', '1\\ufe0f2'],
    ['❤\ufe0f\ufe0f', '❤\ufe0f\\ufe0f'],
    ['::stop-commands::x', '\\x3a:stop-commands::x'],
    ['  ::error::x', '  \\x3a:error::x'],
    ['\u00a0::error::x', '\u00a0\\x3a:error::x'],
  ])('%j is shown as %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it.each([
    '',
    'plain',
    'Größe \u00a0 €',
    '会話',
    '🚀',
    '👍🏽',
    '\\x1b',
    'a::b',
    'a: b',
    ':a:',
    '# [x]',
    '#[x]',
    '## a [x]',
    '#a[x]',
    '❤\ufe0f',
    '1\ufe0f⃣',
  ])('"%s" is left alone', (text) => {
    expect(visible(text)).toBe(text);
  });

  it('keeps the lines of a text that has some, each by itself', () => {
    expect(visibleLines('a\n::error::b\u0007\nc')).toBe('a\n\\x3a:error::b\\x07\nc');
  });
});

describe('JSON', () => {
  const texts = [
    '\u009b31m',
    '\u202eabc',
    '\u2028',
    '\u200b',
    '\ufeff',
    '\u{e0041}',
    '##[add-mask]x',
    '##vso[task.complete]x',
    'a\ufe0f',
    '❤\ufe0f',
    '\ufdd0',
    '\u{1ffff}',
    '🚀',
    'a\nb',
    '会話',
  ];

  it('says the same without a character that acts', () => {
    const text = inertJson(JSON.stringify(Object.fromEntries(texts.map((each) => [each, each])), null, 2));
    expect(JSON.parse(text)).toEqual(Object.fromEntries(texts.map((each) => [each, each])));
    expect(text).not.toMatch(
      /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\ufeff]|[\u{e0000}-\u{e0fff}\ufdd0\u{1ffff}]|a\ufe0f|##(?:vso)?\[/u,
    );
    expect(text).toContain('🚀');
  });
});

describe('a cell of CSV', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1+1', "'-1+1"],
    ['-', "'-"],
    ['--1', "'--1"],
    ['-1e5', "'-1e5"],
    ['-.5', "'-.5"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['  =1', "'  =1"],
    ['\u00a0=1', "'\u00a0=1"],
    ['＝1', "'＝1"],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['＠A', "'＠A"],
    ["'=1", "''=1"],
    ['"=1', `'"=1`],
    ['a;=1', "a;'=1"],
    ['a; =1;+2', "a;' =1;'+2"],
    // Controls are shown, so that nothing hides behind them.
    ['\t=1', '\\x09=1'],
    ['\n=1', '\\x0a=1'],
    ['\u0000=1', '\\x00=1'],
    // Numbers stay numbers, and text stays text.
    ['-12.50', '-12.50'],
    ['-3', '-3'],
    ['0.01045', '0.01045'],
    ['a=1', 'a=1'],
    ['2026-11-21', '2026-11-21'],
    ['', ''],
  ])('%j is written %j', (text, written) => {
    expect(inertCell(text)).toBe(written);
  });
});

describe('a text as it is seen', () => {
  it.each([
    ['plain', 'plain', [0, 1, 2, 3, 4, 5]],
    ['a\u200b\u200bb\u0000', 'ab', [0, 3, 5]],
    ['\u{e0041}❤\ufe0f 🚀', '❤ 🚀', [2, 4, 5, 6, 7]],
    ['a\tb\nc', 'a\tb\nc', [0, 1, 2, 3, 4, 5]],
    ['\ufeff', '', [1]],
  ])('%j is %j', (text, shown, places) => {
    expect(seen(text)).toBe(shown);
    expect([...placesSeen(text)]).toEqual(places);
  });
});
