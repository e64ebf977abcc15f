/** The same tokens at the prices of another day. */
import { fail } from '../../core/problem.ts';
import { parseDate, utcDate } from '../../core/time.ts';
import { billLogged } from '../rules.ts';
import type { Scenario } from '../scenario.ts';

export const prices: Scenario = {
  id: 'prices',
  title: 'at the prices of a day',
  usage: 'prices=DATE',
  standard: false,
  realisable: false,
  needs: ['given'],
  todo: 'nothing: it shows what a price change did, or does',
  plan({ value, named }, { workload: { requests } }) {
    const [unknown] = Object.keys(named);
    if (unknown !== undefined) fail('bad_scenario', `prices has no option "${unknown}".`);
    const asOf = value === undefined ? undefined : parseDate(value);
    if (asOf === undefined)
      fail('bad_scenario', `prices=${value ?? ''} is not a date.`, {
        hint: 'For example --scenario prices=2026-10-01.',
      });
    return {
      options: { date: utcDate(asOf) },
      asOf,
      certain: true,
      play({ start, end }, _assumption, bills) {
        for (let row = start; row < end; row++) billLogged(requests, row, bills);
      },
    };
  },
};
