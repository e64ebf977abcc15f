import { describe, expect, it } from 'vitest';
import { defaultLedger, pathFrom, wordWithHome } from '../../src/commands/home.ts';

const LINUX = { home: '/home/ann', platform: 'linux' };
const WINDOWS = { home: 'C:\\Users\\Ann', platform: 'win32' };

describe('a word of the command line', () => {
  it.each<[word: string, host: typeof LINUX, expected: string]>([
    ['~', LINUX, '/home/ann'],
    ['~/.claude/projects', LINUX, '/home/ann/.claude/projects'],
    ['--db=~/usage.db', LINUX, '--db=/home/ann/usage.db'],
    ['--where=project=~/shop', LINUX, '--where=project=~/shop'],
    ['project=~/shop', LINUX, 'project=~/shop'],
    ['~ann/logs', LINUX, '~ann/logs'],
    ['logs/~/x', LINUX, 'logs/~/x'],
    ['~\\x', LINUX, '~\\x'],
    ['--~/x', LINUX, '--~/x'],
    ['', LINUX, ''],
    ['~/.claude/projects', WINDOWS, 'C:\\Users\\Ann/.claude/projects'],
    ['~\\.claude\\projects', WINDOWS, 'C:\\Users\\Ann\\.claude\\projects'],
    ['--db=~\\usage.db', WINDOWS, '--db=C:\\Users\\Ann\\usage.db'],
  ])('%s of %o is %s', (word, host, expected) => {
    expect(wordWithHome(word, host)).toBe(expected);
  });
});

it.each([
  ['x.db', '/etc/pc/x.db'],
  ['~/x.db', '/home/ann/x.db'],
  ['/x.db', '/x.db'],
])('a path in a configuration: %s', (name, expected) => {
  expect(pathFrom('/etc/pc', name, LINUX)).toBe(expected);
});

describe('the ledger that nobody names', () => {
  const old = 'C:\\Users\\Ann\\.local\\share\\promptcache-cost\\usage.db';
  const local = { LOCALAPPDATA: 'C:\\Users\\Ann\\AppData\\Local' };

  it.each<[host: typeof LINUX, env: Record<string, string>, existing: string[], expected: string]>([
    [LINUX, {}, [], '/home/ann/.local/share/promptcache-cost/usage.db'],
    [LINUX, { XDG_DATA_HOME: '/data' }, [], '/data/promptcache-cost/usage.db'],
    [LINUX, { XDG_DATA_HOME: '' }, [], '/home/ann/.local/share/promptcache-cost/usage.db'],
    [LINUX, local, [], '/home/ann/.local/share/promptcache-cost/usage.db'],
    [WINDOWS, local, [], 'C:\\Users\\Ann\\AppData\\Local\\promptcache-cost\\usage.db'],
    [WINDOWS, local, [old], old],
    [WINDOWS, {}, [], old],
    [WINDOWS, { LOCALAPPDATA: '' }, [], old],
    [WINDOWS, { ...local, XDG_DATA_HOME: 'D:\\data' }, [], 'D:\\data\\promptcache-cost\\usage.db'],
  ])('of %o with %o and %j', (host, env, existing, expected) => {
    expect(defaultLedger({ ...host, env }, (file) => existing.includes(file))).toBe(expected);
  });
});
