/** Tokens that the API counted, where no usage says how many there are. */
import { expect, it } from 'vitest';
import { promptWorldOf } from '../../src/simulate/make-prompt-world.ts';
import { promptLogOf } from '../../src/simulate/prompts.ts';
import type { PromptedInference, Run } from '../../src/store/ledger.ts';
import { book } from '../prices/shipped.ts';
import { inference } from './inference.ts';
import { blockOf } from './prompt-log.ts';

/** Each letter a run; `counts` by its place, `used` what the usage tells of the whole prompt. */
function upTo(
  letters: string,
  counts: readonly (number | undefined)[],
  { used = 0, logsCache = false, messages = '' } = {},
): number[] {
  const runs = [...letters].map((letter, place): Run => {
    const block = { ...blockOf(letter), tokens: undefined, size: 400 };
    const tokens = counts[place];
    const model = 'claude-opus-5-5';
    const counted = tokens === undefined ? {} : { counted: [{ model, parameters: '', tokens }] };
    return { id: place + 1, after: place, blocks: [block], ...counted };
  });
  const request: PromptedInference = {
    ...inference({ input: used }),
    ...{ run: runs.length, id: '1', file: 'log', line: 1, marks: [], automatic: undefined, answered: undefined },
    ...{
      parameters: { system: '', messages },
      digest: '',
      question: '',
      sketch: [],
      logsCache,
      firstCall: undefined,
      attribution: '',
    },
  };
  const log = promptLogOf([request], runs);
  const tokens = promptWorldOf(log, book).counted;
  return [...log.prompts.path].map((node) => tokens.upTo[node] ?? 0);
}

it('hold where they were counted; what lies between is spread over them', () => {
  expect(upTo('TSABC', [300, 700, 900, undefined, 1300])).toEqual([300, 700, 900, 1100, 1300]);
});

// Three of the whole prompt's tokens stand behind its last block.
it('give way to a usage, also to one further on that they leave no room for', () => {
  expect(upTo('TSAB', [300, 700, 900, 1001], { used: 1000, logsCache: true })).toEqual([300, 700, 900, 997]);
  expect(upTo('TSAB', [300, 700, 1000, 1300], { used: 1000, logsCache: true })).toEqual([300, 700, 849, 997]);
});

it('are those of the parameters they were counted with', () => {
  const estimated = upTo('TSA', [300, 700], { messages: 'p' });
  expect(upTo('TSA', [300, 700, 5000], { messages: 'p' })).toEqual(estimated);
});
