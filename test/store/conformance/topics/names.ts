/** Whose call it is: names can be grouped by and selected, and one that nobody told is ''. */
import { NO_SCOPE, type Scope, type UsageEvent } from '../../../../src/core/event.ts';
import type { Topic } from '../question.ts';
import { call, worldOf } from '../world.ts';

function by(key: string, minute: number, input: number, scope: Partial<Scope>): UsageEvent {
  const instant = `2026-11-01T00:${String(minute).padStart(2, '0')}`;
  return call(key, instant, { input }, { scope: { ...NO_SCOPE, ...scope } });
}

export const NAMES: Topic = {
  name: 'names',
  world: worldOf([
    by('nobody', 0, 1, {}),
    by('a main thread', 1, 20, { workspace: 'w', project: '/p', session: 's', thread: 'main' }),
    by('a sub-agent', 2, 300, { workspace: 'w', project: '/p', session: 's', thread: 'agent' }),
    by('the same in another project', 3, 4_000, { workspace: 'w', project: '/q', session: 's', thread: 'main' }),
    by('a session of the same name', 4, 50_000, { workspace: 'v', session: 's', thread: 'main' }),
    by('a key and its user', 5, 600_000, { api_key: 'k', user: 'u' }),
    by('labels', 6, 7_000_000, { labels: { team: 'a', branch: 'main' } }),
    by('an empty label', 7, 80_000_000, { labels: { team: '' } }),
    by('odd labels', 8, 900_000_000, {
      labels: { 'a.b': '1', 'a"b': 'quote', 'a\\b': 'slash', ünï: 'ü', '': 'no name' },
    }),
    by('a project of odd characters', 9, 1_000_000_000, { project: '/it\'s 100 % "odd", [0].$ 🙂' }),
  ]),
  questions: [
    {
      rule: 'what is not grouped by is summed up',
      ask: (of) => of.usage(),
      answer: ['2026-11-01 | opus | 10 requests | input 1987654321'],
    },
    {
      rule: 'the values of a dimension are known, and whether some usage has none',
      ask: (of) => [
        `project: ${of.values('project').join(', ')}`,
        `thread: ${of.values('thread').join(', ')}`,
        `user: ${of.values('user').join(', ')}`,
        `source: ${of.values('source').join(', ')}`,
        `label:team: ${of.values('label:team').join(', ')}`,
      ],
      answer: [
        'project: , /it\'s 100 % "odd", [0].$ 🙂, /p, /q',
        'thread: , agent, main',
        'user: , u',
        'source: claude-code',
        'label:team: , a',
      ],
    },
    {
      rule: 'the names of labels are known',
      ask: (of) => of.labels(),
      answer: ['', 'a"b', 'a.b', 'a\\b', 'branch', 'team', 'ünï'],
    },
    {
      rule: 'an unknown project is a project named ""',
      ask: (of) => of.usage({ by: ['project'] }),
      answer: [
        '2026-11-01 | opus | "" | 6 requests | input 987650001',
        `2026-11-01 | opus | "/it's 100 % \\"odd\\", [0].$ 🙂" | 1 request | input 1000000000`,
        '2026-11-01 | opus | "/p" | 2 requests | input 320',
        '2026-11-01 | opus | "/q" | 1 request | input 4000',
      ],
    },
    {
      rule: 'values come in the order in which they were asked for',
      ask: (of) => of.usage({ by: ['thread', 'project', 'model', 'label:team', 'session', 'workspace'] }),
      answer: [
        '2026-11-01 | opus | "" "" "opus" "" "" "" | 4 requests | input 980600001',
        '2026-11-01 | opus | "" "" "opus" "a" "" "" | 1 request | input 7000000',
        `2026-11-01 | opus | "" "/it's 100 % \\"odd\\", [0].$ 🙂" "opus" "" "" "" | 1 request | input 1000000000`,
        '2026-11-01 | opus | "agent" "/p" "opus" "" "s" "w" | 1 request | input 300',
        '2026-11-01 | opus | "main" "" "opus" "" "s" "v" | 1 request | input 50000',
        '2026-11-01 | opus | "main" "/p" "opus" "" "s" "w" | 1 request | input 20',
        '2026-11-01 | opus | "main" "/q" "opus" "" "s" "w" | 1 request | input 4000',
      ],
    },
    {
      rule: 'keys and users can be grouped by',
      ask: (of) => of.usage({ by: ['api_key', 'user'] }),
      answer: [
        '2026-11-01 | opus | "" "" | 9 requests | input 1987054321',
        '2026-11-01 | opus | "k" "u" | 1 request | input 600000',
      ],
    },
    {
      rule: 'an event without a label has the value "" and is not left out',
      ask: (of) => of.usage({ by: ['label:team'] }),
      answer: [
        '2026-11-01 | opus | "" | 9 requests | input 1980654321',
        '2026-11-01 | opus | "a" | 1 request | input 7000000',
      ],
    },
    {
      rule: 'the name of a label may have any characters',
      ask: (of) => of.usage({ by: ['label:a.b', 'label:a"b', 'label:a\\b', 'label:ünï', 'label:'] }),
      answer: [
        '2026-11-01 | opus | "" "" "" "" "" | 9 requests | input 1087654321',
        '2026-11-01 | opus | "1" "quote" "slash" "ü" "no name" | 1 request | input 900000000',
      ],
    },
    {
      rule: 'a selection takes any of its values',
      ask: (of) => of.usage({ by: ['project'], where: new Map([['project', ['/q', '']]]) }),
      answer: [
        '2026-11-01 | opus | "" | 6 requests | input 987650001',
        '2026-11-01 | opus | "/q" | 1 request | input 4000',
      ],
    },
    {
      rule: 'a selection of several dimensions takes what matches all of them',
      ask: (of) =>
        of.inferences({
          where: new Map([
            ['workspace', ['w']],
            ['thread', ['main']],
            ['project', ['/p']],
          ]),
        }),
      answer: ['2026-11-01T00:01:00Z | opus | in "w" "s" "main" | 1 request | input 20'],
    },
    {
      rule: 'unknown names can be selected',
      ask: (of) =>
        of.inferences({
          where: new Map([
            ['session', ['']],
            ['label:team', ['']],
            ['project', ['']],
          ]),
        }),
      answer: [
        '2026-11-01T00:00:00Z | opus | 1 request | input 1',
        '2026-11-01T00:05:00Z | opus | 1 request | input 600000',
        '2026-11-01T00:07:00Z | opus | 1 request | input 80000000',
        '2026-11-01T00:08:00Z | opus | 1 request | input 900000000',
      ],
    },
    {
      rule: 'a label can be selected',
      ask: (of) =>
        of.usage({
          where: new Map([
            ['label:team', ['a', 'b']],
            ['label:branch', ['main']],
          ]),
        }),
      answer: ['2026-11-01 | opus | 1 request | input 7000000'],
    },
    {
      rule: 'a selection of a value that no event has is empty',
      ask: (of) => of.usage({ where: new Map([['session', ['S']]]) }),
      answer: [],
    },
    {
      rule: 'a selection of no value is empty',
      ask: (of) => of.usage({ where: new Map([['project', []]]) }),
      answer: [],
    },
    {
      rule: 'the span of a selection is that of its events',
      ask: (of) => of.span({ where: new Map([['session', ['s']]]) }),
      answer: ['2026-11-01T00:01:00Z', '2026-11-01T00:04:00Z'],
    },
    {
      rule: 'the span of a project is that of its events',
      ask: (of) => of.span({ where: new Map([['project', ['/p']]]) }),
      answer: ['2026-11-01T00:01:00Z', '2026-11-01T00:02:00Z'],
    },
    {
      rule: 'inferences have the values asked for in their order, and always their place',
      ask: (of) => of.inferences({ by: ['label:team', 'user', 'model', 'kind', 'project'] }),
      answer: [
        '2026-11-01T00:00:00Z | opus | "" "" "opus" "message" "" | 1 request | input 1',
        '2026-11-01T00:01:00Z | opus | in "w" "s" "main" | "" "" "opus" "message" "/p" | 1 request | input 20',
        '2026-11-01T00:02:00Z | opus | in "w" "s" "agent" | "" "" "opus" "message" "/p" | 1 request | input 300',
        '2026-11-01T00:03:00Z | opus | in "w" "s" "main" | "" "" "opus" "message" "/q" | 1 request | input 4000',
        '2026-11-01T00:04:00Z | opus | in "v" "s" "main" | "" "" "opus" "message" "" | 1 request | input 50000',
        '2026-11-01T00:05:00Z | opus | "" "u" "opus" "message" "" | 1 request | input 600000',
        '2026-11-01T00:06:00Z | opus | "a" "" "opus" "message" "" | 1 request | input 7000000',
        '2026-11-01T00:07:00Z | opus | "" "" "opus" "message" "" | 1 request | input 80000000',
        '2026-11-01T00:08:00Z | opus | "" "" "opus" "message" "" | 1 request | input 900000000',
        `2026-11-01T00:09:00Z | opus | "" "" "opus" "message" "/it's 100 % \\"odd\\", [0].$ 🙂" | 1 request | input 1000000000`,
      ],
    },
    {
      rule: 'a scope number belongs to one workspace, session and thread',
      ask: (of) => of.contradictions(),
      answer: [],
    },
  ],
};
