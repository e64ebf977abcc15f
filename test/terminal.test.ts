/** What the environment says of a terminal. */
import { describe, expect, it } from 'vitest';
import { columnsOf, isUnicode } from '../src/terminal.ts';

describe('the width', () => {
  it.each([
    ['is the one of the terminal', { own: 80, beside: 90, env: { COLUMNS: '100' } }, 80],
    ['in a pipe is what COLUMNS says', { own: undefined, beside: 90, env: { COLUMNS: '100' } }, 100],
    ['else that of the terminal with the messages', { own: undefined, beside: 90, env: {} }, 90],
    ['else 120', { own: undefined, env: {} }, 120],
    ['is not what no terminal has', { own: 0, beside: 0, env: { COLUMNS: '0' } }, 120],
    ['nor what is no number', { own: undefined, env: { COLUMNS: '-5' } }, 120],
  ])('%s', (_, streams, columns) => {
    expect(columnsOf(streams)).toBe(columns);
  });
});

describe('a terminal reads UTF-8', () => {
  it.each([
    [{ LANG: 'en_US.UTF-8' }, 'linux', true],
    [{ LANG: 'C.utf8' }, 'linux', true],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, 'linux', false],
    [{ LC_CTYPE: 'de_DE.ISO-8859-1', LANG: 'de_DE.UTF-8' }, 'linux', false],
    [{ LC_ALL: '', LC_CTYPE: 'UTF-8' }, 'darwin', true],
    [{}, 'linux', false],
    [{}, 'darwin', true],
    [{ LANG: 'C' }, 'darwin', false],
    [{}, 'win32', true],
    [{ LANG: 'C' }, 'win32', true],
  ])('%j on %s: %s', (env, platform, is) => {
    expect(isUnicode(env, platform)).toBe(is);
  });
});
