/** What was sent: prompts are runs of blocks that follow each other, and counts are of where runs end. */
import type { Prompt, PromptBlock } from '../../../../src/core/prompt.ts';
import { NO_SCOPE, type UsageEvent } from '../../../../src/core/event.ts';
import { chainsOf } from '../../../../src/store/runs.ts';
import type { Topic } from '../question.ts';
import { aggregate, at, call, inference, period, worldOf } from '../world.ts';
import { event } from '../../events.ts';
import { block, hashOf, prompt } from '../../sent.ts';

const TOOL = block(1, { level: 'tools', kind: 'tool', role: '', ends: false });
const SYSTEM = block(2, { level: 'system', role: '', ends: false });
const ASKED = block(3);
const ANSWERED = block(4, { role: 'assistant', kind: 'tool_use' });
const RESULT = block(5, { kind: 'tool_result', size: 70_000, tokens: 123 });
const FIRST: readonly PromptBlock[] = [TOOL, SYSTEM, ASKED];
const SECOND: readonly PromptBlock[] = [...FIRST, ANSWERED, RESULT];
const OTHER: readonly PromptBlock[] = [TOOL, SYSTEM, block(6)];

function sent(key: string, instant: string, of: Prompt, rest: Partial<UsageEvent> = {}): UsageEvent {
  return call(key, instant, { input: 1 }, { prompt: of, ...rest });
}

function chainOf(blocks: readonly PromptBlock[]): string {
  return chainsOf(blocks).at(-1) ?? '';
}

const told: Partial<Prompt> = {
  marks: [
    { block: 1, ttl: '1h' },
    { block: 2, ttl: '5m' },
  ],
  automatic: '5m',
  parameters: { system: hashOf(21), messages: hashOf(22) },
  answered: at('2026-11-01T00:00:04.500'),
  digest: hashOf(23),
  question: hashOf(24),
  sketch: [0, 7, 4_294_967_295],
  logsCache: false,
  firstCall: { input: 3, written: undefined, read: 0 },
  attribution: hashOf(25),
};

export const PROMPTS: Topic = {
  name: 'prompts',
  world: {
    ...worldOf([
      // The file that is read first is the last by path.
      sent('b', '2026-11-02T00:00', prompt(OTHER), { origin: { file: '/logs/b.jsonl', line: 1 } }),
      sent('second', '2026-11-01T00:01', prompt(SECOND), { scope: { ...NO_SCOPE, project: '/p' } }),
      sent('first', '2026-11-01T00:00', prompt(FIRST, told)),
      sent('of no blocks', '2026-11-01T00:02', prompt([])),
      sent('a, last', '2026-11-02T00:00', prompt(OTHER), { origin: { file: '/logs/a.jsonl', line: 10 } }),
      sent('a, first', '2026-11-02T00:00', prompt(OTHER), { origin: { file: '/logs/a.jsonl', line: 9 } }),
      event('in parts', {
        at: at('2026-11-03'),
        parts: [inference({ input: 1 }), inference({ input: 2 }, { requests: 0 })],
        prompt: prompt(FIRST),
      }),
      event('an advisor first', {
        at: at('2026-11-03'),
        parts: [inference({ input: 1 }, { kind: 'advisor' })],
        prompt: prompt(FIRST),
      }),
      event('a sum', { at: at('2026-11-03'), parts: [aggregate(0, { input: 1 })], prompt: prompt(FIRST) }),
      call('unknown', '2026-11-03T00:00', { input: 1 }),
    ]),
    counted: [
      { chain: chainOf(SECOND), parameters: 'p', model: 'opus', tokens: 900 },
      { chain: chainOf(FIRST), parameters: '', model: 'opus', tokens: 500 },
      { chain: chainOf(FIRST), parameters: '', model: 'haiku', tokens: 550 },
      { chain: chainOf([TOOL]), parameters: '', model: 'opus', tokens: 100 },
      { chain: chainOf([TOOL, ASKED]), parameters: '', model: 'opus', tokens: 1 },
      { chain: '', parameters: '', model: 'opus', tokens: 8 },
    ],
  },
  questions: [
    {
      rule: 'a prompt has the blocks of its run and of all runs before, and all that is known of it',
      ask: (of) => of.prompts({ period: period('', '2026-11-02') }),
      answer: [
        'first | /logs/a.jsonl:1 | 2026-11-01T00:00:00Z | opus | 1 request | input 1 | blocks tools:1 system:2 3 | marks 1:1h 2:5m | automatic 5m | of system 0000000000000015 | of messages 0000000000000016 | answered 2026-11-01T00:00:04.500Z | digest 0000000000000017 | question 0000000000000018 | sketch 0 7 4294967295 | no cache logged | first call 3 ? 0 | attribution 0000000000000019',
        'second | /logs/a.jsonl:1 | 2026-11-01T00:01:00Z | opus | 1 request | input 1 | blocks tools:1 system:2 3 4(kind tool_use, role assistant) 5(kind tool_result, size 70000, tokens 123) | digest 0000000000000005',
        'of no blocks | /logs/a.jsonl:1 | 2026-11-01T00:02:00Z | opus | 1 request | input 1 | blocks none | digest 0000000000000000',
      ],
    },
    {
      rule: 'prompts of one instant come as they were logged: by path, then by line',
      ask: (of) => of.prompts({ period: period('2026-11-02', '2026-11-03') }),
      answer: [
        'a, first | /logs/a.jsonl:9 | 2026-11-02T00:00:00Z | opus | 1 request | input 1 | blocks tools:1 system:2 6 | digest 0000000000000003',
        'a, last | /logs/a.jsonl:10 | 2026-11-02T00:00:00Z | opus | 1 request | input 1 | blocks tools:1 system:2 6 | digest 0000000000000003',
        'b | /logs/b.jsonl:1 | 2026-11-02T00:00:00Z | opus | 1 request | input 1 | blocks tools:1 system:2 6 | digest 0000000000000003',
      ],
    },
    {
      rule: 'only the first part of a message has a prompt',
      ask: (of) => of.prompts({ period: period('2026-11-03', '') }),
      answer: [
        'in parts | /logs/a.jsonl:1 | 2026-11-03T00:00:00Z | opus | 1 request | input 1 | blocks tools:1 system:2 3 | digest 0000000000000003',
      ],
    },
    {
      rule: 'prompts are selected and grouped like inferences',
      ask: (of) => of.prompts({ by: ['project', 'kind'], where: new Map([['project', ['/p']]]) }),
      answer: [
        'second | /logs/a.jsonl:1 | 2026-11-01T00:01:00Z | opus | "/p" "message" | 1 request | input 1 | blocks tools:1 system:2 3 4(kind tool_use, role assistant) 5(kind tool_result, size 70000, tokens 123) | digest 0000000000000005',
      ],
    },
    {
      rule: 'a counted prefix comes with the run that ends it, and only there',
      ask: (of) => of.counted(),
      answer: [
        'blocks tools:1 system:2 3 4(kind tool_use, role assistant) 5(kind tool_result, size 70000, tokens 123) | p | opus | 900 tokens',
        'blocks tools:1 system:2 3 | haiku | 550 tokens',
        'blocks tools:1 system:2 3 | opus | 500 tokens',
        'blocks tools:1 | opus | 100 tokens',
      ],
    },
    {
      rule: 'a run comes after the one it goes on from',
      ask: (of) => of.contradictions(),
      answer: [],
    },
  ],
};
