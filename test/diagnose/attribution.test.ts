/** What is put down to the client's attribution header, and what is not. */
import { expect, it } from 'vitest';
import type { Cause } from '../../src/diagnose/cause.ts';
import type { Sent } from '../simulate/prompt-log.ts';
import { diagnosisOf, type Logged } from './logged.ts';

interface Call {
  readonly header: string;
  readonly read: number;
}

/** A conversation that grows by 2,000 tokens a call, a minute apart, all of it cached; the cause of each miss. */
function causesOf(calls: readonly Call[], isPart: boolean): (Cause | undefined)[] {
  const blocks = 'SABCDEFGHI';
  const usage = calls.map(({ read }, index): Logged => {
    const length = blocks.length + index * 2;
    return { session: 'a', at: index * 60, read, cache_write_5m: length * 1000 - read };
  });
  const sent = calls.map(({ header }, index): Sent => ({
    ...{ ...usage[index], input: 0, blocks: blocks + 'jKlMnOpQ'.slice(0, index * 2), automatic: '5m', logsCache: true },
    attribution: header === '' ? '' : `${isPart ? '!' : ''}${header}`,
  }));
  const { misses } = diagnosisOf(usage, sent);
  return calls.map((_, row) => misses.get(row)?.cause);
}

const lost = (header: string): Call => ({ header, read: 0 });

it.each<[string, Call[], boolean, (Cause | undefined)[]]>([
  [
    'an endpoint that is known to be another',
    [lost('1'), lost('2'), lost('3')],
    true,
    [undefined, 'attribution_changed', 'attribution_changed'],
  ],
  [
    'one that never reads behind another header',
    [lost('1'), lost('2'), lost('3')],
    false,
    [undefined, 'attribution_changed', 'attribution_changed'],
  ],
  [
    'not one that did so once',
    [lost('1'), lost('2'), { header: '3', read: 12_000 }, lost('4')],
    false,
    [undefined, 'gone_early', undefined, 'gone_early'],
  ],
  ['not one call alone', [lost('1'), lost('2')], false, [undefined, 'gone_early']],
  ['not the same header', [lost('1'), lost('1'), lost('1')], false, [undefined, 'gone_early', 'gone_early']],
  ['not no header', [lost(''), lost(''), lost('')], false, [undefined, 'gone_early', 'gone_early']],
])('%s', (_, calls, isPart, expected) => {
  expect(causesOf(calls, isPart)).toEqual(expected);
});
