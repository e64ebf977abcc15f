/** What the users of each kind of log can change. */
import { expect, it } from 'vitest';
import { clientOf, type Lever } from '../../src/core/controls.ts';
import { SOURCE_IDS } from '../../src/sources/ids.ts';

/** "your client" is what is said of a source that has no row. */
it('every source has a row', () => {
  expect(SOURCE_IDS.filter((id) => clientOf(id).name === 'your client')).toEqual([]);
});

const can = (source: string, wanted: boolean | null): Lever[] => {
  const levers = Object.entries(clientOf(source).can) as [Lever, boolean | null][];
  return levers.filter(([, control]) => control === wanted).map(([lever]) => lever);
};

it.each<[string, string, Lever[], Lever[]]>([
  [
    'claude-code',
    'Claude Code',
    ['ttl', 'thread_ttl', 'caching', 'model', 'habits'],
    ['breakpoints', 'keep_alive', 'batch', 'answers'],
  ],
  [
    'agent-sdk',
    'the Agent SDK',
    ['ttl', 'thread_ttl', 'caching', 'model', 'habits'],
    ['breakpoints', 'keep_alive', 'batch', 'answers'],
  ],
  ['opencode', 'OpenCode', ['model', 'habits'], ['batch']],
  ['codex', 'Codex', ['model', 'habits'], ['batch']],
  ['qwen-code', 'Qwen Code', ['model', 'habits'], ['batch']],
  [
    'messages',
    'your own code',
    ['ttl', 'thread_ttl', 'caching', 'breakpoints', 'keep_alive', 'model', 'answers', 'habits'],
    [],
  ],
  [
    'batch-results',
    'batches',
    ['ttl', 'thread_ttl', 'caching', 'breakpoints', 'keep_alive', 'batch', 'model', 'answers', 'habits'],
    [],
  ],
  ['invented', 'your client', ['model', 'habits'], ['batch']],
])('%s is %s: can, cannot; the rest depends', (source, name, yes, no) => {
  expect([clientOf(source).name, can(source, true), can(source, false)]).toEqual([name, yes, no]);
});
