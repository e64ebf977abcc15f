import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { createFixture } from 'fs-fixture';
import { describe, expect, it } from 'vitest';
import { findFiles } from '../../src/io/find.ts';

const TREE = {
  'logs/b.jsonl': '',
  'logs/a.ndjson.gz': '',
  'logs/a/z.json': '',
  'logs/a/.hidden/y.sse': '',
  'logs/c.csv': '',
  'logs/d.log.zst': '',
  'logs/notes.md': '',
  'logs/table.sqlite': '',
  'odd/we[i]rd (1)/x.jsonl': '',
  'odd/[a].jsonl': '',
  'odd/a.jsonl': '',
  'bare/README': '',
};

interface Shown {
  /** Relative; named outright with a plus sign. */
  readonly files: readonly string[];
  readonly problems: readonly string[];
}

async function find(args: readonly string[], arrange: (root: string) => void = () => undefined): Promise<Shown> {
  await using fixture = await createFixture(TREE);
  arrange(fixture.path);
  const { files, problems } = findFiles(
    args.map((arg) => arg.replace('ROOT', fixture.path)),
    fixture.path,
  );
  const shorten = (file: string): string => (file === '-' ? file : path.relative(fixture.path, file));
  return {
    files: files.map((file) => `${file.named ? '+' : ''}${shorten(file.path)}`),
    problems: problems.map(({ code, where }) => `${code} ${where?.file ?? ''}`),
  };
}

const ALL = [
  'logs/a.ndjson.gz',
  'logs/a/.hidden/y.sse',
  'logs/a/z.json',
  'logs/b.jsonl',
  'logs/c.csv',
  'logs/d.log.zst',
];

describe('a backslash in a glob', () => {
  it.each<[backslash: 'escapes' | 'separates', arg: string, files: string[], problem: string]>([
    ['separates', 'logs\\*.jsonl', ['b.jsonl'], ''],
    ['separates', '.\\logs\\**\\{z,y}.*', ['y.sse', 'z.json'], ''],
    ['separates', 'logs\\*.nothing', [], 'no_match'],
    ['separates', 'logs\\a', [], 'no_such_file'],
    ['escapes', 'logs\\*.jsonl', [], 'no_such_file'],
    ['escapes', 'odd/\\[a].*', ['[a].jsonl'], ''],
    ['separates', 'odd/[a].jsonl', ['[a].jsonl'], ''],
  ])('%s: %s', async (backslash, arg, expected, problem) => {
    await using fixture = await createFixture(TREE);
    const { files, problems } = findFiles([arg], fixture.path, backslash);
    expect(files.map((file) => path.basename(file.path))).toEqual(expected);
    expect(problems.map(({ code }) => code).join()).toBe(problem);
  });
});

describe('what the user names', () => {
  const cases: readonly [
    what: string,
    args: readonly string[],
    files: readonly string[],
    problems?: readonly string[],
  ][] = [
    ['nothing', [], []],
    ['a directory: what is named like a log, sorted', ['logs'], ALL],
    ['a directory, absolutely', ['ROOT/logs'], ALL],
    ['a directory with a slash', ['./logs/'], ALL],
    ['a file, whatever it is called', ['logs/notes.md'], ['+logs/notes.md']],
    ['a file with brackets in its name is not a pattern', ['odd/[a].jsonl'], ['+odd/[a].jsonl']],
    ['a directory with brackets in its name', ['odd/we[i]rd (1)'], ['odd/we[i]rd (1)/x.jsonl']],
    ['a pattern', ['logs/*.{jsonl,csv}'], ['logs/b.jsonl', 'logs/c.csv']],
    ['a pattern finds what no directory search would', ['logs/*.md'], ['logs/notes.md']],
    ['a pattern, absolutely', ['ROOT/logs/**/*.json'], ['logs/a/z.json']],
    ['a pattern matches files only', ['*/a'], [], ['no_match */a']],
    ['standard input', ['-'], ['-'].map((name) => `+${name}`)],
    ['in the order they are named', ['logs/c.csv', 'logs/b.jsonl'], ['+logs/c.csv', '+logs/b.jsonl']],
    ['each once', ['logs/b.jsonl', './logs/b.jsonl', '-', 'logs/*.jsonl', '-'], ['+logs/b.jsonl', '+-']],
    [
      'named outright, even after its directory',
      ['logs/a', 'logs/a/z.json'],
      ['logs/a/.hidden/y.sse', '+logs/a/z.json'],
    ],
    [
      'named outright, even before its directory',
      ['logs/a/z.json', 'logs/a'],
      ['+logs/a/z.json', 'logs/a/.hidden/y.sse'],
    ],
    ['what is not there', ['nowhere'], [], ['no_such_file nowhere']],
    ['something inside a file', ['logs/c.csv/x'], [], ['no_such_file logs/c.csv/x']],
    ['a pattern that matches nothing', ['logs/*.parquet'], [], ['no_match logs/*.parquet']],
    ['a directory without logs', ['bare'], [], ['no_logs bare']],
    ['the rest of what can be found', ['nowhere', 'logs/b.jsonl'], ['+logs/b.jsonl'], ['no_such_file nowhere']],
  ];

  it.each(cases)('%s', async (_, args, files, problems = []) => {
    expect(await find(args)).toEqual({ files, problems });
  });
});

describe('names of logs in a directory', () => {
  const found: readonly [what: string, names: readonly string[]][] = [
    ['each kind', ['a.jsonl', 'a.ndjson', 'a.json', 'a.csv', 'a.tsv', 'a.sse', 'a.log', 'a.txt']],
    ['packed so that it is read', ['a.jsonl.gz', 'a.csv.zst']],
    ['in any letter case', ['APP.JSONL', 'App.Log.1', 'B.NDJSON.GZ']],
    ['numbered', ['app.log.1', 'app.jsonl.2.gz', 'app.1.log', 'app.log.12.zst']],
    ['dated', ['app.jsonl-20261109', 'app.log-20261130.gz', 'app-2026-11-09.log', 'app.log.2026-11-09']],
    ['dated to the second', ['app.log-20261130-1764460800', 'app.log.2026-11-09T10-00', 'app.log.2026-11-09.1.gz']],
    ['set aside', ['app.log.old']],
    ['packed, then rotated', ['a.jsonl.gz.1', 'a.log.zst.old']],
    ['packed so that it has to be unpacked', ['a.jsonl.bz2', 'a.log.xz', 'a.log.1.lz4', 'a.csv-20261109.br']],
    ['archives', ['logs.tar', 'logs.tar.gz', 'logs.tgz', 'a.tar.zst', 'logs.tar.bz2', 'logs.ZIP', 'logs.7z']],
  ];
  it.each(found)('%s', async (_, names) => {
    await using fixture = await createFixture(Object.fromEntries(names.map((name) => [name, ''])));
    const { files } = findFiles(['.'], fixture.path);
    expect(files.map((file) => path.basename(file.path))).toEqual([...names].sort());
    expect(files.every(({ named }) => !named)).toBe(true);
  });

  it.each([
    ['README.md', 'a.png', 'usage.sqlite', 'jsonl', 'a.jsonl.md', 'a.logs', 'a.json5', 'a.txt~', 'a.log.lock'],
    ['a.jsonl.bak', 'photo.xz', 'disk.img.bz2', 'app.br', 'font.woff.br', 'a.tar.md', 'a.json.5f3a', 'a.1', '20261109'],
  ])('are no others: %s, %s, …', async (...names) => {
    await using fixture = await createFixture(Object.fromEntries(names.map((name) => [name, ''])));
    expect(findFiles(['.'], fixture.path).files).toEqual([]);
  });
});

describe('links', () => {
  const link = (target: string, name: string) => (root: string) => {
    mkdirSync(path.join(root, 'links'), { recursive: true });
    symlinkSync(target, path.join(root, 'links', name));
  };

  it('to a file are that file', async () => {
    const arrange = link('../logs/b.jsonl', 'latest.jsonl');
    expect(await find(['links/latest.jsonl', 'logs/b.jsonl', 'links'], arrange)).toEqual({
      files: ['+logs/b.jsonl'],
      problems: [],
    });
  });

  it('to a directory are followed, each file once', async () => {
    expect((await find(['links'], link('../logs/a', 'a'))).files).toEqual(['logs/a/.hidden/y.sse', 'logs/a/z.json']);
    expect((await find(['logs', 'links'], link('../logs/a', 'a'))).files).toEqual(ALL);
  });

  it('in a circle end', async () => {
    expect((await find(['logs'], (root) => symlinkSync('..', path.join(root, 'logs/a/up')))).files).toEqual(
      expect.arrayContaining(ALL),
    );
  });

  it('to nothing are a problem only when they are named', async () => {
    const arrange = link('gone.jsonl', 'broken.jsonl');
    expect(await find(['links/broken.jsonl'], arrange)).toEqual({
      files: [],
      problems: ['broken_link links/broken.jsonl'],
    });
    expect((await find(['links', 'logs/b.jsonl'], arrange)).files).toEqual(['+logs/b.jsonl']);
  });

  it('to themselves are broken', async () => {
    expect((await find(['links/self'], link('self', 'self'))).problems).toEqual(['broken_link links/self']);
  });
});
