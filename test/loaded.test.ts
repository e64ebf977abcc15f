/** What a run loads: nothing before it is needed. Told by the modules, not by time. */
import { createFixture, type FsFixture } from 'fs-fixture';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/commands/index.ts';
import { lines } from './ingest/transcripts.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const MAIN = path.join(ROOT, 'src', 'main.ts');

/**
 * Writes the address of every module that was loaded, each on a line: asked of the debugger at the end, for hooks on loading
 * would keep Node's compile cache out, without which each of these runs takes the compiler most of a second.
 */
const RECORD = `data:text/javascript,${encodeURIComponent(`
  import { writeFileSync } from 'node:fs';
  import { Session } from 'node:inspector';
  process.on('exit', () => {
    const loaded = [];
    const session = new Session();
    session.connect();
    session.on('Debugger.scriptParsed', ({ params }) => loaded.push(params.url));
    session.post('Debugger.enable');
    writeFileSync(process.env.LOADED, loaded.join('\\n'));
  });
`)}`;

let folder: FsFixture;
beforeAll(async () => {
  folder = await createFixture({ 'log.jsonl': lines({ id: 'a' }) });
  loadedBy(['ingest', 'log.jsonl', '--db', 'x.db']);
});
afterAll(async () => {
  await folder.rm();
});

const known = new Map<string, string[]>();

/** Modules that this command line loads: paths in src, names of packages, "node:…". */
function loadedBy(argv: readonly string[]): string[] {
  const command = argv.join(' ');
  const loaded = known.get(command) ?? modulesOf(argv);
  known.set(command, loaded);
  return loaded;
}

function modulesOf(argv: readonly string[]): string[] {
  const env = {
    HOME: folder.path,
    LOADED: folder.getPath('loaded.txt'),
    NO_COLOR: '1',
    NODE_COMPILE_CACHE: folder.getPath('compiled'),
  };
  const { status, stderr } = spawnSync(process.execPath, ['--import', RECORD, MAIN, ...argv], {
    ...{ cwd: folder.path, env, encoding: 'utf8', input: '' },
  });
  if (status !== 0) throw new Error(`exit ${status}: ${stderr}`);
  const urls = readFileSync(folder.getPath('loaded.txt'), 'utf8').split('\n');
  const own = `${pathToFileURL(path.join(ROOT, 'src')).href}/`;
  const names = urls.map((url) => {
    if (url.startsWith(own)) return url.slice(own.length);
    return /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? url;
  });
  return [...new Set(names)].sort();
}

const COLUMNS = /^(?:analysis|diagnose|ingest|io|prices|render|simulate|sources|store)\//;
/** What reads logs; of the sources, those know nothing of any shape. */
const READING =
  /^(?:ingest\/|io\/(?!bounded-file|built-in-prices|freshness|log-names|price-files|progress|real-path)|sources\/(?!(?:fields|ids|reading)\.ts$))|^tinyglobby$/;
const OTHERS = /^(?:simulate|diagnose)\/|^(?:zod|@anthropic-ai\/sdk)$/;
const SQLITE = /^store\/sqlite\.ts$|^better-sqlite3$/;

describe('the help', () => {
  it.each([[[]], [['--help']], [['--version']], [['help']]])('%j loads no command, and one package', (argv) => {
    const loaded = loadedBy(argv);
    expect(loaded.filter((name) => COLUMNS.test(name))).toEqual([]);
    expect(loaded.filter((name) => COMMANDS.some((command) => name === `commands/${command.name}.ts`))).toEqual([]);
    expect(loaded.filter((name) => !/[./]|^node:/.test(name))).toEqual(['commander']);
  });

  it.each(COMMANDS)('of $name opens no ledger, reads no log, and loads no other command', ({ name }) => {
    const others = COMMANDS.filter((command) => command.name !== name).map((command) => `commands/${command.name}.ts`);
    const loaded = loadedBy([name, '--help']);
    expect(loaded).toContain(`commands/${name}.ts`);
    expect(loaded.filter((each) => SQLITE.test(each) || others.includes(each))).toEqual([]);
  });
});

describe('a run', () => {
  it.each<[argv: string[], spared: RegExp[]]>([
    [
      ['report', '--db', 'x.db'],
      [READING, OTHERS],
    ],
    [
      ['report', '--db', 'x.db', '--by', 'day,model', '--format', 'json'],
      [READING, OTHERS],
    ],
    [['report', 'log.jsonl', '--db', 'x.db'], [OTHERS]],
    [
      ['check', '--db', 'x.db', '--max-cost', '1000000'],
      [READING, OTHERS],
    ],
    [
      ['prices', 'list'],
      [READING, OTHERS, SQLITE],
    ],
    [['sources'], [OTHERS, SQLITE, /^(?:ingest|io|prices)\//]],
  ])('%j loads no more than it uses', (argv, spared) => {
    expect(loadedBy(argv).filter((name) => spared.some((each) => each.test(name)))).toEqual([]);
  });

  it('is told apart: one that reads a log loads what reads it, and one that opens a ledger SQLite', () => {
    const loaded = loadedBy(['report', 'log.jsonl', '--db', 'x.db']);
    expect(loaded).toEqual(expect.arrayContaining(['ingest/ingest.ts', 'sources/index.ts', 'better-sqlite3']));
  });
});
