/** What is said of a command line that cannot be run: one line that leads on. */
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { runCli } from '../run.ts';

async function said(line: string): Promise<string> {
  const { code, stdout, stderr } = await runCli(line.split(' '));
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  return stderr.replace(/^promptcache-cost: /, '').trimEnd();
}

describe('an option that is not known', () => {
  it.each<[line: string, hint: string]>([
    ['report --bye day', 'Did you mean --by?'],
    ['report --fromat json', 'Did you mean --format?'],
    ['report --quite', 'Did you mean --quiet?'],
    ['check --max-costs 5', 'Did you mean --max-cost?'],
    ['check --cost 5', 'Did you mean --max-cost or --max-uncached-cost?'],
    ['report --helpp', 'Did you mean --help?'],
    ['report --json', 'Use --format json.'],
    ['report --csv', 'Use --format csv.'],
    ['check --junit', 'Use --format junit.'],
    ['report --junit', '--format takes text, table, json, csv, markdown.'],
    ['report --html', '--format takes text, table, json, csv, markdown.'],
    ['report --limit 5', 'Use --top N.'],
    ['check --limit 5', 'Use --max-cost.'],
    ['report --last 7d', 'Use --window 7d.'],
    ['check --last 7d', 'Use --window 7d.'],
    ['report --desc', 'Use --sort.'],
    ['report --daily', 'Use --by day.'],
    ['report --model x', 'Use --where model=….'],
    ['check --by project', 'Use --per, such as --per project.'],
    ['report --currency EUR', 'All amounts are in US dollars.'],
    ['report --watch', 'Nothing is watched: run the command again for new figures.'],
    ['report --output=x.csv', 'Send the output to a file: > FILE.'],
    ['report --xyzzy', ''],
    ['report -x', ''],
  ])('%s', async (line, hint) => {
    const [command = '', option = ''] = line.split(' ');
    const name = option.replace(/=.*/, line.includes('=') ? option.slice(option.indexOf('=')) : '');
    const help = `See promptcache-cost ${command} --help`;
    expect(await said(line)).toBe(`unknown option '${name}'. ${hint === '' ? '' : `${hint} `}${help}`);
  });

  it('of a command in a command, and of none', async () => {
    expect(await said('whatif break-even --modle x')).toBe(
      "unknown option '--modle'. Did you mean --model? See promptcache-cost whatif break-even --help",
    );
    expect(await said('--nonsense')).toBe("unknown option '--nonsense'. See promptcache-cost --help");
    expect(await said('--format json report')).toBe(
      "unknown option '--format'. It goes behind the command: promptcache-cost report --format. See promptcache-cost report --help",
    );
  });
});

describe('a command that is not there', () => {
  const all = `There are: ${COMMANDS.map(({ name }) => name).join(', ')}.`;

  it.each<[name: string, hint: string]>([
    ['reprot', 'Did you mean report?'],
    ['Report', 'Did you mean report?'],
    ['price', 'Use promptcache-cost prices list.'],
    ['ls', 'Use promptcache-cost ledger files.'],
    ['daily', 'Use promptcache-cost report --by day.'],
    ['sessions', 'Use promptcache-cost report --by session.'],
    ['today', 'Use promptcache-cost report --since today.'],
    ['usage', 'Use promptcache-cost report.'],
    ['version', 'Use promptcache-cost --version.'],
    ['watch', 'Nothing is watched: run the command again for new figures.'],
    ['foo', all],
  ])('%s, nor its help', async (name, hint) => {
    const expected = `there is no command "${name}". ${hint} See promptcache-cost --help`;
    expect(await said(name)).toBe(expected);
    expect(await said(`help ${name}`)).toBe(expected);
    expect(await said(`${name} --help`)).toBe(expected);
  });

  it('in another', async () => {
    const expected = 'there is no command "prices shw". Did you mean show? See promptcache-cost prices --help';
    expect(await said('prices shw x')).toBe(expected);
    expect(await said('help prices shw')).toBe(expected);
  });

  it.each(['prices', 'ledger'])('%s alone prints its help, and asks for one', async (name) => {
    const { code, stdout, stderr } = await runCli([name]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: promptcache-cost /);
    expect(stderr).toMatch(
      new RegExp(`\\npromptcache-cost: ${name} does several things\\. Name one of: \\w+.*\\.\\n$`),
    );
  });
});

it('help of a command in a command is that of its own', async () => {
  const help = await runCli(['prices', 'diff', '--help']);
  expect(help.stdout).toMatch(/^Usage: promptcache-cost prices diff /);
  expect(await runCli(['help', 'prices', 'diff'])).toEqual(help);
});

it.each<[line: string, expected: string]>([
  [
    'prices diff',
    'missing before (a date or a directory of price files) and after (another of the same kind). See promptcache-cost prices diff --help',
  ],
  ['prices diff 2026-11-01', 'missing after (another of the same kind). See promptcache-cost prices diff --help'],
  ['prices show', 'missing model (a model id, as logged). See promptcache-cost prices show --help'],
  [
    'prices list x',
    "too many arguments for 'list'. Expected 0 arguments but got 1: x. See promptcache-cost prices list --help",
  ],
  ['report --top 0', "option '--top <n>' argument '0' is invalid. It must be a whole number above 0."],
  ['report --db', "option '--db <file>' argument missing."],
])('%s', async (line, expected) => {
  expect(await said(line)).toBe(expected);
});

it('a choice that was meant goes before the others', async () => {
  expect(await said('ingest x --source mesages')).toMatch(
    /^option '--source <shape>' argument 'mesages' is invalid\. Did you mean messages\? Allowed choices are \w.*\.$/,
  );
});

it('no name drives the terminal, and no secret is repeated', async () => {
  const { stderr } = await runCli(['report', '--\u001b[31mred']);
  expect(stderr).not.toContain('\u001b');
  const secret = `sk-ant-api03-${'a1B2'.repeat(20)}`;
  expect((await runCli(['report', `--key=${secret}`])).stderr).not.toContain(secret);
});
