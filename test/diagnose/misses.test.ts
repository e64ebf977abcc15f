/** Which requests missed what was there for them, and why: the smallest log for each rule that usage has to go by. */
import { describe, expect, it } from 'vitest';
import type { MissReason, NoReason } from '../../src/core/diagnosis.ts';
import { diagnosisOf, type Logged } from './logged.ts';

const said = (reason: MissReason | NoReason, tokens?: number): Pick<Logged, 'reported'> => ({
  reported: { reason, tokens },
});

/** What each request missed, as "cause known lost"; '' where nothing. */
function missesIn(given: readonly Logged[]): string[] {
  const { misses } = diagnosisOf(given);
  return given.map((_, row) => {
    const miss = misses.get(row);
    return miss === undefined ? '' : `${miss.cause} ${miss.known} ${miss.lost}`;
  });
}

const begun: Logged = { cache_write_5m: 10_000, output: 100 };
const lost: Logged = { at: 60, cache_write_5m: 10_500 };

describe('what usage tells:', () => {
  it.each<[what: string, given: Logged[], last: string]>([
    ['all read', [begun, { at: 60, read: 10_000, cache_write_5m: 500 }], ''],
    ['all lost', [begun, lost], 'tools_or_system_changed inferred 10000'],
    [
      'a pause that began with the request, not with its answer',
      [
        { ...begun, lasts: 250 },
        { ...lost, at: 320 },
      ],
      'expired_5m inferred 10000',
    ],
    [
      'the standard speed, said and unsaid',
      [
        { ...begun, speed: '' },
        { ...lost, speed: 'standard', read: 10_000 },
      ],
      '',
    ],
    ['another speed', [begun, { ...lost, speed: 'fast' }], 'speed_changed inferred 10000'],
    ['cut back, and read as far as it goes', [begun, { at: 60, read: 4000, cache_write_5m: 100 }], ''],
    [
      'sent twice at once',
      [
        { ...begun, lasts: 1 },
        { at: 3, cache_write_5m: 10_000 },
      ],
      'parallel inferred 10000',
    ],
    [
      'sent again after a minute',
      [begun, { at: 60, cache_write_5m: 10_000 }],
      'tools_or_system_changed inferred 10000',
    ],
    ['without a breakpoint', [begun, { at: 60, input: 10_500 }], 'no_breakpoint inferred 10000'],
    [
      'what stood before a request without a breakpoint',
      [begun, { at: 60, input: 10_500 }, { at: 400, cache_write_5m: 11_000 }],
      'expired_5m inferred 10000',
    ],
    [
      'a call on the side, and the conversation after it',
      [begun, { at: 60, model: 'claude-haiku-5-5', input: 9000 }, { at: 70, read: 10_000, cache_write_5m: 500 }],
      '',
    ],
    [
      'a short call on the side, and the conversation after it',
      [begun, { at: 60, cache_write_5m: 900 }, { at: 70, read: 10_000, cache_write_5m: 500 }],
      '',
    ],
    [
      'another version, whose beginning others keep warm',
      [
        { ...begun, version: '1.0' },
        { ...lost, version: '1.1', read: 3000, cache_write_5m: 7500 },
      ],
      'tools_or_system_changed inferred 7000',
    ],
  ])('%s', (_, given, last) => {
    expect(missesIn(given).at(-1)).toBe(last);
  });

  it.each([
    ['a prompt of the minimum is long enough to be cached', 512, 'no_breakpoint'],
    ['and one of a token less is not', 511, 'too_short'],
  ])('%s', (_, tokens, cause) => {
    expect(diagnosisOf([{ cache_write_5m: tokens }, { at: 60, input: tokens }]).misses.get(1)?.cause).toBe(cause);
  });

  it.each([
    ['an entry of the minimum', 512, 'tools_or_system_changed'],
    ['one that is a token shorter cannot be', 511, 'messages_changed'],
  ])('what all begin with is read when messages change: %s', (_, shared, cause) => {
    const start = (session: string, at: number): Logged => ({ session, at, read: shared, cache_write_5m: 9000 });
    const given = [start('a', 0), start('b', 20), { session: 'b', at: 60, cache_write_5m: 9600 }];
    expect(diagnosisOf(given).misses.get(2)?.cause).toBe(cause);
  });

  it('calls on the side miss nothing', () => {
    const side: Logged[] = [
      { at: 60, model: 'claude-haiku-5-5', input: 9000 },
      { at: 61, cache_write_5m: 900 },
    ];
    expect(missesIn([begun, ...side, { at: 70, read: 10_000, cache_write_5m: 500 }])).toEqual(['', '', '', '']);
  });
});

describe('first requests', () => {
  const start = (at: number, read: number): Logged => ({ session: `${at}`, at, read, cache_write_5m: 20_000 - read });

  it('miss what two of them read, but for the first that wrote it', () => {
    expect(missesIn([start(0, 0), start(60, 15_000), start(120, 15_000), start(600, 0)])).toEqual([
      ...['', '', ''],
      'cold_start inferred 15000',
    ]);
  });

  it('that only look like others are held against them once two of those have begun', () => {
    expect(missesIn([start(0, 15_000), start(600, 0), start(1200, 15_000), start(1800, 0)])).toEqual([
      ...['', '', ''],
      'cold_start inferred 15000',
    ]);
  });

  it('that begin at once could have waited', () => {
    expect(missesIn([start(0, 0), start(60, 15_000), start(120, 15_000), start(600, 0), start(603, 0)]).at(-1)).toBe(
      'parallel inferred 15000',
    );
  });

  it('are not held against others while what those share is still there', () => {
    expect(missesIn([start(0, 0), start(60, 15_000), start(120, 15_000), start(180, 0)]).at(-1)).toBe('');
  });

  it('are not held against longer ones, or those of another version', () => {
    const others = [start(0, 0), start(60, 15_000), start(120, 15_000)];
    expect(missesIn([...others, { session: 'x', at: 600, cache_write_5m: 14_000 }]).at(-1)).toBe('');
    expect(missesIn([...others, { ...start(600, 0), version: '1.1' }]).at(-1)).toBe('');
  });
});

describe('what the API says:', () => {
  const asked: Logged = { ...begun, ...said('messages_changed') };
  const hour: Logged[] = [{ cache_write_1h: 10_000 }, { at: 1200, cache_write_1h: 10_500 }];

  it.each<[what: string, given: Logged[], last: string]>([
    ['which level changed', [begun, { ...lost, ...said('tools_changed', 9_900) }], 'tools_changed reported 10000'],
    [
      'a speed is part of the model',
      [begun, { ...lost, speed: 'fast', ...said('model_changed') }],
      'speed_changed reported 10000',
    ],
    [
      'a summary is another message',
      [begun, { at: 60, cache_write_5m: 2000, ...said('messages_changed') }],
      'compacted reported 2000',
    ],
    [
      'nothing that it can tell',
      [begun, { ...lost, ...said('unavailable') }],
      'tools_or_system_changed inferred 10000',
    ],
    ['that nothing diverged, to who asks', [asked, { ...lost, ...said('none') }], 'gone_early reported 10000'],
    [
      'nothing, to who may not have asked',
      [begun, { ...lost, ...said('none') }],
      'tools_or_system_changed inferred 10000',
    ],
    ['that nothing diverged in a pause', [begun, { ...lost, at: 1200, ...said('none') }], 'expired_5m reported 10000'],
    [
      'that nothing diverged in a pause that the entry should have outlived',
      [
        { ...hour[0], ...said('messages_changed') },
        { ...hour[1], ...said('none') },
      ],
      'gone_early reported 10000',
    ],
    [
      'a change, of a request that had no breakpoint either',
      [begun, { at: 60, input: 10_500, ...said('messages_changed') }],
      'no_breakpoint inferred 10000',
    ],
  ])('%s', (_, given, last) => {
    expect(missesIn(given).at(-1)).toBe(last);
  });
});
