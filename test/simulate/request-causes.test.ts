/** Why a request read no more: each cause by the smallest log that has it. */
import { describe, expect, it } from 'vitest';
import { promptWorldOf } from '../../src/simulate/make-prompt-world.ts';
import { judgeRequests, type Judged, type RequestCause } from '../../src/simulate/request-causes.ts';
import { storyOf } from '../../src/simulate/request-story.ts';
import { book } from '../prices/shipped.ts';
import { promptLog, type Sent } from './prompt-log.ts';

function judgedLast(sent: readonly Sent[]): Judged {
  let last: Judged | undefined;
  judgeRequests(promptWorldOf(promptLog(sent.map((each) => ({ session: 's', ...each }))), book), (_, judged) => {
    last = judged;
  });
  return last!;
}

/** The last block of a request, for five minutes. */
const rolling = { automatic: '5m' } as const;

describe('the last request of', () => {
  it.each<[cause: RequestCause, sent: Sent[], told: Partial<Judged>]>([
    ['cold', [{ blocks: 'TSA', ...rolling }], { before: -1, missed: 0 }],
    [
      'no_breakpoint',
      [
        { blocks: 'TSA', ...rolling },
        { blocks: 'TSAaB', at: 9 },
      ],
      { missed: 3000 },
    ],
    // Haiku 4.5 caches from 4,096 tokens on.
    ['too_short', [{ blocks: 'TSA', model: 'claude-haiku-4-5', ...rolling }], {}],
    [
      'whole',
      [
        { blocks: 'TSA', ...rolling },
        { blocks: 'TSA', at: 9, ...rolling },
      ],
      { place: 2, missed: 0 },
    ],
    [
      'grown',
      [
        { blocks: 'TSA', ...rolling },
        { blocks: 'TSAaB', at: 9, ...rolling },
      ],
      { place: 2, missed: 0 },
    ],
    [
      'model',
      [
        { blocks: 'TSA', ...rolling },
        { blocks: 'TSAaB', at: 9, model: 'claude-sonnet-5-5', ...rolling },
      ],
      { missed: 3000 },
    ],
    [
      'parameters',
      [
        { blocks: 'TSA', ...rolling },
        { blocks: 'TSAaB', at: 9, parameters: { system: '', messages: 'no tools' }, ...rolling },
      ],
      { place: 2, level: 'messages', missed: 3000 },
    ],
    [
      'changed',
      [
        { blocks: 'TSA', ...rolling },
        { blocks: 'TXAaB', at: 9, ...rolling },
      ],
      { place: 1, level: 'messages', missed: 3000 },
    ],
    [
      'changed',
      [
        { blocks: 'TSA', ...rolling },
        { blocks: 'TsA', at: 9, ...rolling },
      ],
      { place: 1, level: 'system' },
    ],
    ['not_written', [{ blocks: 'TSA' }, { blocks: 'TSAaB', at: 9, ...rolling }], { place: 2, missed: 0 }],
    [
      'expired',
      [
        { blocks: 'TSA', ...rolling },
        { blocks: 'TSAaB', at: 310, ...rolling },
      ],
      { place: 2, ms: 10_000, missed: 3000 },
    ],
    [
      'parallel',
      [
        { blocks: 'TSA', answers: 12, ...rolling },
        { blocks: 'TSAaB', at: 9, ...rolling },
      ],
      { place: 2, ms: 3000, missed: 3000 },
    ],
    [
      'lookback',
      [
        { blocks: 'TSA', ...rolling },
        { blocks: `TSA${'aB'.repeat(10)}`, at: 9, ...rolling },
      ],
      { place: 2, missed: 3000 },
    ],
  ])('%s', (cause, sent, told) => {
    expect(judgedLast(sent)).toMatchObject({ cause, ...told });
  });

  const first: Sent = { blocks: 'TSA', ...rolling, logsCache: true, input: 0, cache_write_5m: 3000, answers: 2 };
  const second: Sent = { blocks: 'TSAaB', ...rolling, logsCache: true, input: 0, cache_write_5m: 5000 };

  it.each<[string, Sent[], Partial<Judged>]>([
    [
      'seconds after its write: not yet readable',
      [first, { ...second, at: 7 }],
      { cause: 'not_yet_readable', ms: 5000 },
    ],
    ['later: dropped', [first, { ...second, at: 8 }], { cause: 'dropped', ms: 6000 }],
    [
      'seconds after a read: dropped, for others had found it',
      [first, { ...first, at: 30, read: 3000, cache_write_5m: 0 }, { ...second, at: 33 }],
      { cause: 'dropped' },
    ],
    [
      'and where it was read nothing was missed',
      [first, { ...second, at: 7, read: 3000, cache_write_5m: 2000 }],
      { cause: 'grown' },
    ],
  ])('an entry that the log shows was not found, %s', (_, sent, told) => {
    const missed = told.cause === 'grown' ? 0 : 3000;
    expect(judgedLast(sent)).toMatchObject({ place: 2, missed, ...told });
  });

  it('what the provider had cached in its answer counts as had', () => {
    const asked: Sent = { blocks: 'TSA', ...rolling, logsCache: true, input: 0, cache_write_5m: 3000 };
    const back: Sent = { blocks: 'TSA?B', at: 60, ...rolling, logsCache: true, input: 0 };
    expect(judgedLast([asked, { ...back, read: 4000, cache_write_5m: 1000 }])).toMatchObject({
      cause: 'grown',
      missed: 0,
    });
    expect(judgedLast([asked, { ...back, read: 3000, cache_write_5m: 2000 }])).toMatchObject({
      missed: 1000,
      place: 3,
    });
  });

  it('a log without sessions is held against the request that shares a message', () => {
    const sent = [
      { blocks: 'TSA', session: '', ...rolling },
      { blocks: 'TSAaB', session: '', at: 310, ...rolling },
    ];
    expect(judgedLast(sent)).toMatchObject({ cause: 'expired', before: 0 });
    const other = [
      { blocks: 'TSA', session: '', ...rolling },
      { blocks: 'TSBaB', session: '', at: 9, ...rolling },
    ];
    expect(judgedLast(other)).toMatchObject({ cause: 'not_written', before: -1 });
  });
});

describe('the story of a request', () => {
  // 3,000 tokens written at 0 s, 2,000 more at 60 s; the third reads 5,000 and writes 1,000 for an hour.
  const sent: Sent[] = [
    { blocks: 'TSA', session: 's', at: 0, ...rolling },
    { blocks: 'TSAaB', session: 's', at: 60, ...rolling },
    { blocks: 'TSAaBbC', session: 's', at: 100, marks: [[5, '1h']], output: 10 },
  ];
  const world = promptWorldOf(promptLog(sent), book);
  const story = storyOf(world, 2)!;

  it('bills every block as what it was', () => {
    expect(story.blocks.map(({ billed }) => billed)).toEqual([...Array<string>(5).fill('read'), 'write_1h', 'input']);
    expect(story.blocks.map(({ breakpoint }) => breakpoint)).toEqual([...Array<undefined>(5), 3_600_000, undefined]);
    expect(story.blocks.map(({ shared }) => shared)).toEqual([true, true, true, true, true, false, false]);
    expect(story.replayed).toMatchObject({
      cache_read: 5000,
      cache_write_1h: 1000,
      cache_write_5m: 0,
      input: 1000,
      output: 10,
    });
  });

  it('tells which entry it read', () => {
    expect(story.entry).toEqual({ usedAt: world.log.prompts.at[1], ttl: 300_000 });
    expect(story.logged).toBeUndefined();
  });

  it('costs what its tokens cost', () => {
    // Opus 5.5: $4 input, $20 output per million; reads 0.05x (see the price file), one hour 2x.
    const { cost } = story.replayed.figures;
    const tokens = 1000n * 4_000_000n + 1000n * 8_000_000n + 10n * 20_000_000n;
    expect(cost! - tokens).toBe(5000n * 200_000n);
  });

  it('follows the log where that says what was read', () => {
    const logged = sent.map((each): Sent => ({ ...each, input: 0, logsCache: true }));
    const [one, two, three] = logged as [Sent, Sent, Sent];
    const usage = [
      { ...one, cache_write_5m: 3000 },
      { ...two, read: 3000, cache_write_5m: 2000 },
      { ...three, read: 3000, cache_write_1h: 3000, input: 1000 },
    ];
    const told = storyOf(promptWorldOf(promptLog(usage), book), 2)!;
    expect(told.blocks.map(({ billed }) => billed)).toEqual([
      ...Array<string>(3).fill('read'),
      ...Array<string>(3).fill('write_1h'),
      'input',
    ]);
    expect(told.judged).toMatchObject({ cause: 'dropped', missed: 2000 });
    expect(told.replayed.cache_read).toBe(5000);
  });

  it('is none of a row that is not there', () => {
    expect(storyOf(world, 3)).toBeUndefined();
  });
});
