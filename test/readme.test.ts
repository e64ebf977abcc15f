/** The documents are true: their examples are run, their tables made, and compared. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { PAGES, withExamples } from '../scripts/examples.ts';
import { METRIC_IDS } from '../src/analysis/budgets/metric.ts';
import { COMMANDS } from '../src/commands/index.ts';
import { packageVersion } from '../src/host.ts';
import { REQUEST_SCENARIOS } from '../src/simulate/request-scenarios/index.ts';
import { SCENARIOS } from '../src/simulate/scenarios/index.ts';
import { STRATEGIES } from '../src/simulate/strategies/index.ts';
import { SOURCES } from '../src/sources/index.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');

/** As GitHub names them in links. */
function headingsOf(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading.toLowerCase());
  return headings.map((heading) => heading.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-'));
}

it.each(PAGES)('%s says what the program prints (else: npm run docs)', async (name) => {
  expect(await withExamples(read(name))).toBe(read(name));
});

it('README is a short page', () => {
  expect(Buffer.byteLength(read('README.md'))).toBeLessThanOrEqual(12_288);
});

it('README names the packed file as npm does', () => {
  expect(read('README.md')).toContain(`./promptcache-cost-${packageVersion()}.tgz`);
});

it('README has examples, and each one printed something', () => {
  const blocks = [...read('README.md').matchAll(/```(?:console\n\$ promptcache-cost|text)[^\n]*\n([^]*?)```/g)];
  expect(blocks.length).toBeGreaterThan(3);
  for (const [, output] of blocks) expect(output?.trim()).not.toBe('');
});

it('README lists every page of docs/', () => {
  for (const name of PAGES.filter((page) => page.startsWith('docs/')))
    expect(read('README.md')).toContain(`](${name})`);
});

it('every command has an example on some page', () => {
  const all = PAGES.map(read).join('\n');
  for (const { name } of COMMANDS) expect(all).toMatch(new RegExp(`^(?:\\$ )?promptcache-cost ${name} `, 'm'));
});

it.each(PAGES)('links of %s lead to a page or a heading that exists', (name) => {
  for (const [, target = ''] of read(name).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
    const [file = '', heading] = target.split('#');
    const page = file === '' ? name : path.join(path.dirname(name), file);
    expect([target, existsSync(path.join(ROOT, page))]).toEqual([target, true]);
    if (heading !== undefined)
      expect([target, headingsOf(read(page))]).toEqual([target, expect.arrayContaining([heading])]);
  }
});

it.each([
  ['docs/logs.md', 'sources'],
  ['docs/diagnose.md', 'findings'],
  ['docs/prices.md', 'prices'],
  ['docs/ledger.md', 'flags'],
  ['docs/usage.md', 'usage'],
  ['docs/usage.md', 'keys'],
])('%s has the generated part "%s"', (page, name) => {
  expect(read(page)).toMatch(new RegExp(`<!-- ${name} -->\n[^]+\n<!-- /${name} -->`));
});

it('docs/logs.md lists every source', () => {
  for (const { id } of SOURCES) expect(read('docs/logs.md')).toContain(`| \`${id}\` |`);
});

it('docs/what-if.md lists every scenario and strategy', () => {
  const page = read('docs/what-if.md');
  for (const { usage } of SCENARIOS) expect(page).toContain(`\`${usage}\``);
  for (const { id } of [...STRATEGIES, ...REQUEST_SCENARIOS]) expect(page).toMatch(new RegExp(`\`${id}[\`:]`));
});

it('docs/check.md lists every metric', () => {
  for (const id of METRIC_IDS) expect(read('docs/check.md')).toMatch(new RegExp(`^\\| .*\`${id}\`.* \\|$`, 'm'));
});

it('ARCHITECTURE.md stays short enough to be read', () => {
  expect(read('ARCHITECTURE.md').split('\n').length).toBeLessThanOrEqual(200);
});
