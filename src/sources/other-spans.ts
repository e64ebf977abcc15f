/**
 * Spans that name tokens in none of the standard's ways: MLflow's (`mlflow.chat.tokenUsage`, JSON as text) and those of the
 * Langfuse SDK, which exports OTLP (`langfuse.observation.usage_details`, counts as in its observations).
 */
import { idText, opened } from './fields.ts';
import { readUsageDetails } from './langfuse-usage.ts';
import { readSignal, scopeOf } from './signal-call.ts';
import { notUsage } from './reading.ts';
import { hasEnded, type Convention, type Signal } from './telemetry.ts';
import { readTold } from './told-usage.ts';
import { INSIDE } from './usage-reading.ts';

const MLFLOW = 'mlflow.chat.tokenUsage';
const CALL = /^(?:CHAT_MODEL|LLM)$/i;
const LANGFUSE = 'langfuse.observation';
const MODELS = ['mlflow.llm.model', 'mlflow.chat.model', 'gen_ai.response.model', 'gen_ai.request.model', 'model'];

export const mlflowSpans: Convention = {
  // Also a call that ended well, and says nothing of what it used.
  speaks: (signal) =>
    signal.attribute(MLFLOW) !== undefined ||
    (CALL.test(idText(textIn(signal.attribute('mlflow.spanType')))) && hasEnded(signal)),
  read(signal, context) {
    const { attribute } = signal;
    const type = idText(textIn(attribute('mlflow.spanType')));
    // Agents and chains repeat what the calls in them used.
    if (type !== '' && !CALL.test(type)) return notUsage('agent or tool span');
    const usage = opened(attribute(MLFLOW)) ?? {};
    return readSignal(signal, context, {
      key: signal.key,
      model: textIn(MODELS.map(attribute).find((value) => value !== undefined)) ?? modelIn(signal),
      usage: () =>
        readTold(INSIDE, {
          input: usage['input_tokens'],
          output: usage['output_tokens'],
          read: usage['cache_read_input_tokens'],
          written: usage['cache_creation_input_tokens'],
          total: usage['total_tokens'],
        }),
      scope: scopeOf(signal),
    });
  },
};

/** MLflow writes each attribute as JSON, so that a text has quotes of its own. */
function textIn(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/^"(.*)"$/, '$1') : value;
}

/** What was sent or answered names the model. */
function modelIn({ attribute }: Signal): unknown {
  return opened(attribute('mlflow.spanOutputs'))?.['model'] ?? opened(attribute('mlflow.spanInputs'))?.['model'];
}

export const langfuseSpans: Convention = {
  speaks: ({ attribute }) =>
    attribute(`${LANGFUSE}.usage_details`) !== undefined ||
    (attribute(`${LANGFUSE}.type`) === 'generation' && attribute(`${LANGFUSE}.model.name`) !== undefined),
  read(signal, context) {
    const { attribute } = signal;
    const type = attribute(`${LANGFUSE}.type`);
    if (typeof type === 'string' && type !== 'generation') return notUsage('agent or tool span');
    const details = opened(attribute(`${LANGFUSE}.usage_details`)) ?? {};
    return readSignal(signal, context, {
      key: signal.key,
      model: attribute(`${LANGFUSE}.model.name`),
      usage: () => ({ ...readUsageDetails(details), completeness: 0 }),
      scope: scopeOf(signal),
    });
  },
};
