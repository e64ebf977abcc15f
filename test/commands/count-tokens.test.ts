/** ingest --count-tokens against an endpoint of this machine: what is asked, once; what is kept; and what goes wrong. */
import { createFixture, type FsFixture } from 'fs-fixture';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { promptWorldOf } from '../../src/simulate/make-prompt-world.ts';
import { USUAL_TAIL } from '../../src/simulate/tails.ts';
import { promptLogOf, type PromptLog } from '../../src/simulate/prompts.ts';
import { askedAt, cutsOf, LEAST_MESSAGES } from '../../src/sources/request-cuts.ts';
import type { JsonObject } from '../../src/sources/reading.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { book } from '../prices/shipped.ts';
import { tokenServer, wordsOf, type Said, type TokenServer } from '../io/token-server.ts';
import { runCli, type Ran } from '../run.ts';

const KEY = 'sk-ant-Invented0000-nobodysKeyWXYZ';
const MODEL = 'claude-opus-5-5';

let folder: FsFixture;
let server: TokenServer;
beforeEach(async () => {
  folder = await createFixture();
});
afterEach(async () => {
  await server?.close();
  await folder.rm();
});

async function serve(say?: (body: JsonObject, before: number) => Said | undefined): Promise<void> {
  server = await tokenServer(say);
}

function ingest(args: readonly string[] = [], env: Record<string, string> = {}): Promise<Ran> {
  const own = { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: server.url, PROMPTCACHE_COST_DB: folder.getPath('a.db') };
  return runCli(['ingest', 'log.jsonl', '--count-tokens', ...args], { cwd: folder.path, env: { ...own, ...env } });
}

const text = (said: string): JsonObject => ({ type: 'text', text: said });
const TOOLS = [{ name: 'find_order', description: 'Finds an order by its number', input_schema: { type: 'object' } }];
const SYSTEM = [{ ...text('You answer for a shop of confidential lamps.'), cache_control: { type: 'ephemeral' } }];

/** A conversation whose requests each say one thing more; the first is the same in all of them. */
function requestsOf(session: number, turns: number): JsonObject[] {
  const said = Array.from({ length: turns * 2 - 1 }, (_, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: [text(index === 0 ? 'Good morning to you all' : `Session ${session}, and confidential line ${index}`)],
  }));
  return Array.from({ length: turns }, (_, turn) => ({
    ...{ model: MODEL, max_tokens: 64, stream: true, metadata: { user_id: 'ana' }, thinking: { type: 'adaptive' } },
    ...{ tools: TOOLS, system: SYSTEM, messages: said.slice(0, turn * 2 + 1) },
  }));
}

/** Nothing is cached, and the usage says what counting says. */
function linesOf(requests: readonly JsonObject[], first = 0, model = MODEL): string {
  return requests
    .map((request, index) => {
      const at = new Date(Date.UTC(2026, 10, 12, 9, first + index)).toISOString();
      const usage = { input_tokens: wordsOf(request), output_tokens: 5 };
      const response = {
        id: `msg_01Count${first + index}`,
        type: 'message',
        role: 'assistant',
        model,
        content: [],
        usage,
      };
      return `${JSON.stringify({ timestamp: at, session: 's', request, response })}\n`;
    })
    .join('');
}

const CONVERSATIONS = [0, 1, 2].flatMap((session) => requestsOf(session, 4));
/** Tools, system, what all begin with, three more for each, and the least request. */
const PREFIXES = 3 + 3 * 3;
const REQUESTS = PREFIXES + 1;

const asked = (): string[] => server.asked.map(({ body }) => JSON.stringify(body));
const bytes = (): string =>
  readdirSync(folder.path)
    .filter((name) => name.startsWith('a.db'))
    .map((name) => readFileSync(folder.getPath(name), 'latin1'))
    .join('');

describe('each prefix', () => {
  beforeEach(async () => {
    await serve();
    await folder.writeFile('log.jsonl', linesOf(CONVERSATIONS));
  });

  it('is asked for once: over many conversations, runs, and copies of the log', async () => {
    expect(await ingest()).toMatchObject({ code: 0, stderr: '' });
    expect(new Set(asked()).size).toBe(REQUESTS);
    expect(asked()).toHaveLength(REQUESTS);
    expect((await ingest()).stdout).toContain('No prefixes of prompts to count that were not counted before.');
    await folder.writeFile('log.jsonl', linesOf([...CONVERSATIONS, ...requestsOf(0, 5).slice(4)]));
    expect((await ingest()).stdout).toContain('1 prefix counted, 6 known already.');
    await folder.writeFile('log.jsonl', linesOf(requestsOf(1, 4)));
    expect((await ingest()).stdout).toContain('0 prefixes counted, 6 known already.');
    expect(asked()).toHaveLength(REQUESTS + 1);
  });

  it('is asked for with the key, and with nothing that the endpoint does not know', async () => {
    await ingest();
    for (const { path, headers, body } of server.asked) {
      expect(path).toBe('POST /v1/messages/count_tokens');
      expect(headers['authorization']).toBe(`Bearer ${KEY}`);
      const { model, messages, ...rest } = body as Record<string, JsonObject[]>;
      expect(model).toBe(MODEL);
      expect(messages?.at(-1)).toMatchObject({ role: 'user' });
      expect(['', 'tools', 'tools,system', 'tools,system,thinking']).toContain(Object.keys(rest).join());
    }
  });

  it('has its tokens in the simulation, exactly', async () => {
    await ingest();
    const ledger = openLedger(folder.getPath('a.db'), { create: false });
    const log = promptLogOf(ledger.prompts({ period: {}, by: [], where: new Map() }), ledger.runs());
    const { upTo } = promptWorldOf(log, book).counted;
    ledger.close();
    const ends = new Set(CONVERSATIONS.map((_, row) => pathOf(log, row).at(-1)));
    CONVERSATIONS.forEach((request, row) => {
      for (const cut of cutsOf(request)) {
        // Of tools and system their own words: not what the least request has as well.
        const least = cut.level === 'messages' ? 0 : wordsOf({ messages: LEAST_MESSAGES });
        const node = pathOf(log, row)[cut.blocks - 1] ?? 0;
        // A usage tells the whole prompt, with what stands behind its last block.
        const behind = ends.has(node) ? USUAL_TAIL : 0;
        expect(upTo[node]).toBe(wordsOf(askedAt(request, cut)) - least - behind);
      }
    });
  });

  it('leaves its count, and nothing of its content or the key', async () => {
    const { stdout, stderr } = await ingest();
    const all = `${bytes()}${stdout}${stderr}`;
    for (const secret of [KEY.slice(-12), 'confidential', 'find_order', 'Good morning'])
      expect(all).not.toContain(secret);
    expect(all).toContain(MODEL);
  });

  it('is not asked for in a rehearsal, which needs no key and says how many there are', async () => {
    const { code, stdout } = await ingest(['--dry-run'], { ANTHROPIC_API_KEY: '' });
    expect(code).toBe(0);
    expect(stdout).toContain(`Would ask for ${PREFIXES} prefixes, 0 known already.`);
    expect(asked()).toEqual([]);
    await ingest();
    expect((await ingest(['--dry-run'])).stdout).toContain('No prefixes of prompts to count');
    expect(asked()).toHaveLength(REQUESTS);
  });

  it('is counted of a file that was read before without, and not again', async () => {
    const plain = (): Promise<Ran> =>
      runCli(['ingest', 'log.jsonl'], { cwd: folder.path, env: { PROMPTCACHE_COST_DB: folder.getPath('a.db') } });
    await plain();
    expect((await ingest()).stdout).toMatch(/^Stored 0 new .*\n12 prefixes counted, 0 known already\./);
    // Reading on without counting makes the file one that was not counted to its end.
    await folder.writeFile('log.jsonl', linesOf([...CONVERSATIONS, ...requestsOf(5, 1)]));
    await plain();
    await folder.writeFile('log.jsonl', linesOf([...CONVERSATIONS, ...requestsOf(5, 2)]));
    await plain();
    expect((await ingest()).stdout).toContain('1 prefix counted, 12 known already.');
  });

  it('is in the JSON', async () => {
    const { stdout } = await ingest(['--format', 'json']);
    const prefixes = { counted: PREFIXES, known: 0, missed: 0, by_reason: {} };
    expect(JSON.parse(stdout)).toMatchObject({ added: 12, prefixes });
  });
});

describe('what cannot be counted', () => {
  beforeEach(() => folder.writeFile('log.jsonl', linesOf(CONVERSATIONS)));
  const stored = 'Stored 12 new responses from 1 file';

  it('is asked for again while the API is busy, and when it had too many requests', async () => {
    await serve((_body, before) =>
      before < 3 ? { status: 429, type: 'rate_limit_error', retryAfter: 7 } : before < 5 ? { status: 529 } : undefined,
    );
    expect(await ingest()).toMatchObject({ code: 0, stderr: '' });
    expect(asked()).toHaveLength(REQUESTS + 5);
  });

  it('is estimated, and asked for by the next run although the file is the same', async () => {
    const isLong = ({ messages }: JsonObject): boolean => (messages as unknown[]).length >= 7;
    await serve((body) => (isLong(body) ? { status: 400, type: 'invalid_request_error' } : undefined));
    const first = await ingest();
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toContain(`${stored} (0 updated, 0 unchanged, 0 refused).\n9 prefixes counted, 0 known`);
    expect(first.stderr).toBe(
      '3 prefixes could not be counted; estimates stand in for them. Running it again asks for them again:\n' +
        '  3: 400 invalid_request_error: the API does not take the request as it was logged\n',
    );
    await server.close();
    await serve();
    expect((await ingest()).stdout).toContain('3 prefixes counted, 9 known already.');
    expect(asked()).toHaveLength(3);
    await ingest();
    expect(asked()).toHaveLength(3);
  });

  it('is not asked for once the key was refused: everything is stored, and the answer is 2', async () => {
    await serve(() => ({ status: 401, type: 'authentication_error' }));
    const { code, stdout, stderr } = await ingest();
    expect(code).toBe(2);
    expect(stdout).toContain(stored);
    expect(stderr).toContain('12: 401 authentication_error: is ANTHROPIC_API_KEY right?');
    expect(asked().length).toBeLessThanOrEqual(4);
    expect(stdout + stderr + bytes()).not.toContain(KEY.slice(-12));
  });

  it('because its model is gone is not asked for again, others are', async () => {
    await serve(({ model }) => (model === 'claude-1' ? { status: 404, type: 'not_found_error' } : undefined));
    await folder.writeFile('log.jsonl', linesOf(requestsOf(7, 9), 20, 'claude-1') + linesOf(CONVERSATIONS));
    const { code, stderr } = await ingest();
    expect(code).toBe(0);
    expect(stderr).toContain('11: 404 not_found_error: the API does not know the model, or has no count_tokens');
    expect(server.asked.filter(({ body }) => body['model'] === 'claude-1').length).toBeLessThanOrEqual(4);
    expect(asked().length).toBeGreaterThanOrEqual(REQUESTS);
  });

  it('is given up when the API keeps failing, and nothing counted is no answer', async () => {
    await serve(() => ({ status: 500 }));
    await folder.writeFile('log.jsonl', linesOf(requestsOf(7, 40)));
    const { code, stderr } = await ingest();
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^42 prefixes could not be counted.*\n {2}42: 500 api_error: the API is busy \(tried 5 times\)\n$/,
    );
    expect(asked().length).toBeLessThanOrEqual((8 + 3) * 5);
  });

  it('nobody is there', async () => {
    await serve();
    await server.close();
    const { code, stdout, stderr } = await ingest();
    expect(code).toBe(2);
    expect(stdout).toContain(stored);
    expect(stderr).toContain('12: the API could not be reached');
  });

  it.each(['{"input_tokens": "many"}', 'null', 'no JSON'])('somebody else answers: %s', async (body) => {
    await serve(() => ({ status: 200, body }));
    const { code, stderr } = await ingest();
    expect(code).toBe(2);
    expect(stderr).toContain('12: the answer is not one of the count_tokens endpoint: is ANTHROPIC_BASE_URL right?');
  });

  it.each([301, 302, 303, 307, 308])('is counted nowhere else: %i is not followed', async (status) => {
    await serve();
    const other = server;
    onTestFinished(() => other.close());
    const location = `${other.url}/v1/messages/count_tokens`;
    await serve(() => ({ status, location }));
    const { code, stderr } = await ingest();
    expect(code).toBe(2);
    expect(stderr).toContain(`12: ${status} api_error: the answer is a redirect, which is not followed: is`);
    expect(other.asked).toEqual([]);
  });

  it('the answer is longer than a count can be: nothing more is asked for', async () => {
    await serve(() => ({ status: 200, body: `{"input_tokens":1${' '.repeat(1 << 20)}}` }));
    const { code, stderr } = await ingest();
    expect(code).toBe(2);
    expect(stderr).toContain('12: the answer is longer than 1 MiB: is ANTHROPIC_BASE_URL right?\n');
    expect(asked().length).toBeLessThanOrEqual(4);
  });
});

describe('before anything is read', () => {
  beforeEach(async () => {
    await serve();
    await folder.writeFile('log.jsonl', linesOf(CONVERSATIONS));
  });

  it.each([
    [{ ANTHROPIC_API_KEY: '' }, 'ANTHROPIC_API_KEY is not set. Set it: export ANTHROPIC_API_KEY='],
    [{ ANTHROPIC_API_KEY: `${KEY}\u00e9` }, 'ANTHROPIC_API_KEY has characters that no key has.'],
    [{ ANTHROPIC_BASE_URL: 'here' }, 'ANTHROPIC_BASE_URL is not an http(s) address.'],
  ])('what is missing is said: %j', async (env, message) => {
    const { code, stdout, stderr } = await ingest([], env);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).not.toContain(KEY.slice(-12));
    expect(bytes()).toBe('');
  });

  it('other logs have nothing to count', async () => {
    await folder.writeFile('log.jsonl', linesOf(CONVERSATIONS).replaceAll('"request":{', '"asked":{'));
    const { code, stdout } = await ingest();
    expect(code).toBe(0);
    expect(stdout).toContain('No prefixes of prompts to count');
    expect(asked()).toEqual([]);
  });
});

function pathOf({ prompts: { from, path } }: PromptLog, row: number): Uint32Array {
  return path.subarray(from[row], from[row + 1]);
}
