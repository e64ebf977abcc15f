/** What a check keeps apart has a limit, over groups, days and spenders together. */
import { expect, it } from 'vitest';
import { MOST_SUMS } from '../../../src/analysis/most-groups.ts';
import { NO_RECORDS } from '../../../src/analysis/budgets/measured.ts';
import { observer, type Observer } from '../../../src/analysis/budgets/observe.ts';
import { quoter } from '../../../src/analysis/quoter.ts';
import { book } from '../../prices/shipped.ts';
import { usage } from '../usage.ts';

function observing(groups: number, spenders: number): Observer {
  const seen = observer(quoter(book), 'UTC', groups > 0);
  for (let index = 0; index < Math.max(groups, spenders); index++) {
    const group = groups > 0 ? `s${index}` : undefined;
    seen.add(usage(), { group, model: `m${spenders > 0 ? index : 0}`, project: null });
  }
  return seen;
}

it('has room for so many, and says what to do about more', () => {
  const most = MOST_SUMS / 3;
  expect(observing(most, 0).observed(NO_RECORDS).size).toBe(most);
  expect(() => observing(most + 1, 0)).toThrow('there are more than 120000 groups by what the budget is per');
  expect(
    observing(0, MOST_SUMS - 1)
      .observed(NO_RECORDS)
      .get(undefined)?.spenders,
  ).toHaveLength(MOST_SUMS - 1);
  expect(() => observing(0, MOST_SUMS)).toThrow('there are more than 120000 groups by day, model and project.');
});
