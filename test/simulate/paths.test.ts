/** How prompts that are stored in runs become paths of prefixes. */
import { describe, expect, it } from 'vitest';
import { promptLogOf, type PromptLog } from '../../src/simulate/prompts.ts';
import type { PromptedInference, Run } from '../../src/store/ledger.ts';
import { inference, type Given } from './inference.ts';
import { blockOf } from './prompt-log.ts';

const NO_PARAMETERS = { system: '', messages: '' };

function request(run: number, parameters = NO_PARAMETERS, given: Given = {}): PromptedInference {
  return {
    ...inference(given),
    ...{ run, id: `${run}`, file: 'log', line: run, marks: [], automatic: undefined, answered: undefined, parameters },
    ...{ digest: '', question: '', sketch: [], logsCache: false, firstCall: undefined, attribution: '' },
  };
}

/** Runs in the order of their ids, from 1 on: which one each goes on from, and its blocks. */
function runs(...given: [after: number, letters: string][]): Run[] {
  return given.map(([after, letters], index) => ({ id: index + 1, after, blocks: [...letters].map(blockOf) }));
}

function pathsOf({ prompts: { count, from, path } }: PromptLog): number[][] {
  return Array.from({ length: count }, (_, row) => [...path.subarray(from[row], from[row + 1])]);
}

describe('paths', () => {
  it('are shared as far as prompts are, however these are cut into runs', () => {
    const log = promptLogOf([request(2), request(4)], runs([0, 'TS'], [1, 'AB'], [0, 'T'], [3, 'SAC']));
    const [first = [], second = []] = pathsOf(log);
    expect(second.slice(0, 3)).toEqual(first.slice(0, 3));
    expect(second[3]).not.toBe(first[3]);
  });

  it('part where a level depends on other parameters', () => {
    const given = runs([0, 'TSA']);
    const system = { system: 'p', messages: '' };
    const messages = { system: '', messages: 'p' };
    const [none = [], ...others] = pathsOf(promptLogOf([request(1), request(1, system), request(1, messages)], given));
    expect(others.map((path) => path.filter((node) => none.includes(node)).length)).toEqual([1, 2]);
  });

  it('of another model have nothing in common', () => {
    const other = request(1, NO_PARAMETERS, { model: 'claude-haiku-5-5' });
    const [first = [], second = []] = pathsOf(promptLogOf([request(1), other], runs([0, 'TSA'])));
    expect(second.filter((node) => first.includes(node))).toEqual([]);
  });

  it('tell where tools, system and the last server tool end', () => {
    const { prompts } = promptLogOf([request(1), request(2), request(0)], runs([0, 'TTSA'], [0, 'A!B!C']));
    expect([...prompts.toolsEnd]).toEqual([1, -1, -1]);
    expect([...prompts.systemEnd]).toEqual([2, -1, -1]);
    expect([...prompts.serverResult]).toEqual([-1, 3, -1]);
    expect([...prompts.from]).toEqual([0, 4, 9, 9]);
  });

  it('may be very long', () => {
    const length = 50_000;
    const log = promptLogOf([request(length)], runs(...Array.from({ length }, (_, at): [number, string] => [at, 'A'])));
    expect(pathsOf(log)[0]).toHaveLength(length);
  });

  it('need every run of their prompts', () => {
    const [first, , third] = runs([0, 'T'], [1, 'S'], [2, 'A']);
    expect(() => promptLogOf([request(3)], [first!, third!])).toThrow('run 2 of a prompt is missing');
    expect(() => promptLogOf([request(4)], [first!])).toThrow('run 4 of a prompt is missing');
  });
});
