/** The GitHub Action: its steps are run by bash, with programs in the place of npm and the CLI that say what they got. */
import { createFixture } from 'fs-fixture';
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/commands/index.ts';
import { packageVersion } from '../src/host.ts';

const ACTION = readFileSync(path.resolve(import.meta.dirname, '..', 'action.yml'), 'utf8');

/** The `run` of the step with this name, as bash gets it. */
function script(step: string): string {
  const from = ACTION.indexOf(`- name: ${step}`);
  const [, block, line] = /run: (?:\|\n((?: {8}.*\n|\n)+)|(.*)\n)/.exec(ACTION.slice(from)) ?? [];
  return block?.replaceAll(/^ {8}/gm, '') ?? line ?? '';
}

const SAYS_ARGUMENTS = '#!/bin/bash\nprintf \'%s\\n\' "$(basename "$0")" "$@" >&2\necho out\nexit "$CODE"\n';

async function ran(
  step: string,
  env: Record<string, string>,
): Promise<{ code: number | null; words: string[]; files: Record<string, string>; stdout: string }> {
  await using folder = await createFixture({ 'promptcache-cost': SAYS_ARGUMENTS, npm: SAYS_ARGUMENTS, output: '' });
  for (const name of ['promptcache-cost', 'npm']) chmodSync(folder.getPath(name), 0o755);
  const own = {
    CODE: '0',
    PATH: `${folder.path}:${process.env['PATH'] ?? ''}`,
    GITHUB_OUTPUT: folder.getPath('output'),
  };
  // As GitHub runs `shell: bash`.
  const done = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script(step)], {
    cwd: folder.path,
    env: { ...own, ...env },
    encoding: 'utf8',
  });
  const files = { output: await folder.readFile('output', 'utf8') };
  const copy = env['OUTPUT'] ? { copy: await folder.readFile(env['OUTPUT'], 'utf8') } : {};
  return {
    code: done.status,
    words: done.stderr.trimEnd().split('\n'),
    files: { ...files, ...copy },
    stdout: done.stdout,
  };
}

const NOTHING = { PATHS: '', CONFIG: '', FORMAT: 'text', OUTPUT: '', ARGS: '' };

describe('the check step', () => {
  it('checks the ledger by the configuration when nothing is said', async () => {
    const { code, words, files } = await ran('Check', NOTHING);
    expect(words).toEqual(['promptcache-cost', 'check', '--format', 'text', '--']);
    expect({ code, files }).toEqual({ code: 0, files: { output: 'exit-code=0\n' } });
  });

  it('passes each other line on as one word, whatever is in it', async () => {
    const { words } = await ran('Check', {
      ...NOTHING,
      FORMAT: 'markdown',
      CONFIG: 'my budgets.json',
      ARGS: '--max-cost\n50\n\n--where\nproject=$(touch owned) "x"\n',
      PATHS: 'logs/a b.jsonl\n--help\n',
    });
    expect(words).toEqual([
      ...['promptcache-cost', 'check', '--format', 'markdown', '--config', 'my budgets.json', '--max-cost', '50'],
      ...['--where', 'project=$(touch owned) "x"', '--', 'logs/a b.jsonl', '--help'],
    ]);
  });

  it.each<[args: string, words: string[]]>([
    ['--max-cost 5 --window month', ['--max-cost', '5', '--window', 'month']],
    ['  --max-cost\t5  \r\n--strict', ['--max-cost', '5', '--strict']],
    ['--max-cost\n5\n--window month', ['--max-cost', '5', '--window', 'month']],
    [`--where "project=my shop" --where 'label:a=b c'`, ['--where', 'project=my shop', '--where', 'label:a=b c']],
    [`--where project="my shop"'s'`, ['--where', 'project=my shops']],
    ['--where user=a\\ b\\"', ['--where', 'user=a b"']],
    ['--where "user=\\"a\\" \\n \\\\"', ['--where', 'user="a" \\n \\']],
    [`--where 'user=\\'`, ['--where', 'user=\\']],
    ['--where user="" --per ""', ['--where', 'user=', '--per', '']],
    ['--where user=$(touch owned) `id` $HOME *', ['--where', 'user=$(touch', 'owned)', '`id`', '$HOME', '*']],
    ['--where user=~ && echo; #x', ['--where', 'user=~', '&&', 'echo;', '#x']],
  ])('splits a line of options as a shell would, and runs nothing in it: %j', async (args, expected) => {
    const { code, words } = await ran('Check', { ...NOTHING, ARGS: args });
    expect({ code, words }).toEqual({
      code: 0,
      words: ['promptcache-cost', 'check', '--format', 'text', ...expected, '--'],
    });
  });

  it.each([`--where "project=shop`, `--where 'x`])('a quote that is not closed is an error: %s', async (args) => {
    const { code, words, files, stdout } = await ran('Check', { ...NOTHING, ARGS: args });
    expect({ code, words, output: files['output'] }).toEqual({ code: 2, words: [''], output: 'exit-code=2\n' });
    expect(stdout).toBe('::error title=promptcache-cost::args: a quote is not closed.\n');
  });

  it.each([1, 2])('ends with exit code %i as the check does, and writes the output all the same', async (code) => {
    const seen = await ran('Check', { ...NOTHING, CODE: String(code), OUTPUT: 'report.md' });
    expect(seen).toMatchObject({ code, files: { output: `exit-code=${code}\n`, copy: 'out\n' } });
  });
});

it('the output goes to a file, whatever its name', async () => {
  const seen = await ran('Check', { ...NOTHING, OUTPUT: '--append' });
  expect(seen).toMatchObject({ code: 0, files: { copy: 'out\n' } });
});

it('what it runs is what was published with it: its own version, and other actions by their commit', () => {
  const [, version] = /^ {2}version:\n.*\n {4}default: '(.*)'$/m.exec(ACTION) ?? [];
  expect(version).toBe(packageVersion());
  const uses = [...ACTION.matchAll(/uses: (.*)$/gm)].map(([, each]) => each);
  expect(uses.length).toBeGreaterThan(0);
  for (const each of uses) expect(each).toMatch(/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

it('the install step asks for the version as one word', async () => {
  const { words } = await ran('Install promptcache-cost', { VERSION: '0.1.0 --evil' });
  expect(words).toEqual(['npm', 'install', '--global', '--no-audit', '--no-fund', 'promptcache-cost@0.1.0 --evil']);
});

it('every input is used, by the environment and never inside a script', () => {
  const inputs = [...ACTION.slice(0, ACTION.indexOf('outputs:')).matchAll(/^ {2}([\w-]+):$/gm)].map(([, name]) => name);
  expect(inputs).toEqual([
    'paths',
    'config',
    'format',
    'output',
    'args',
    'version',
    'node-version',
    'working-directory',
  ]);
  for (const name of inputs) expect(ACTION).toContain(`\${{ inputs.${name} }}`);
  for (const step of ['Check', 'Install promptcache-cost']) expect(script(step)).not.toMatch(/\$\{\{/);
  expect(COMMANDS.map(({ name }) => name)).toContain('check');
});
