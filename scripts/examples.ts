/**
 * What README.md, ARCHITECTURE.md and the pages of docs/ generate: the output of their `$ promptcache-cost …` examples and SQL queries,
 * run on the ledger of the fixtures, the output of their programs, and the tables between `<!-- name -->` marks.
 */
import Database from 'better-sqlite3';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configJsonSchema } from '../src/commands/config-schema.ts';
import { bookOf } from '../src/commands/price-book.ts';
import { FLAGS } from '../src/core/flags.ts';
import { RULES } from '../src/diagnose/rules/index.ts';
import { freshness, listRows } from '../src/prices/list.ts';
import { runCli } from '../test/run.ts';
import { sourcesTable } from './carries.ts';
import { keysTable, usageTable } from './usage-tables.ts';

export const FIXTURES: readonly string[] = ['claude-code', 'messages', 'event-stream', 'batch-results', 'plain-table'];

const ROOT = path.resolve(import.meta.dirname, '..');

/** Every page that may have examples and generated tables. */
export const PAGES: readonly string[] = [
  'README.md',
  'ARCHITECTURE.md',
  ...readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `docs/${name}`),
];

/** The JSON Schema of promptcache-cost.json, as editors read it. */
export function schemaText(): string {
  return `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
}

/** The text with its examples run again and its tables made again. */
export async function withExamples(text: string): Promise<string> {
  return withTables(withPrograms(/```(?:console|sql)\n/.test(text) ? await withLedgerExamples(text) : text));
}

async function withLedgerExamples(text: string): Promise<string> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'promptcache-cost-docs-'));
  try {
    const env = { PROMPTCACHE_COST_DB: path.join(scratch, 'usage.db') };
    await runCli(['ingest', ...FIXTURES.map((name) => path.join('fixtures', name))], { cwd: ROOT, env });
    const blocks = /```console\n\$ promptcache-cost ([^\n]*)\n[^]*?```/g;
    let next = text;
    for (const [block, line = ''] of text.matchAll(blocks)) {
      const [, command = line, lines] = /^(.*) \| head -n (\d+)$/.exec(line) ?? [];
      const { stdout, stderr } = await runCli(command.split(' '), { cwd: ROOT, env, columns: 118 });
      const shown = lines === undefined ? stdout : firstLines(stdout, Number(lines));
      const printed = `${shown}${stderr}`.replaceAll('\r\n', '\n').replaceAll(`${ROOT}/`, '');
      next = next.replace(block, () => `\`\`\`console\n$ promptcache-cost ${line}\n${printed}\`\`\``);
    }
    return withQueries(next, env.PROMPTCACHE_COST_DB);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** As `head -n` prints them. */
function firstLines(text: string, count: number): string {
  return text
    .split(/(?<=\n)/)
    .slice(0, count)
    .join('');
}

/** Behind each program of the library what it prints, with the package as it was built. */
function withPrograms(text: string): string {
  return text.replaceAll(/```js\n([^]*?)```\n\n```text\n[^]*?```/g, (_, program: string) => {
    const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: ROOT });
    return `\`\`\`js\n${program}\`\`\`\n\n\`\`\`text\n${printed.toString()}\`\`\``;
  });
}

/** Behind each query its rows, as `sqlite3 -header` prints them. */
function withQueries(text: string, ledger: string): string {
  const database = new Database(ledger, { readonly: true });
  try {
    return text.replaceAll(/```sql\n([^]*?)```\n\n```text\n[^]*?```/g, (_, query: string) => {
      const statement = database.prepare(query);
      const header = statement.columns().map(({ name }) => name);
      const rows = [header, ...(statement.raw().all() as unknown[][])].map((row) => `${row.join('|')}\n`);
      return `\`\`\`sql\n${query}\`\`\`\n\n\`\`\`text\n${rows.join('').replaceAll(`${ROOT}/`, '')}\`\`\``;
    });
  } finally {
    database.close();
  }
}

/** The text with its tables made again; its examples stay as they are. */
export async function withTables(text: string): Promise<string> {
  const tables: Record<string, () => string | Promise<string>> = {
    sources: sourcesTable,
    findings: findingsTable,
    flags: flagsTable,
    prices: pricesText,
    usage: usageTable,
    keys: keysTable,
  };
  let next = text;
  for (const [name, make] of Object.entries(tables)) {
    const marked = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
    if (!marked.test(next)) continue;
    const made = await make();
    next = next.replace(marked, (_, open: string, close: string) => `${open}${made}\n${close}`);
  }
  return next;
}

function findingsTable(): string {
  const rows = RULES.map(({ code, title, why }) => `| \`${code}\` | ${title} | ${why} |`);
  return ['| code | finding | why it matters |', '|---|---|---|', ...rows].join('\n');
}

function flagsTable(): string {
  const flags = Object.entries(FLAGS).toSorted(([, a], [, b]) => a.bit - b.bit);
  const rows = flags.map(([name, { bit, means }]) => `| ${bit} | \`${name}\` | ${means} |`);
  return ['| bit | flag | meaning |', '|---:|---|---|', ...rows].join('\n');
}

async function pricesText(): Promise<string> {
  const book = await bookOf([]);
  const { models, oldest, newest } = freshness(book);
  const rows = listRows(book);
  const since = rows.map((row) => row.from).sort()[0];
  const checked = oldest === newest ? `on ${newest}` : `between ${oldest} and ${newest}`;
  return `${models} models, ${rows.length} dated prices since ${since}, each checked ${checked}.`;
}
