/** When the output that a transcript tells is only a lower bound. */
import { describe, expect, test } from 'vitest';
import { boundReasons } from '../../src/core/bounds.ts';
import type { UsageEvent } from '../../src/core/event.ts';
import { claudeCode } from '../../src/sources/claude-code.ts';
import { messages } from '../../src/sources/messages.ts';
import { visibleOutput } from '../../src/sources/visible-output.ts';
import { eventsOf, merged, numbered, readAll } from './readings.ts';
import { AT, response, USAGE } from './shapes.ts';

const TOOL = { type: 'tool_use', id: 't', name: 'Bash', input: { command: 'ls' } };
const THOUGHT = { type: 'thinking', thinking: '', signature: 'x' };
const text = (length: number): object => ({ type: 'text', text: 'x'.repeat(length) });

test.each<[string, unknown, number | undefined]>([
  ['a call of a tool', [TOOL], 33],
  ['two of them', [TOOL, TOOL], 66],
  ['text', [text(1200)], 100],
  ['a short text', [text(2)], 1],
  ['text and a tool', [text(24), TOOL], 35],
  ['thoughts alone', [THOUGHT], 8],
  ['nothing', [], 8],
  ['a text without a list', 'x'.repeat(13), 2],
  ['content that is not logged', undefined, undefined],
])('%s takes at least so many tokens', (_, content, tokens) => {
  expect(visibleOutput(content)).toBe(tokens);
});

const line = (output: number, content: unknown, stop: string | null = null): object => ({
  ...{ type: 'assistant', sessionId: 's', timestamp: AT },
  message: { ...response({ ...USAGE, output_tokens: output }), content, stop_reason: stop },
});
const transcript = (...lines: object[]): UsageEvent[] => eventsOf(readAll(claudeCode, numbered(lines)));
const reasonsOf = (events: readonly UsageEvent[]): string[][] =>
  [...merged(events).values()].map(({ flags }) => boundReasons(flags));
const BOUND = [['output_placeholder']];
const VALUE = [[]];

describe('the output of a response is', () => {
  test.each<[string, object[], string[][]]>([
    ['a bound, where it cannot hold the call of a tool', [line(8, [THOUGHT]), line(8, [TOOL])], BOUND],
    ['a bound up to 32 tokens', [line(32, [TOOL])], BOUND],
    ['a value from 33 on', [line(33, [TOOL])], VALUE],
    ['a value with a stop_reason, however small', [line(1, [TOOL], 'tool_use')], VALUE],
    ['a value where any line has a stop_reason', [line(8, [TOOL]), line(8, [TOOL], 'tool_use')], VALUE],
    ['a value where the last line has the final count', [line(3, [text(500)]), line(150, [TOOL])], VALUE],
    ['a bound where text cannot fit', [line(4, [text(500)])], BOUND],
    ['a value where text fits', [line(42, [text(500)])], VALUE],
    ['a bound where nothing is visible and it is a handful', [line(7, [THOUGHT])], BOUND],
    ['a value where nothing is visible and it is more', [line(8, [THOUGHT])], VALUE],
  ])('%s', (_, lines, reasons) => {
    expect(reasonsOf(transcript(...lines))).toEqual(reasons);
    expect(reasonsOf(transcript(...lines.toReversed()))).toEqual(reasons);
  });

  test('a value again where another log shows the response in full, whatever it came to', () => {
    for (const output of [8, 391]) {
      const whole = eventsOf(
        readAll(messages, numbered([{ ts: AT, response: response({ ...USAGE, output_tokens: output }) }])),
      );
      const told = transcript(line(8, [TOOL]));
      for (const events of [
        [...told, ...whole],
        [...whole, ...told],
      ]) {
        expect(reasonsOf(events)).toEqual(VALUE);
        expect([...merged(events).values()][0]?.parts[0]?.meters.output).toBe(output);
      }
    }
  });
});
