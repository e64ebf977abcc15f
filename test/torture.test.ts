/** The torture's own judgement: what differs is found, and what does not is not. */
import { createFixture } from 'fs-fixture';
import { describe, expect, it, test } from 'vitest';
import { changing } from '../torture/changing.ts';
import { verdictOn } from '../torture/damage.ts';
import { blemishes, differences, saysClearly } from '../torture/judge.ts';
import { randomOf } from '../torture/random.ts';
import type { State } from '../torture/state.ts';
import { lineOf } from '../torture/trial.ts';

const STATE: State = { integrity: 'ok', events: 'e', sums: '[1]', rollups: { daily: 'd' }, report: '0 {}' };

describe('a ledger', () => {
  it('that holds the same differs in nothing', () => {
    expect(differences(STATE, { ...STATE, rollups: { daily: 'd' } })).toEqual([]);
  });

  it.each([
    [{ integrity: 'row 1 missing' }, 'integrity: row 1 missing'],
    [{ events: 'x' }, 'other events'],
    [{ sums: '[2]' }, 'sums [2], not [1]'],
    [{ rollups: { daily: 'x' } }, 'other rows in the rollup daily'],
    [{ rollups: {} }, 'other rows in the rollup daily'],
    [{ report: '0 {"x":1}' }, 'another report'],
  ])('differs with %j', (other, what) => {
    expect(differences(STATE, { ...STATE, ...other })).toEqual([what]);
  });
});

describe('a command', () => {
  it.each([
    [{ code: 0, stderr: '' }, []],
    [{ code: 2, stderr: 'promptcache-cost: x.db: the ledger is damaged. Restore a copy.\n' }, []],
    [{ code: undefined, signal: 'SIGABRT' as const, stderr: '' }, ['ended by SIGABRT']],
    [{ code: 134, stderr: '' }, ['ended by code 134']],
    [{ code: 1, stderr: 'Error: x\n    at run (file:///a/b.ts:1:2)\n' }, ['a stack trace']],
    [{ code: 2, stderr: 'promptcache-cost: this is a bug (Error).' }, ['"promptcache-cost: this is a bug (Error)."']],
    [{ code: 2, stderr: 'promptcache-cost: it is locked.' }, ['"promptcache-cost: it is locked."']],
  ])('with %j', (said, wrong) => {
    expect(blemishes(said)).toEqual(wrong);
  });

  it('gives up clearly with exit code 2 and one line', () => {
    const stderr = 'promptcache-cost: x.db: the ledger is damaged.\n';
    expect(saysClearly({ code: 2, stderr })).toBe(true);
    expect(
      [
        { code: 1, stderr },
        { code: 2, stderr: '' },
        { code: 2, stderr: stderr + stderr },
      ].map(saysClearly),
    ).toEqual([false, false, false]);
  });
});

describe('a damaged ledger', () => {
  const fine = { code: 0, stdout: '{"cost":1}', stderr: '' };
  const said = { code: 2, stdout: '', stderr: 'promptcache-cost: the ledger is damaged.\n' };
  const other = { ...fine, stdout: '{"cost":2}' };
  const bug = { ...said, stderr: 'promptcache-cost: this is a bug (Error).\n' };
  const all = [fine, fine, fine, fine];

  it.each([
    ['same', all, false],
    ['said', [fine, said, fine, fine], false],
    ['silent', [said, other, said, said], false],
    ['silent', [fine, fine, { ...other, code: 2 }, fine], false],
    ['unseen', [said, other, said, said], true],
    ['bug', [fine, bug, fine, other], true],
    ['wrong', [fine, fine, fine, { ...said, stderr: '' }], true],
    ['wrong', [bug, fine, fine, { ...fine, code: 139 }], true],
    ['wrong', 'a crash (SIGSEGV)', true],
  ] as const)('%s', (as, answers, insideRow) => {
    expect(verdictOn(all, answers, insideRow).as).toBe(as);
  });
});

test('a round fails beside a reference that is wrong', async () => {
  await using folder = await createFixture();
  const reference = (state: State): State => ({ ...state, events: 'wrong' });
  const round = { number: 1, random: randomOf('test'), folder: folder.path, bytes: 1, large: false, reference };
  const tally = await changing.round(round);
  expect(tally.wrong).toHaveLength(tally.tried);
  expect(new Set(tally.wrong.map((what) => what.split(': ')[1]))).toEqual(new Set(['other events']));
  expect(lineOf(changing, tally)).toBe('changing files: 0 of 10 as without');
});
