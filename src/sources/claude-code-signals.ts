/**
 * Claude Code's own telemetry: the event `claude_code.api_request` and the span `claude_code.llm_request` of each
 * request, whose input is without what was cached (log shapes 1 and 17). Both have the id of the request.
 */
import { idText, nameText } from './fields.ts';
import { readSignal, scopeOf } from './signal-call.ts';
import type { Convention } from './telemetry.ts';
import { readTold } from './told-usage.ts';
import { SURELY_BESIDE } from './usage-reading.ts';

const NAMES = new Set(['claude_code.api_request', 'api_request', 'claude_code.llm_request']);

export const claudeCodeSignals: Convention = {
  // One that failed has no counts.
  speaks: ({ name, attribute }) =>
    NAMES.has(name) && (attribute('input_tokens') ?? attribute('output_tokens')) !== undefined,
  read(signal, context) {
    const { attribute } = signal;
    const request = idText(attribute('request_id') ?? attribute('gen_ai.response.id'));
    const scope = scopeOf(signal);
    const origin = nameText(attribute('query_source'));
    return readSignal(signal, context, {
      // What it calls the response's id is that of the request.
      request,
      key: request === '' ? signal.key : undefined,
      model: attribute('model') ?? attribute('gen_ai.request.model'),
      usage: () =>
        readTold(SURELY_BESIDE, {
          input: attribute('input_tokens'),
          output: attribute('output_tokens'),
          read: attribute('cache_read_tokens'),
          written: attribute('cache_creation_tokens'),
        }),
      speed: speedOf(attribute('speed')),
      scope: { ...scope, labels: { ...scope.labels, ...(origin !== '' && { query_source: origin }) } },
    });
  },
};

function speedOf(value: unknown): string {
  const speed = nameText(value);
  return speed === 'normal' ? 'standard' : speed;
}
