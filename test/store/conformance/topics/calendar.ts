/** Which bucket of a calendar an event falls in, in UTC and in zones of whole and of other offsets. */
import type { Bucket } from '../../../../src/core/time.ts';
import type { Rows, Asked } from '../answers.ts';
import type { Topic } from '../question.ts';
import { call, worldOf } from '../world.ts';

function by(size: Bucket, zone: string): (of: Asked) => Rows {
  return (of) => of.usage({ bucket: { size, zone } });
}

/** In Berlin, clocks go back on 25 October 2026 at 01:00 UTC, and forward on 29 March at the same hour. */
export const CALENDAR: Topic = {
  name: 'calendar',
  world: worldOf([
    call('before clocks go forward', '2026-03-29T00:59:59.999', { input: 1 }),
    call('as clocks go forward', '2026-03-29T01:00', { input: 2 }),
    call('last of a day in Berlin, in summer', '2026-10-24T21:59:59.999', { input: 10 }),
    call('first of a day in Berlin, in summer', '2026-10-24T22:00', { input: 20 }),
    call('in the hour that comes twice', '2026-10-25T00:30', { input: 40 }),
    call('an hour later, and no later by the clock', '2026-10-25T01:30', { input: 80 }),
    call('last of a day in Berlin, in winter', '2026-10-25T22:59:59.999', { input: 100 }),
    call('first of a day in Berlin, in winter', '2026-10-25T23:00', { input: 200 }),
    call('last of an hour in Kathmandu', '2026-11-02T18:14:59.999', { input: 1_000 }),
    call('first of a day in Kathmandu', '2026-11-02T18:15', { input: 2_000 }),
    call('last of a day in Kolkata', '2026-11-02T18:29:59.999', { input: 4_000 }),
    call('first of a day in Kolkata', '2026-11-02T18:30', { input: 8_000 }),
    call('a Sunday', '2027-01-03T23:59:59.999', { input: 10_000 }),
    call('a Monday', '2027-01-04T00:00', { input: 20_000 }),
  ]),
  questions: [
    {
      rule: 'hours begin at the full hour',
      ask: by('hour', 'UTC'),
      answer: [
        '2026-03-29T00:00Z | opus | 1 request | input 1',
        '2026-03-29T01:00Z | opus | 1 request | input 2',
        '2026-10-24T21:00Z | opus | 1 request | input 10',
        '2026-10-24T22:00Z | opus | 1 request | input 20',
        '2026-10-25T00:00Z | opus | 1 request | input 40',
        '2026-10-25T01:00Z | opus | 1 request | input 80',
        '2026-10-25T22:00Z | opus | 1 request | input 100',
        '2026-10-25T23:00Z | opus | 1 request | input 200',
        '2026-11-02T18:00Z | opus | 4 requests | input 15000',
        '2027-01-03T23:00Z | opus | 1 request | input 10000',
        '2027-01-04T00:00Z | opus | 1 request | input 20000',
      ],
    },
    {
      rule: 'days begin at midnight',
      ask: by('day', 'UTC'),
      answer: [
        '2026-03-29 | opus | 2 requests | input 3',
        '2026-10-24 | opus | 2 requests | input 30',
        '2026-10-25 | opus | 4 requests | input 420',
        '2026-11-02 | opus | 4 requests | input 15000',
        '2027-01-03 | opus | 1 request | input 10000',
        '2027-01-04 | opus | 1 request | input 20000',
      ],
    },
    {
      rule: 'weeks are ISO 8601 weeks, and each UTC day in one is a group of its own, since prices may change',
      ask: by('week', 'UTC'),
      answer: [
        '2026-W13 on 2026-03-29 | opus | 2 requests | input 3',
        '2026-W43 on 2026-10-24 | opus | 2 requests | input 30',
        '2026-W43 on 2026-10-25 | opus | 4 requests | input 420',
        '2026-W45 on 2026-11-02 | opus | 4 requests | input 15000',
        '2026-W53 on 2027-01-03 | opus | 1 request | input 10000',
        '2027-W01 on 2027-01-04 | opus | 1 request | input 20000',
      ],
    },
    {
      rule: 'months are calendar months, and each UTC day in one is a group of its own',
      ask: by('month', 'UTC'),
      answer: [
        '2026-03 on 2026-03-29 | opus | 2 requests | input 3',
        '2026-10 on 2026-10-24 | opus | 2 requests | input 30',
        '2026-10 on 2026-10-25 | opus | 4 requests | input 420',
        '2026-11 on 2026-11-02 | opus | 4 requests | input 15000',
        '2027-01 on 2027-01-03 | opus | 1 request | input 10000',
        '2027-01 on 2027-01-04 | opus | 1 request | input 20000',
      ],
    },
    {
      rule: 'a day follows the clocks of its zone, in summer and in winter, and UTC days are apart in it',
      ask: by('day', 'Europe/Berlin'),
      answer: [
        '2026-03-29 | opus | 2 requests | input 3',
        '2026-10-24 | opus | 1 request | input 10',
        '2026-10-25 on 2026-10-24 | opus | 1 request | input 20',
        '2026-10-25 | opus | 3 requests | input 220',
        '2026-10-26 on 2026-10-25 | opus | 1 request | input 200',
        '2026-11-02 | opus | 4 requests | input 15000',
        '2027-01-04 on 2027-01-03 | opus | 1 request | input 10000',
        '2027-01-04 | opus | 1 request | input 20000',
      ],
    },
    {
      rule: 'an hour that clocks show twice is two hours',
      ask: by('hour', 'Europe/Berlin'),
      answer: [
        '2026-03-29T01:00+01:00 | opus | 1 request | input 1',
        '2026-03-29T03:00+02:00 | opus | 1 request | input 2',
        '2026-10-24T23:00+02:00 | opus | 1 request | input 10',
        '2026-10-25T00:00+02:00 on 2026-10-24 | opus | 1 request | input 20',
        '2026-10-25T02:00+01:00 | opus | 1 request | input 80',
        '2026-10-25T02:00+02:00 | opus | 1 request | input 40',
        '2026-10-25T23:00+01:00 | opus | 1 request | input 100',
        '2026-10-26T00:00+01:00 on 2026-10-25 | opus | 1 request | input 200',
        '2026-11-02T19:00+01:00 | opus | 4 requests | input 15000',
        '2027-01-04T00:00+01:00 on 2027-01-03 | opus | 1 request | input 10000',
        '2027-01-04T01:00+01:00 | opus | 1 request | input 20000',
      ],
    },
    {
      rule: 'a week follows the clocks of its zone',
      ask: by('week', 'Europe/Berlin'),
      answer: [
        '2026-W13 on 2026-03-29 | opus | 2 requests | input 3',
        '2026-W43 on 2026-10-24 | opus | 2 requests | input 30',
        '2026-W43 on 2026-10-25 | opus | 3 requests | input 220',
        '2026-W44 on 2026-10-25 | opus | 1 request | input 200',
        '2026-W45 on 2026-11-02 | opus | 4 requests | input 15000',
        '2027-W01 on 2027-01-03 | opus | 1 request | input 10000',
        '2027-W01 on 2027-01-04 | opus | 1 request | input 20000',
      ],
    },
    {
      rule: 'a day may begin at half past an hour of UTC',
      ask: by('day', 'Asia/Kolkata'),
      answer: [
        '2026-03-29 | opus | 2 requests | input 3',
        '2026-10-25 on 2026-10-24 | opus | 2 requests | input 30',
        '2026-10-25 | opus | 2 requests | input 120',
        '2026-10-26 on 2026-10-25 | opus | 2 requests | input 300',
        '2026-11-02 | opus | 3 requests | input 7000',
        '2026-11-03 on 2026-11-02 | opus | 1 request | input 8000',
        '2027-01-04 on 2027-01-03 | opus | 1 request | input 10000',
        '2027-01-04 | opus | 1 request | input 20000',
      ],
    },
    {
      rule: 'an hour may begin at half past an hour of UTC',
      ask: by('hour', 'Asia/Kolkata'),
      answer: [
        '2026-03-29T06:00+05:30 | opus | 2 requests | input 3',
        '2026-10-25T03:00+05:30 on 2026-10-24 | opus | 2 requests | input 30',
        '2026-10-25T06:00+05:30 | opus | 1 request | input 40',
        '2026-10-25T07:00+05:30 | opus | 1 request | input 80',
        '2026-10-26T04:00+05:30 on 2026-10-25 | opus | 2 requests | input 300',
        '2026-11-02T23:00+05:30 | opus | 3 requests | input 7000',
        '2026-11-03T00:00+05:30 on 2026-11-02 | opus | 1 request | input 8000',
        '2027-01-04T05:00+05:30 on 2027-01-03 | opus | 1 request | input 10000',
        '2027-01-04T05:00+05:30 | opus | 1 request | input 20000',
      ],
    },
    {
      rule: 'an hour may begin a quarter past an hour of UTC',
      ask: by('hour', 'Asia/Kathmandu'),
      answer: [
        '2026-03-29T06:00+05:45 | opus | 2 requests | input 3',
        '2026-10-25T03:00+05:45 on 2026-10-24 | opus | 2 requests | input 30',
        '2026-10-25T06:00+05:45 | opus | 1 request | input 40',
        '2026-10-25T07:00+05:45 | opus | 1 request | input 80',
        '2026-10-26T04:00+05:45 on 2026-10-25 | opus | 2 requests | input 300',
        '2026-11-02T23:00+05:45 | opus | 1 request | input 1000',
        '2026-11-03T00:00+05:45 on 2026-11-02 | opus | 3 requests | input 14000',
        '2027-01-04T05:00+05:45 on 2027-01-03 | opus | 1 request | input 10000',
        '2027-01-04T05:00+05:45 | opus | 1 request | input 20000',
      ],
    },
    {
      rule: 'a month follows the clocks of its zone',
      ask: by('month', 'America/New_York'),
      answer: [
        '2026-03 on 2026-03-29 | opus | 2 requests | input 3',
        '2026-10 on 2026-10-24 | opus | 2 requests | input 30',
        '2026-10 on 2026-10-25 | opus | 4 requests | input 420',
        '2026-11 on 2026-11-02 | opus | 4 requests | input 15000',
        '2027-01 on 2027-01-03 | opus | 1 request | input 10000',
        '2027-01 on 2027-01-04 | opus | 1 request | input 20000',
      ],
    },
    {
      rule: 'an offset is a zone too',
      ask: by('day', '+05:30'),
      answer: [
        '2026-03-29 | opus | 2 requests | input 3',
        '2026-10-25 on 2026-10-24 | opus | 2 requests | input 30',
        '2026-10-25 | opus | 2 requests | input 120',
        '2026-10-26 on 2026-10-25 | opus | 2 requests | input 300',
        '2026-11-02 | opus | 3 requests | input 7000',
        '2026-11-03 on 2026-11-02 | opus | 1 request | input 8000',
        '2027-01-04 on 2027-01-03 | opus | 1 request | input 10000',
        '2027-01-04 | opus | 1 request | input 20000',
      ],
    },
  ],
};
