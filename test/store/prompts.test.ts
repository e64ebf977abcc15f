/** Prompts in the ledger: what came in comes out, whatever the order, and what many begin with is kept once. */
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { createFixture, type FsFixture } from 'fs-fixture';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_SCOPE, type UsageEvent } from '../../src/core/event.ts';
import type { Prompt, PromptBlock } from '../../src/core/prompt.ts';
import type { Instant, Period } from '../../src/core/time.ts';
import type { Counts, Dimension, Ledger } from '../../src/store/ledger.ts';
import { openLedger } from '../../src/store/sqlite.ts';
import { event, part, START, writeEvents } from './events.ts';
import { anyPrompt, block, hashOf, prompt, promptOf, sentOf } from './sent.ts';

let folder: FsFixture;
let ledger: Ledger;
beforeEach(async () => {
  folder = await createFixture();
  ledger = openLedger('', { create: true });
});
afterEach(async () => {
  ledger.close();
  await folder.rm();
});

function write(events: readonly UsageEvent[], into: Ledger = ledger, run = 1): Counts {
  return writeEvents(into, events, run);
}

const at = (offset: number): Instant => (START + offset) as Instant;

/** Blocks as they are stored, each once for every run it is in. */
function stored(from: Ledger = ledger): PromptBlock[] {
  return [...from.runs()].flatMap(({ blocks }) => blocks);
}

/** Two blocks a turn, after a tool and a system prompt. */
function turns(count: number, from = 0): PromptBlock[] {
  const head = [
    block(900, { level: 'tools', kind: 'tool', role: '', ends: false }),
    block(901, { level: 'system', role: '', ends: false }),
  ];
  return [...head, ...Array.from({ length: count * 2 }, (_, place) => block(from + place))];
}

describe('what was sent', () => {
  it('comes out as it went in: any order, twice, in any batches', () => {
    fc.assert(
      fc.property(fc.array(anyPrompt, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (prompts, size) => {
        const events = prompts.map((each, index) => event(`m:${index}`, { at: at(index), prompt: each }));
        for (const order of [events, events.toReversed(), [...events, ...events]]) {
          const own = openLedger('', { create: true });
          try {
            for (let from = 0; from < order.length; from += size) write(order.slice(from, from + size), own);
            const sent = sentOf(own);
            expect(sent.map(promptOf)).toEqual(prompts);
            expect(sent.map((each, index) => own.isOf(each, `m:${index}`))).toEqual(prompts.map(() => true));
          } finally {
            own.close();
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is one of those that records of a response show, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(anyPrompt, { minLength: 1, maxLength: 5 }), (prompts) => {
        const events = prompts.map((each) => event('m:1', { prompt: each }));
        const kept = [events, events.toReversed(), [...events, event('m:1')]].map((order) => {
          const own = openLedger('', { create: true });
          order.forEach((each) => write([each], own));
          const sent = sentOf(own).map(promptOf);
          own.close();
          return sent;
        });
        expect(kept[0]).toHaveLength(1);
        expect(prompts).toContainEqual(kept[0]?.[0]);
        expect(kept[0]?.[0]?.blocks).toHaveLength(Math.max(...prompts.map(({ blocks }) => blocks.length)));
        expect(kept[1]).toEqual(kept[0]);
        expect(kept[2]).toEqual(kept[0]);
      }),
      { numRuns: 60 },
    );
  });

  it('is learned from a later record, which changes nothing else', () => {
    write([event('m:1')], ledger, 1);
    expect(sentOf(ledger)).toEqual([]);
    const known = event('m:1', { prompt: prompt(turns(1)) });
    expect(write([known], ledger, 2)).toMatchObject({ added: 0, updated: 0, unchanged: 1 });
    expect(sentOf(ledger).map(promptOf)).toEqual([prompt(turns(1))]);
    expect(write([event('m:1', { parts: [part({ output: 9 })] })], ledger, 3)).toMatchObject({ updated: 1 });
    expect(sentOf(ledger).map(promptOf)).toEqual([prompt(turns(1))]);
  });

  it('may be nothing at all', () => {
    write([event('m:1', { prompt: prompt([]) })]);
    expect(sentOf(ledger)).toMatchObject([{ run: 0, blocks: [] }]);
    expect(stored()).toEqual([]);
  });
});

describe('what prompts begin with', () => {
  it.each([
    ['in the order of time', (events: UsageEvent[]): UsageEvent[] => events],
    ['the newest first', (events: UsageEvent[]): UsageEvent[] => events.toReversed()],
  ])('is stored once for a conversation that grows, read %s', (_name, ordered) => {
    const growing = Array.from({ length: 200 }, (_, index) =>
      event(`m:${index}`, { at: at(index), prompt: prompt(turns(index + 1)) }),
    );
    ordered(growing).forEach((each) => write([each]));
    expect(stored()).toHaveLength(2 + 200 * 2);
    expect(sentOf(ledger).map(({ blocks }) => blocks.length)).toEqual(growing.map((_, index) => 4 + index * 2));
  });

  it('is stored once for conversations that share tools and system only', () => {
    write([event('m:1', { prompt: prompt(turns(5)) }), event('m:2', { prompt: prompt(turns(5, 100)) })]);
    expect(stored()).toHaveLength(2 + 10 + 10);
  });

  it('is stored once when each request ends with a reminder that the next one drops', () => {
    const reminder = block(999);
    for (let turn = 1; turn <= 50; turn += 1) {
      const said = turns(turn);
      const last = { ...said.at(-1)!, ends: false };
      write([event(`m:${turn}`, { prompt: prompt([...said.slice(0, -1), last, reminder]) })]);
    }
    // What a turn says, what it says when it is not the last, and the reminder: never the whole conversation.
    expect(stored().length).toBeLessThan(50 * 5);
  });

  it('is stored at most sixteen times over in one long message', () => {
    const long = Array.from({ length: 200 }, (_, place) => block(place, { kind: 'opaque', ends: false }));
    for (let length = 200; length > 0; length -= 1)
      write([event(`m:${length}`, { prompt: prompt(long.slice(0, length)) })]);
    expect(stored().length).toBeLessThanOrEqual(200 * 16);
  });
});

describe('reading', () => {
  const sent = prompt(turns(1));

  it('comes in the order of time, then by path, line and key, however it was stored', () => {
    const origins: [string, string, number][] = [
      ['m:1', '/logs/b.jsonl', 1],
      ['m:2', '/logs/a.jsonl', 10],
      ['m:3', '/logs/a.jsonl', 9],
      ['m:4', '/logs/c.jsonl', 1],
    ];
    const events = origins.map(([key, file, line]) => event(key, { origin: { file, line }, prompt: sent }));
    for (const order of [events, events.toReversed()]) {
      const own = openLedger('', { create: true });
      write([...order, event('m:0', { at: at(1), prompt: sent }), event('m:9', { at: at(-1), prompt: sent })], own);
      const keys = ['m:9', 'm:3', 'm:2', 'm:1', 'm:4', 'm:0'];
      expect(sentOf(own).map((each) => keys.findIndex((key) => own.isOf(each, key)))).toEqual([0, 1, 2, 3, 4, 5]);
      own.close();
    }
  });

  it('gives the first part alone, of messages whose prompt is known', () => {
    write([
      event('m:1', { prompt: sent, parts: [part({ input: 1 }), part({ input: 2 }, { model: 'other', requests: 0 })] }),
      event('m:2', { prompt: sent, parts: [part({ input: 3 }, { kind: 'advisor' })] }),
      event('m:3'),
    ]);
    expect(sentOf(ledger).map(({ meters }) => meters.input)).toEqual([1]);
  });

  it.each<[Period, [Dimension, string[]][], number[]]>([
    [{ since: at(2) }, [], [2, 3]],
    [{ since: at(1), until: at(2) }, [], [1]],
    [{}, [['project', ['/p']]], [1]],
    [{}, [['kind', ['message']]], [1, 2, 3]],
    [{}, [['label:team', ['a']]], [3]],
    [{ until: at(3) }, [['model', ['claude-opus-5-5']]], [1, 2]],
  ])('of %j, where %j', (period, where, expected) => {
    write([
      event('m:1', { at: at(1), scope: { ...NO_SCOPE, project: '/p' }, prompt: sent }),
      event('m:2', { at: at(2), scope: { ...NO_SCOPE, project: '/q' }, prompt: sent }),
      event('m:3', { at: at(3), scope: { ...NO_SCOPE, project: '/q', labels: { team: 'a' } }, prompt: sent }),
    ]);
    const read = sentOf(ledger, { period, where: new Map(where), by: ['label:team', 'project'] });
    expect(read.map((each) => each.at - START)).toEqual(expected);
    const values = [
      ['', '/p'],
      ['', '/q'],
      ['a', '/q'],
    ];
    expect(read.map((each) => each.values)).toEqual(expected.map((index) => values[index - 1]));
  });
});

it('a rehearsal leaves nothing, not even in memory', async () => {
  const sent: Prompt = prompt(turns(3));
  await ledger.rehearse(() => Promise.resolve(write([event('m:1', { prompt: sent })])));
  expect(stored()).toEqual([]);
  expect(sentOf(ledger)).toEqual([]);
  write([event('m:1', { prompt: sent })]);
  expect(sentOf(ledger).map(promptOf)).toEqual([sent]);
});

it('a batch that fails leaves nothing, not even in memory', () => {
  const sent: Prompt = prompt(turns(3));
  const broken = prompt([block(1, { size: -1 })]);
  const events = [event('m:1', { prompt: sent }), event('m:2', { prompt: broken })];
  expect(() => write(events)).toThrow(/whole number/);
  expect(stored()).toEqual([]);
  write([event('m:3', { prompt: sent })]);
  expect(sentOf(ledger).map(promptOf)).toEqual([sent]);
});

describe('fingerprints', () => {
  const newLedger = (name: string): Ledger => openLedger(folder.getPath(name), { create: true });

  it('are 64 bits that stay as they are in one ledger, and tell nothing in another', () => {
    const [one, same, other] = [newLedger('a.db'), newLedger('a.db'), newLedger('b.db')];
    const texts = ['', 'hello', 'ünïcode 🙂', 'x'.repeat(100_000)];
    const printed = texts.map(one.fingerprint);
    expect(printed.join()).toMatch(/^([0-9a-f]{16},?){4}$/);
    expect(new Set(printed).size).toBe(4);
    expect(texts.map(same.fingerprint)).toEqual(printed);
    expect(texts.map(other.fingerprint).filter((each) => printed.includes(each))).toEqual([]);
    [one, same, other].forEach((each) => each.close());
    const again = newLedger('a.db');
    expect(texts.map(again.fingerprint)).toEqual(printed);
    again.close();
  });

  it('are all there is of a text, and of the key there is nothing', () => {
    const file = folder.getPath('a.db');
    const own = openLedger(file, { create: true });
    const secret = 'the merger is called off';
    const hashed = block(1, { hash: own.fingerprint(secret), size: secret.length });
    write([event('m:1', { prompt: prompt([hashed], { digest: own.fingerprint(secret), question: hashOf(5) }) })], own);
    const everything = JSON.stringify([
      [...own.prompts({ period: {}, by: [], where: new Map() }), ...own.runs(), own.values('model'), own.outcomes()],
      [...own.inferences({ period: {}, by: [], where: new Map() })],
      Object.entries(own).map(([name, value]) => [name, String(value)]),
    ]);
    own.close();
    const database = new Database(file, { readonly: true });
    const keys = database.prepare('SELECT key FROM secret').pluck().all() as Buffer[];
    database.close();
    expect(keys.map((key) => key.length)).toEqual([32]);
    for (const form of ['hex', 'base64', 'latin1'] as const) expect(everything).not.toContain(keys[0]?.toString(form));
    expect(everything).not.toContain(JSON.stringify([...keys[0]!]).slice(1, -1));
    expect(everything).not.toContain('merger');
    expect(everything).toContain(hashed.hash);
  });
});
