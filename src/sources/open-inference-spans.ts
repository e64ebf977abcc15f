/**
 * Spans of OpenInference (Phoenix, Arize): `llm.token_count.*`, whose prompt should hold what was cached. Those of kind
 * LLM are calls; chains and agents repeat them. Names: its semantic conventions.
 */
import { platformIn } from './endpoint.ts';
import { idText, isObject, nameText, opened } from './fields.ts';
import { isMessage } from './messages.ts';
import { readSignal, scopeOf } from './signal-call.ts';
import { notUsage, type JsonObject } from './reading.ts';
import { hasEnded, type Convention, type Signal } from './telemetry.ts';
import { readTold } from './told-usage.ts';
import { INSIDE } from './usage-reading.ts';

const COUNT = 'llm.token_count';

export const openInferenceSpans: Convention = {
  // Also one that ended well, and says nothing of what it used.
  speaks: (signal) =>
    (signal.attribute(`${COUNT}.prompt`) ?? signal.attribute(`${COUNT}.completion`)) !== undefined ||
    (kindOf(signal) === 'LLM' && signal.attribute('llm.model_name') !== undefined && hasEnded(signal)),
  read(signal, context) {
    const { attribute } = signal;
    const kind = kindOf(signal);
    if (kind !== '' && kind !== 'LLM') return notUsage('agent or tool span');
    const answer = answerOf(signal);
    return readSignal(signal, context, {
      source: 'openinference',
      id: idText(answer?.['id']),
      key: signal.key,
      model: attribute('llm.model_name') ?? answer?.['model'],
      usage: () =>
        readTold(INSIDE, {
          input: attribute(`${COUNT}.prompt`),
          output: attribute(`${COUNT}.completion`),
          read: attribute(`${COUNT}.prompt_details.cache_read`),
          written: attribute(`${COUNT}.prompt_details.cache_write`),
          reasoning: attribute(`${COUNT}.completion_details.reasoning`),
          total: attribute(`${COUNT}.total`),
        }),
      own: isObject(answer?.['usage']) ? answer['usage'] : undefined,
      stopReason: answer?.['stop_reason'],
      platform: platformIn(attribute('llm.provider')),
      scope: scopeOf(signal),
    });
  },
};

function kindOf({ attribute }: Signal): string {
  return nameText(attribute('openinference.span.kind') ?? attribute('span_kind')).toUpperCase();
}

/** The response of the Messages API as a whole, where the span has what the call returned. */
function answerOf({ attribute }: Signal): JsonObject | undefined {
  const output = opened(attribute('output.value'));
  return output !== undefined && isMessage(output) ? output : undefined;
}
