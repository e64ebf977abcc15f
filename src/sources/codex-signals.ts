/**
 * Codex's own telemetry: the log record `codex.sse_event` of kind `response.completed`, one for each response, with counts
 * as OpenAI's: the input holds what was cached, and the output the reasoning.
 */
import { nameText } from './fields.ts';
import { tierNamed } from './openai-usage.ts';
import { readSignal, scopeOf } from './signal-call.ts';
import type { Convention } from './telemetry.ts';
import { readTold } from './told-usage.ts';
import { SURELY_INSIDE } from './usage-reading.ts';

const EVENT = 'codex.sse_event';

export const codexSignals: Convention = {
  // The other events of a stream have no counts, and no response ends without.
  speaks: ({ name, attribute }) =>
    (name === EVENT && attribute('event.kind') === 'response.completed') ||
    (name.startsWith('codex.') && attribute('input_token_count') !== undefined),
  read(signal, context) {
    const { attribute } = signal;
    const scope = scopeOf(signal);
    return readSignal(signal, context, {
      // It names neither the response nor the request; the second, the conversation and the counts are no other call's.
      key: signal.key ?? keyOf(signal),
      model: attribute('model'),
      usage: () =>
        readTold(SURELY_INSIDE, {
          input: attribute('input_token_count'),
          output: attribute('output_token_count'),
          read: attribute('cached_token_count'),
          written: attribute('cache_write_token_count'),
        }),
      tier: tierNamed(attribute('service_tier')),
      scope: { ...scope, session: nameText(attribute('conversation.id')) || scope.session },
    });
  },
};

const COUNTS = ['input', 'cached', 'output', 'reasoning', 'tool'].map((name) => `${name}_token_count`);

function keyOf({ attribute, start }: Parameters<Convention['speaks']>[0]): string | undefined {
  const conversation = nameText(attribute('conversation.id'));
  if (conversation === '' || start === undefined) return undefined;
  const told = [start, attribute('model'), ...COUNTS.map(attribute)].map((value) =>
    typeof value === 'object' ? null : value,
  );
  return `codex-event:${conversation}:${JSON.stringify(told)}`;
}
