/** Nothing ends well in silence: what read nothing, and what matches nothing, says so and exits 2. */
import { createFixture, type FsFixture } from 'fs-fixture';
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli, runJson, type IngestJson, type Ran, type ReportJson } from '../run.ts';

const RESPONSE = {
  type: 'message',
  role: 'assistant',
  model: 'claude-opus-5-5',
  usage: { input_tokens: 5, output_tokens: 7 },
};
const ANSWERS = [1, 2, 3].map((id) => JSON.stringify({ id: `msg_0${id}`, ...RESPONSE })).join('\n');
const TIMED = JSON.stringify({ id: 'msg_04', timestamp: '2026-11-20T10:00:00Z', ...RESPONSE });
const COSTS = 'usage_date_utc,model,token_type,cost_usd\n2026-11-20,claude-opus-5-5,output,1.25\n';
const TRANSCRIPT = JSON.stringify({
  type: 'assistant',
  sessionId: 's-1',
  cwd: '/home/dev/shop',
  timestamp: '2026-11-20T10:00:00Z',
  message: { id: 'msg_05', ...RESPONSE },
});

let folder: FsFixture;
beforeEach(async () => {
  folder = await createFixture({
    'answers.ndjson': ANSWERS,
    'timed.ndjson': `${TIMED}\n`,
    'costs.csv': COSTS,
    'empty.jsonl': '',
    'blank.jsonl': '\n\n',
    'unlike/app.log': 'started\nstopped\n',
    'nothing/readme.md': '# nothing',
    'home/.claude/projects/shop/s-1.jsonl': `${TRANSCRIPT}\n`,
  });
});
afterEach(async () => {
  await folder.rm();
});

const ledger = (): string => folder.getPath('usage.db');

function pcc(argv: readonly string[], stdin?: string): Promise<Ran> {
  const env = { PROMPTCACHE_COST_DB: ledger() };
  return runCli(argv, { cwd: folder.path, env, ...(stdin !== undefined && { stdin }) });
}

describe('a run that read no record exits 2, says why in one line, and leaves no ledger', () => {
  it.each<[what: string, argv: string[], stdin: string | undefined, says: string]>([
    ['an empty file', ['empty.jsonl'], undefined, 'Nothing was read: the input is empty.'],
    ['blank lines', ['blank.jsonl'], undefined, 'Nothing was read: the input is empty.'],
    ['an empty pipe that is named', ['-'], '', 'Nothing was read: the input is empty.'],
    ['a folder with another log', ['unlike'], undefined, 'Nothing was read: there is no log.'],
    ['a folder without logs', ['nothing'], undefined, 'nothing: holds no file that is named like a log.'],
    ['records that are all rejected', ['answers.ndjson'], undefined, 'Nothing was read: every record was rejected.'],
    ['the same from a pipe', [], ANSWERS, 'Nothing was read: every record was rejected.'],
    [
      'a format that is named and is another one',
      ['timed.ndjson', '--source', 'claude-code'],
      undefined,
      'Nothing was read: no record is usage in the format that --source names, claude-code.',
    ],
    [
      'a bill',
      ['costs.csv'],
      undefined,
      'costs.csv: is a bill, not a log. Compare it with the ledger: promptcache-cost reconcile FILE',
    ],
    [
      'an empty pipe without transcripts',
      [],
      '',
      'standard input was empty, and there are no Claude Code transcripts in',
    ],
  ])('%s', async (_, argv, stdin, says) => {
    const { code, stderr } = await pcc(['ingest', ...argv], stdin);
    expect({ code, says: stderr.split('\n').filter((line) => line.includes(says)).length }).toEqual({
      code: 2,
      says: 1,
    });
    expect(existsSync(ledger())).toBe(false);
  });

  it('but an unchanged file counts as read', async () => {
    await pcc(['ingest', 'timed.ndjson']);
    expect((await pcc(['ingest', 'timed.ndjson'])).code).toBe(0);
  });

  it('and a ledger that was there stays', async () => {
    await pcc(['ingest', 'timed.ndjson']);
    expect((await pcc(['ingest', 'empty.jsonl'])).code).toBe(2);
    expect((await runJson<ReportJson>(['report', '--db', ledger()])).totals.requests).toBe(1);
  });

  it('the reason fits a pipe: --at takes now and a day', async () => {
    const rejected = await pcc(['ingest'], ANSWERS);
    expect(rejected.stderr).toContain(
      'has no time of its own (give one: --at now, --at 2026-11-30, or --at-file-date for files)',
    );
    expect((await pcc(['ingest', '--at', 'now'], ANSWERS)).code).toBe(0);
    expect((await pcc(['ingest', '--at', 'yesterday', '--again'], ANSWERS)).code).toBe(0);
    const { rows } = await runJson<ReportJson>(['report', '--by', 'day', '--db', ledger()]);
    // The earlier time stays.
    expect(rows.map(({ group }) => group['day'])).toEqual(['2026-11-20']);
  });
});

describe('without a path', () => {
  it('an empty pipe falls back to the transcripts, and says so', async () => {
    const host = {
      cwd: folder.path,
      env: { PROMPTCACHE_COST_DB: ledger(), CLAUDE_CONFIG_DIR: folder.getPath('home/.claude') },
    };
    const { code, stderr } = await runCli(['ingest'], { ...host, stdin: '' });
    expect(code).toBe(0);
    expect(stderr).toBe(
      `Standard input was empty, so Claude Code's transcripts are read: ${folder.getPath('home/.claude/projects')}\n`,
    );
    expect((await runJson<IngestJson>(['ingest'], { ...host, stdin: '' })).unchanged).toBe(1);
    expect((await runCli(['ingest', '-q'], { ...host, stdin: '' })).stderr).toBe('');
  });

  it('what is piped in is read, whole', async () => {
    const piped = [TIMED, TRANSCRIPT].join('\n');
    expect((await runJson<IngestJson>(['ingest', '--db', ledger()], { stdin: piped })).added).toBe(2);
  });
});

describe('ingest -q', () => {
  it('repeats no rejection of an earlier run', async () => {
    await folder.writeFile('mixed.ndjson', `${TIMED}\n{"usage": \n`);
    const first = await pcc(['ingest', '-q', 'mixed.ndjson']);
    expect(first.stderr).toContain('1 record refused');
    expect((await pcc(['ingest', '-q', 'mixed.ndjson'])).stderr).toBe('');
    // One more, in a part that came later.
    await folder.writeFile('mixed.ndjson', `${TIMED}\n{"usage": \n{"usage": \n`);
    const third = await pcc(['ingest', '-q', 'mixed.ndjson']);
    expect(third.stderr).toMatch(
      /1 record refused; they are in no total:\n {2}.*mixed\.ndjson:3: is not valid JSON\n$/,
    );
    expect((await pcc(['ingest', 'mixed.ndjson'])).stderr).toContain('2 records refused');
  });
});

describe('what nothing matches', () => {
  beforeEach(async () => {
    await pcc(['ingest', 'home', '--label', 'team=search']);
  });

  it.each<[argv: string[], says: string]>([
    [['report', '--where', 'project=shopp'], 'no usage has project=shopp. Did you mean /home/dev/shop?'],
    [['report', '--where', 'model=haiku'], 'no usage has model=haiku. There is: claude-opus-5-5.'],
    [['report', '--where', 'model='], 'all usage says its model. There is: claude-opus-5-5.'],
    [['report', '--where', 'user=ann'], 'no usage has user=ann. No usage says its user.'],
    [['report', '--where', 'label:team=serch'], 'no usage has label:team=serch. Did you mean search?'],
    [['report', '--where', 'tema=search'], 'no usage has the label "tema". Did you mean label:team?'],
    [['report', '--by', 'label:tema'], '--by: no usage has the label "tema". Did you mean label:team?'],
    [['report', '--by', 'modle'], '--by: no usage has the label "modle". Did you mean model?'],
    [['report', '--by', 'Models'], '--by does not know "Models". Did you mean model?'],
    [['diagnose', '--where', 'project=shopp'], 'Did you mean /home/dev/shop?'],
    [['diagnose', '--by', 'tema'], '--by: no usage has the label "tema".'],
    [['whatif', '--where', 'session=zz'], 'no usage has session=zz. There is: s-1.'],
    [['whatif', '--by', 'label:tema'], 'no usage has the label "tema".'],
    [['whatif', 'break-even', '--where', 'project=shopp'], 'Did you mean /home/dev/shop?'],
    [['reconcile', '--billed', '1', '--where', 'project=shopp'], 'Did you mean /home/dev/shop?'],
    [['check', '--max-cost', '5', '--where', 'project=shopp'], 'Did you mean /home/dev/shop?'],
    [['check', '--max-cost', '5', '--per', 'tema'], 'no usage has the label "tema".'],
  ])('%j exits 2', async (argv, says) => {
    const { code, stderr } = await pcc(argv);
    expect(stderr).toContain(says);
    expect(code).toBe(2);
  });

  it.each<[filter: string, says: string]>([
    ['model=opus', 'model=opus matches claude-opus-5-5.\n'],
    ['model=claude-*', 'model=claude-* matches claude-opus-5-5.\n'],
    ['project=shop', 'project=shop matches /home/dev/shop.\n'],
    ['session=s', 'session=s matches s-1.\n'],
    ['team=SEARCH', 'label:team=SEARCH matches search.\n'],
    ['team=search', ''],
    ['model=claude-opus-5-5', ''],
    ['tier=standard', ''],
    ['user=', ''],
  ])('--where %s means what people mean by it, and says so', async (filter, says) => {
    const { code, stderr, stdout } = await pcc(['report', '--where', filter]);
    expect({ code, stderr, requests: / Requests +1\n/.test(stdout) }).toEqual({
      code: 0,
      stderr: says,
      requests: true,
    });
  });

  it('a period without usage is a fact: one line, exit 0', async () => {
    const { code, stdout, stderr } = await pcc(['report', '--since', '2026-11-21', '--by', 'model']);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: 'No usage since 2026-11-21 (UTC); nothing refused.\n',
      stderr: '',
    });
    expect((await pcc(['check', '--max-cost', '5', '--since', '2026-11-21'])).code).toBe(2);
  });

  it('the same words are times everywhere, and local is the zone of the machine', async () => {
    const lines = [
      ['report', '--since', 'yesterday', '--tz', 'local'],
      ['report', '--window', '7D'],
      ['diagnose', '--window', 'this-week'],
      ['whatif', '--window', '2026-W47'],
      ['whatif', 'break-even', '--window', 'last-day'],
      ['check', '--max-cost', '5', '--window', 'yesterday', '--tz', 'local'],
      ['check', '--max-cost', '5', '--since', '7d'],
      ['report', '--since', '14d', '--until', 'today', '--prices-as-of', 'now'],
      ['prices', 'list', '--at', 'now'],
    ];
    for (const argv of lines) expect({ argv, code: (await pcc(argv)).code }).toEqual({ argv, code: 0 });
    expect((await pcc(['report', '--tz', 'local'])).stdout).toContain('(Europe/Berlin)');
  });
});

describe('an answer', () => {
  it.each(['report', 'diagnose', 'whatif'])(
    'of %s, of logs that could not be read, says that and nothing else',
    async (command) => {
      const { code, stdout, stderr } = await pcc([command, './nope.jsonl']);
      expect({ code, stdout, stderr }).toEqual({
        code: 2,
        stdout: '',
        stderr: 'promptcache-cost: ./nope.jsonl: no such file or directory.\n',
      });
    },
  );

  it('for a program is there all the same', async () => {
    const json = await pcc(['report', 'nope', '--format', 'json']);
    expect({ code: json.code, refused: (JSON.parse(json.stdout) as ReportJson).refused_records }).toEqual({
      code: 2,
      refused: 0,
    });
  });

  it('with --top and no rows says that it has nothing to choose from', async () => {
    await pcc(['ingest', 'timed.ndjson']);
    expect((await pcc(['report', '--top', '3'])).stderr).toBe(
      '--top has no rows to choose from: add --by, such as --by project.\n',
    );
  });
});
