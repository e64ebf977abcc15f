/** Stores of answers: each option worked out by hand, and any workload beside a store that is a plain list. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAnyScenario } from '../../src/simulate/ask.ts';
import { requestWhatIf } from '../../src/simulate/request-what-if.ts';
import { sharedBy, sketches } from '../../src/simulate/similar.ts';
import type { Outcome } from '../../src/simulate/what-if.ts';
import { book } from '../prices/shipped.ts';
import { START } from './inference.ts';
import { promptLog, type Sent } from './prompt-log.ts';

function outcomeOf(sent: readonly Sent[], scenario: string): Outcome {
  const parsed = parseAnyScenario(scenario);
  if (parsed.level !== 'request') throw new Error('of usage');
  return requestWhatIf(promptLog(sent), { strategies: [], scenarios: [parsed.asked] }, book).responses[0]!;
}

/** "A@0 A@10 B@20": what is asked, and when in seconds; "~2" behind it is how long its answer takes. */
function asking(text: string, more: (index: number) => Partial<Sent> = () => ({})): Sent[] {
  return text.split(' ').map((each, index) => {
    const [, blocks = '', at, answers] = /^(\w+)@(\d+)(?:~(\d+))?$/.exec(each) ?? [];
    return { blocks, at: Number(at), ...(answers !== undefined && { answers: Number(answers) }), ...more(index) };
  });
}

const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

describe('the same request', () => {
  it.each<[what: string, asked: string, options: string, answered: number]>([
    ['is answered once it was asked', 'A@0 A@1 B@2 A@3', '', 2],
    ['is asked again after the time to live', 'A@0 A@60 A@61', ':ttl=1m', 1],
    ['does not live longer for being served', 'A@0 A@50 A@70 A@120', ':ttl=1m', 2],
    ['is asked again while its answer is on the way', 'A@0~5 A@4 A@5', '', 1],
    ['is thrown out when it is the least recently used', 'A@0 B@1 A@2 C@3 A@4 B@5', ':capacity=2', 2],
    ['is found in its own instance only', 'A@0 A@1 A@2 A@3', ':instances=2', 2],
    ['is void after an instant', 'A@0 A@10 A@20', `:invalidate=${at(15)}`, 1],
    ['is void at that instant', 'A@0 A@10', `:invalidate=${at(10)}`, 0],
  ])('%s: %s%s', (_, asked, options, answered) => {
    expect(outcomeOf(asking(asked), `response-cache${options}`).answered).toMatchObject({
      requests: answered,
      otherQuestion: 0,
    });
  });

  it('is void when another model answers, where that is asked for', () => {
    const models = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-sonnet-5-5'];
    const sent = asking('A@0 A@1 A@2', (index) => ({ model: models[index]!, digest: 'same' }));
    expect(outcomeOf(sent, 'response-cache').answered?.requests).toBe(2);
    expect(outcomeOf(sent, 'response-cache:invalidate=model').answered?.requests).toBe(1);
  });

  it('costs nothing, and what is still asked is billed as it was logged', () => {
    // Opus 5.5: $4 per million. 1,000 tokens as input three times are $0.012; the second A is not asked.
    expect(outcomeOf(asking('A@0 A@1 B@2'), 'response-cache').likely.cost).toBe(8_000_000_000n);
  });

  it('keeps nothing alive in the cache of the provider when it is not asked', () => {
    // Every 200 s the same 4,000 tokens: the first writes (5m), the next two read; the answered ones do not renew the
    // entry, so what comes 400 s after the first writes again.
    const mark = { marks: [[3, '5m']] as const };
    const [write, read] = [
      { cache_write_5m: 4000, input: 0 },
      { read: 4000, input: 0 },
    ];
    const sent: Sent[] = [
      { blocks: 'TSAB', at: 0, digest: 'a', ...mark, ...write },
      { blocks: 'TSAB', at: 200, digest: 'a', ...mark, ...read },
      { blocks: 'TSAB', at: 400, digest: 'b', ...mark, ...read },
    ];
    const { likely } = outcomeOf(sent, 'response-cache');
    expect(likely.sums).toMatchObject({ cache_write_5m: 8000n, cache_read: 0n });
  });

  it('is answered as often as by a list that is looked through from front to end', () => {
    const step = fc.record({
      letter: fc.constantFrom(...'ABCDEF'),
      pause: fc.integer({ min: 0, max: 50 }),
      answers: fc.integer({ min: 0, max: 30 }),
    });
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 60 }),
        fc.constantFrom(1, 2, 3, 100),
        fc.constantFrom(1, 3),
        (steps, capacity, instances) => {
          let seconds = 0;
          const sent = steps.map(({ letter, pause, answers }): Sent => {
            seconds += pause;
            return { blocks: letter, at: seconds, answers };
          });
          const options = `ttl=1m,capacity=${capacity},instances=${instances}`;
          const { answered } = outcomeOf(sent, `response-cache:${options}`);
          expect(answered?.requests).toBe(naively(sent, 60, capacity, instances));
        },
      ),
      { numRuns: 500, seed: 3 },
    );
  });
});

function naively(sent: readonly Sent[], ttl: number, capacity: number, instances: number): number {
  type Kept = { blocks: string; from: number; until: number };
  const stores: Kept[][] = Array.from({ length: instances }, () => []);
  let answered = 0;
  for (const [index, { blocks, at: now = 0, answers = 0 }] of sent.entries()) {
    const slot = index % instances;
    const store = stores[slot]!;
    const found = store.find((kept) => kept.blocks === blocks && now >= kept.from && now <= kept.until);
    if (found !== undefined) {
      answered += 1;
      stores[slot] = [...store.filter((kept) => kept !== found), found];
      continue;
    }
    const came = now + answers;
    const alive = store.find((kept) => kept.blocks === blocks && came >= kept.from && came <= kept.until);
    const others = store.filter((kept) => kept.blocks !== blocks);
    stores[slot] = [...others, { blocks, from: alive?.from ?? came, until: came + ttl }].slice(-capacity);
  }
  return answered;
}

describe('a similar question', () => {
  const sketch = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
  const asked = (...texts: string[]): Sent[] =>
    texts.map((text, index) => ({ blocks: 'A', at: index, digest: `${index}`, question: text, sketch: sketch(text) }));

  it.each<[what: string, texts: string[], options: string, answered: number, otherQuestion: number]>([
    ['is answered, and counted as another one', ['abcdefghij', 'abcdefghiX'], '', 1, 1],
    ['is not, below the threshold', ['abcdefghij', 'abcdefghXY'], '', 0, 0],
    ['is, with a lower threshold', ['abcdefghij', 'abcdefghXY'], ':similarity=0.8', 1, 1],
    ['is not another one when it is the same', ['abcdefghij', 'abcdefghij'], ':similarity=1', 1, 0],
    ['gets the answer of the one most like it', ['abcdefghiX', 'abcdefghZY', 'abcdefghij'], '', 1, 1],
    ['without words is never answered', ['', ''], ':similarity=0.1', 0, 0],
  ])('%s', (_, texts, options, answered, otherQuestion) => {
    expect(outcomeOf(asked(...texts), `response-similar${options}`).answered).toMatchObject({
      requests: answered,
      otherQuestion,
    });
  });

  it('in another context is told apart', () => {
    const [first, second] = asked('go on please', 'go on please');
    expect(outcomeOf([first!, second!], 'response-similar').answered).toEqual({
      requests: 1,
      otherQuestion: 0,
      otherContext: 1,
    });
  });

  it('is found without looking at all of them, as when looking at all of them', () => {
    const anySketch = fc.array(fc.constantFrom(1, 2, 3), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(
        fc.array(anySketch, { maxLength: 30 }),
        anySketch,
        fc.integer({ min: 1, max: 8 }),
        (all, own, least) => {
          const index = sketches();
          for (const [key, each] of all.entries()) index.add(String(key), each);
          for (const key of all.keys()) if (key % 5 === 0) index.remove(String(key));
          const alike = [...all.entries()].filter(([key, each]) => key % 5 !== 0 && sharedBy(own, each) >= least);
          const found = index.like(own, least);
          expect([...found].sort()).toEqual(alike.map(([key]) => String(key)).sort());
          const shared = found.map((key) => sharedBy(own, all[Number(key)]!));
          expect(shared).toEqual([...shared].sort((a, b) => b - a));
        },
      ),
      { numRuns: 500, seed: 4 },
    );
  });
});

it.each([
  ['response-cache:ttl=0s', 'ttl'],
  ['response-cache:ttl=soon', 'ttl'],
  ['response-cache:capacity=0', 'capacity'],
  ['response-cache:instances=x', 'instances'],
  ['response-cache:invalidate=tomorrow', 'invalidate'],
  ['response-cache:size=4', 'size'],
  ['response-similar:similarity=1.1', 'similarity'],
  ['response-similar:similarity=0', 'similarity'],
])('%s is refused, and named', (text, name) => {
  expect(() => parseAnyScenario(text)).toThrow(name);
});
