/** Faults that were planted are found, and nothing else is: by cause, and by how it is known. */
import { beforeAll, describe, expect, it } from 'vitest';
import { KNOWN, type Cause, type Known } from '../../src/diagnose/cause.ts';
import { planted } from './planted.ts';
import { seen, VIEWS } from './planted-log.ts';
import { Scores, type Score } from './planted-score.ts';
import { truthOf } from './planted-truth.ts';

const WORKLOADS = 36;
const LEAST = 0.95;
const ENOUGH = 100;

const CHANGES = ['model_changed', 'speed_changed', 'messages_changed', 'system_changed', 'compacted'] as const;
const PAUSES = ['expired_5m', 'expired_1h'] as const;
const STARTS = ['parallel', 'cold_start', 'subagent_start'] as const;
const UNMARKED = ['too_short', 'no_breakpoint'] as const;
/** What there is to be found at each level. */
const PLANTED: Readonly<Record<Known, readonly Cause[]>> = {
  reported: [...CHANGES, 'tools_changed', ...PAUSES, 'gone_early'],
  observed: [...CHANGES, 'tools_changed', ...PAUSES, 'gone_early', ...STARTS, ...UNMARKED, 'lookback'],
  inferred: [...CHANGES, 'tools_or_system_changed', ...PAUSES, ...STARTS, ...UNMARKED],
};

function scored(): Scores {
  const scores = new Scores();
  for (let seed = 1; seed <= WORKLOADS; seed++) {
    const view = VIEWS[seed % VIEWS.length]!;
    scores.add(view, seen(truthOf(planted(seed, view === 'prompts' ? 'sent' : 'answered')), view, seed));
  }
  return scores;
}

function lineOf({ known, cause, planted: faults, recall, claimed, precision }: Score): string {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`.padStart(8);
  const counts = [faults, claimed].map((count) => `${count}`.padStart(6));
  return `${known.padEnd(9)} ${cause.padEnd(24)} ${counts[0]} ${percent(recall)} ${counts[1]} ${percent(precision)}`;
}

describe(`of the faults planted in ${WORKLOADS} workloads`, () => {
  let scores: Scores;
  let all: readonly Score[];
  beforeAll(() => {
    scores = scored();
    all = scores.all();
    const head = `${'known'.padEnd(9)} ${'cause'.padEnd(24)} planted  recall  found precision`;
    const untold = [...scores.untold()].map(([cause, count]) => `${cause} ${count}`).join(', ');
    console.log([head, ...all.map(lineOf), `not to be seen in usage: ${untold}`].join('\n'));
  });

  it.each(KNOWN.flatMap((known) => PLANTED[known].map((cause) => [cause, known] as const)))(
    '%s is found where it is %s',
    (cause, known) => {
      const score = all.find((each) => each.cause === cause && each.known === known);
      expect(score?.planted).toBeGreaterThanOrEqual(ENOUGH);
      expect(score?.recall).toBeGreaterThanOrEqual(LEAST);
      expect(score?.precision).toBeGreaterThanOrEqual(LEAST);
    },
  );

  it('all that is found was planted somewhere', () => {
    for (const { known, cause, claimed } of all)
      if (!PLANTED[known].includes(cause)) expect(claimed, `${known} ${cause}`).toBeLessThan(ENOUGH / 20);
  });

  it('as many tokens are lost as truly were', () => {
    expect(scores.lost.found / scores.lost.truly).toBeCloseTo(1, 2);
  });
});
