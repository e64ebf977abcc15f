/** The project of a call: from the paths that logs tell, with what a user may say of them. */
import { describe, expect, it } from 'vitest';
import type { UsageEvent } from '../../src/core/event.ts';
import { asLogged, placeOf, projectOf, repositoryOf, slugDirectory } from '../../src/sources/project.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import type { Projects } from '../../src/sources/source.ts';
import { knownSource } from './fixture-files.ts';

describe('the repository of a directory', () => {
  it.each([
    ['/srv/app', '/srv/app'],
    ['/srv/app/packages/web', '/srv/app/packages/web'],
    ['/srv/app/.claude/worktrees/x', '/srv/app'],
    ['/srv/app/.claude/worktrees/feature/y/packages/web', '/srv/app'],
    ['/srv/app/.gemini/worktrees/x', '/srv/app'],
    ['/srv/app/.qwen/worktrees/x', '/srv/app'],
    ['/srv/app/.worktrees/x', '/srv/app'],
    ['/srv/app/.git/worktrees/x', '/srv/app'],
    ['/srv/app/.claude/worktrees/x/.worktrees/y', '/srv/app'],
    [String.raw`C:\srv\app\.claude\worktrees\x`, String.raw`C:\srv\app`],
    [String.raw`C:\srv\app\.worktrees\x\packages\web`, String.raw`C:\srv\app`],
    [String.raw`\\host\share\app\.worktrees\x`, String.raw`\\host\share\app`],
    // In no worktree.
    ['/srv/app/.claude/worktrees', '/srv/app/.claude/worktrees'],
    ['/srv/app/.claude/worktrees/', '/srv/app/.claude/worktrees/'],
    ['/srv/app/.claude', '/srv/app/.claude'],
    ['/srv/app/worktrees/x', '/srv/app/worktrees/x'],
    ['/srv/app.worktrees/x', '/srv/app.worktrees/x'],
    ['/.worktrees/x', '/.worktrees/x'],
    // Of a repository that the path does not tell.
    ['/home/me/.codex/worktrees/44be/app', '/home/me/.codex/worktrees/44be/app'],
    ['/home/me/.cursor/worktrees/app/x', '/home/me/.cursor/worktrees/app/x'],
    ['/home/me/.worktrees/app/x', '/home/me/.worktrees/app/x'],
    ['/Users/me/.claude/worktrees/x', '/Users/me/.claude/worktrees/x'],
    [String.raw`C:\Users\me\.worktrees\app\x`, String.raw`C:\Users\me\.worktrees\app\x`],
    ['', ''],
  ])('%s is %s', (directory, repository) => {
    expect(repositoryOf(directory)).toBe(repository);
  });
});

describe('where the sessions of a folder began', () => {
  it.each([
    ['/srv/app', '/h/.claude/projects/-srv-app/s.jsonl', '/srv/app'],
    ['/srv/app/packages/web', '/h/.claude/projects/-srv-app/s.jsonl', '/srv/app'],
    ['/srv/app/packages/web', '/h/.claude/projects/-srv-app/s/subagents/agent-1.jsonl', '/srv/app'],
    [
      '/srv/app/.claude/worktrees/x/y',
      '/h/projects/-srv-app--claude-worktrees-x/s.jsonl',
      '/srv/app/.claude/worktrees/x',
    ],
    ['/srv/a.b_c/d', '/h/projects/-srv-a-b-c/s.jsonl', '/srv/a.b_c'],
    [String.raw`C:\srv\app\web`, String.raw`C:\Users\me\.claude\projects\C--srv-app\s.jsonl`, String.raw`C:\srv\app`],
    ['/srv/projects/app', '/srv/projects/logs/projects/-srv-projects-app/s.jsonl', '/srv/projects/app'],
    // It went elsewhere.
    ['/tmp', '/h/.claude/projects/-srv-app/s.jsonl', undefined],
    ['/srv/app-two', '/h/.claude/projects/-srv-app/s.jsonl', undefined],
    ['/srv', '/h/.claude/projects/-srv-app/s.jsonl', undefined],
    // No folder of Claude Code's.
    ['/srv/app', '/logs/-srv-app/s.jsonl', undefined],
    ['/srv/app', '/h/projects/-srv-app', undefined],
    ['/srv/app', 'stdin', undefined],
  ])('%s in %s: %s', (directory, file, began) => {
    expect(slugDirectory(directory, file)).toBe(began);
  });
});

describe('the project of a call', () => {
  const names = { '/srv': 'services', '/srv/app/': 'app', '/srv/app/packages/web': 'web', '/tmp/a': 'a' };

  it.each([
    ['/srv/app/packages/web', '/srv/app', undefined, '/srv/app'],
    ['/tmp', '/srv/app/.claude/worktrees/x', undefined, '/srv/app'],
    ['/srv/app/packages/web', '/srv/app', 'directory' as const, '/srv/app/packages/web'],
    ['/srv/app/.claude/worktrees/x', '/srv/app', 'directory' as const, '/srv/app/.claude/worktrees/x'],
    // By where its session began, the longest name first, whole names of directories only.
    ['/srv/app/packages/web', '/srv/app', names, 'app'],
    ['/srv/app', '/srv/app/packages/web/src', names, 'web'],
    ['/srv/app', '/srv/app/packages/website', names, 'app'],
    ['/srv/app', '/srv/app/.claude/worktrees/x', names, 'app'],
    ['/srv/lib', '/srv/lib', names, 'services'],
    ['/srv', '/srv', names, 'services'],
    ['/tmp/a', '/tmp/ab', names, '/tmp/ab'],
    ['/x/.worktrees/y/z', '/x/.worktrees/y/z', names, '/x'],
    ['/x', '/x', { '/': 'all', '/x/y': 'y' }, 'all'],
    ['/x', '/x/.worktrees/y', { '/x/.worktrees/y': 'y', '/x': 'x' }, 'y'],
    [String.raw`C:\a\b`, String.raw`C:\a\b`, { 'C:\\a': 'a' }, 'a'],
  ])('in %s, begun in %s, with %o: %s', (directory, begun, projects, project) => {
    expect(projectOf(directory, begun, projects)).toBe(project);
  });

  it('has its directory as a label where that is not the project', () => {
    expect(placeOf('/srv/app', '/srv/app', {})).toEqual({ project: '/srv/app', labels: {} });
    expect(placeOf('/tmp', '/srv/app', {})).toEqual({ project: '/srv/app', labels: { directory: '/tmp' } });
    expect(placeOf('/tmp', '/srv/app', { projects: 'directory' })).toEqual({ project: '/tmp', labels: {} });
    const app = { projects: { '/srv/app': 'app' } };
    expect(placeOf('/srv/app', '/srv/app', app)).toEqual({ project: 'app', labels: { directory: '/srv/app' } });
    expect(placeOf('', '', {})).toEqual({ project: '', labels: {} });
  });

  it('is cut to the length of a name, and without secrets', () => {
    const { project, labels } = placeOf(`/${'x'.repeat(400)}`, '/srv/sk-ant-abcdefghijklmnop', {});
    expect([project, labels['directory']?.length]).toEqual(['/srv/[secret …mnop]', 300]);
  });

  it('does not change what a call without an id is known by', () => {
    const [version, directory] = ['2.1', '/srv/app/web'];
    const logged = { session: 's', project: directory, labels: { version } };
    expect(asLogged({ session: 's', project: 'app', labels: { version, directory } })).toEqual(logged);
    expect(asLogged(logged)).toEqual(logged);
    expect(asLogged(undefined)).toBeUndefined();
  });
});

const AT = '2026-11-10T12:00:00.000Z';
const TREE = '/srv/app/.claude/worktrees/x';
const WEB = '/srv/app/packages/web';
const NAMED = { '/srv/app': 'app' };

function eventsOf(source: string, records: readonly JsonObject[], projects?: Projects): UsageEvent[] {
  const context = { file: 'log', line: 1, given: undefined, labels: {}, projects };
  const reader = knownSource(source).open();
  const readings = [...records.map((record) => reader.read(record, context)), reader.end?.(context)];
  return readings.flatMap((reading) => (reading?.kind === 'events' ? reading.events : []));
}

/** Where its calls are: project and directory. */
function placesOf(...of: Parameters<typeof eventsOf>): (string | undefined)[][] {
  return eventsOf(...of).map(({ scope }) => [scope.project, scope.labels['directory']]);
}

describe('calls of other agents', () => {
  const codex = (cwd: string, turn?: string): JsonObject[] => [
    { timestamp: AT, type: 'session_meta', payload: { id: 't1', cwd } },
    { timestamp: AT, type: 'turn_context', payload: { model: 'gpt-5.4', cwd: turn } },
    {
      timestamp: AT,
      type: 'event_msg',
      payload: { type: 'token_count', info: { last_token_usage: { input_tokens: 9, output_tokens: 1 } } },
    },
  ];
  const opencode = (path: JsonObject): JsonObject[] => [
    {
      ...{ id: 'm', sessionID: 's', role: 'assistant', modelID: 'gpt-5.4', providerID: 'openai', path },
      ...{ time: { created: Date.parse(AT) }, tokens: { input: 9, output: 1 } },
    },
  ];
  const qwen = (cwd: string): JsonObject[] => [
    {
      ...{ type: 'assistant', sessionId: 's', uuid: 'u', timestamp: AT, model: 'qwen3-coder', cwd },
      usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 1, totalTokenCount: 10 },
    },
  ];
  const sdk = (...directories: string[]): JsonObject[] =>
    directories.flatMap((cwd, index) => [
      { type: 'system', subtype: 'init', session_id: 's', cwd, model: 'claude-opus-5-5' },
      {
        ...{ type: 'assistant', session_id: 's', timestamp: AT, uuid: `u${index}` },
        message: { id: `msg_${index}`, model: 'claude-opus-5-5', usage: { input_tokens: 9, output_tokens: 1 } },
      },
      {
        ...{ type: 'result', subtype: 'success', session_id: 's', timestamp: AT, uuid: `r${index}` },
        usage: { input_tokens: 9, output_tokens: 1 },
      },
    ]);

  it.each<[string, string, JsonObject[], Projects | undefined, (string | undefined)[]]>([
    ['codex', 'in its directory', codex('/srv/app', '/srv/app'), undefined, ['/srv/app', undefined]],
    ['codex', 'that names no directory of a turn', codex('/srv/app'), undefined, ['/srv/app', undefined]],
    ['codex', 'with a turn elsewhere', codex('/srv/app', '/tmp'), undefined, ['/srv/app', '/tmp']],
    ['codex', 'in a worktree', codex(TREE, TREE), undefined, ['/srv/app', TREE]],
    ['codex', 'by directory', codex('/srv/app', '/tmp'), 'directory', ['/tmp', undefined]],
    ['codex', 'by name', codex('/srv/app', '/tmp'), NAMED, ['app', '/tmp']],
    ['opencode', 'below its repository', opencode({ cwd: WEB, root: '/srv/app' }), undefined, ['/srv/app', WEB]],
    ['opencode', 'in a worktree', opencode({ cwd: TREE, root: TREE }), undefined, ['/srv/app', TREE]],
    ['opencode', 'in no repository', opencode({ cwd: '/srv/app', root: '/' }), undefined, ['/srv/app', undefined]],
    ['opencode', 'without a root', opencode({ cwd: '/srv/app' }), undefined, ['/srv/app', undefined]],
    ['opencode', 'with a root only', opencode({ root: '/srv/app' }), undefined, ['/srv/app', undefined]],
    ['opencode', 'by directory', opencode({ cwd: WEB, root: '/srv/app' }), 'directory', [WEB, undefined]],
    ['qwen-code', 'in a worktree', qwen(TREE), undefined, ['/srv/app', TREE]],
    ['qwen-code', 'by name', qwen(TREE), NAMED, ['app', TREE]],
    ['agent-sdk', 'in a worktree', sdk(TREE), undefined, ['/srv/app', TREE]],
  ])('%s %s', (source, _, records, projects, place) => {
    expect(placesOf(source, records, projects)).toEqual([place]);
  });

  it('are known by the same, whatever is set', () => {
    const keys = [undefined, 'directory' as const, NAMED].map((projects) =>
      eventsOf('codex', codex('/srv/app', WEB), projects).map(({ key }) => key),
    );
    expect(keys).toEqual([keys[0], keys[0], keys[0]]);
    expect(keys[0]).toEqual([expect.stringContaining('content:')]);
  });

  it('agent-sdk, resumed elsewhere', () => {
    const places = placesOf('agent-sdk', sdk('/srv/app', '/tmp'));
    expect([places[0], places.at(-1)]).toEqual([
      ['/srv/app', undefined],
      ['/srv/app', '/tmp'],
    ]);
  });
});
