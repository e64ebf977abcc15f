/**
 * Langfuse's observations (log shapes 15): objects of its API, and exports as JSONL, JSON or CSV in either spelling
 * (`usageDetails`, `usage_details`), where an object may be text. Only type GENERATION is a call of a model.
 */
import { callReading } from './call-event.ts';
import { cellValue } from './cells.ts';
import { filled, idText, nameText, opened, requiredModel, snake } from './fields.ts';
import { readUsageDetails } from './langfuse-usage.ts';
import { nestedCalls } from './nested-calls.ts';
import { onPage, pageReader, rowsOf } from './page.ts';
import { notUsage, reading, refuse, type JsonObject, type Reading } from './reading.ts';
import type { Context, Source } from './source.ts';
import { spanOf } from './span.ts';
import { childrenFirst, observationNode } from './trace-node.ts';

const id = 'langfuse';

export const langfuse: Source = {
  id,
  title: 'Langfuse observations (JSON, JSONL or CSV)',
  tells:
    'Its own ids (those of LiteLLM as logged there), times, session and user; TTL of writes where whoever sent them named it; no tier or region; its costs are ignored.',
  needle: '"GENERATION"',
  mark: 'GENERATION',
  between: {
    mark: /parentObservationId|parent_observation_id/,
    nodesIn: (record) => [record, ...rowsOf(record)].map(observationNode),
  },
  claims: onPage(isObservation),
  claimsHeader: (columns) =>
    columns.includes('type') && either(columns, 'usageDetails') && either(columns, 'startTime'),
  open: (nested = nestedCalls()) =>
    pageReader(
      isObservation,
      (record, context) =>
        nested.settle(
          observationNode(record),
          reading(() => read(record, context)),
        ),
      (rows) => childrenFirst(rows, observationNode),
    ),
};

const TYPES = /^(?:GENERATION|SPAN|EVENT|AGENT|TOOL|CHAIN|RETRIEVER|EVALUATOR|EMBEDDING|GUARDRAIL)$/;

function isObservation(record: JsonObject): boolean {
  const { type } = record;
  const columns = Object.keys(record);
  const [counted, traced] = [either(columns, 'usageDetails'), either(columns, 'traceId')];
  if (type === undefined) return counted && traced;
  return typeof type === 'string' && TYPES.test(type) && (counted || traced);
}

function either(columns: readonly string[], name: string): boolean {
  return columns.includes(name) || columns.includes(snake(name));
}

/** An API object's "startTime" is "start_time" in an export to a bucket. */
function field(record: JsonObject, name: string): unknown {
  return cellValue(record[name] ?? record[snake(name)]);
}

function read(record: JsonObject, context: Context): Reading {
  if (!isObservation(record)) return refuse('not_this_shape');
  if ((record['type'] ?? 'GENERATION') !== 'GENERATION') return notUsage('agent or tool span');
  const usage = opened(field(record, 'usageDetails')) ?? {};
  const details = Object.keys(usage).length > 0 ? usage : (opened(record['usage']) ?? {});
  // What was answered before it failed is billed.
  if (record['level'] === 'ERROR' && Object.values(details).every(isNothing)) return notUsage('error');
  const unit = nameText(opened(record['usage'])?.['unit'] ?? record['unit']);
  if (details !== usage && unit !== '' && unit !== 'TOKENS') return refuse('not_tokens');
  const model = requiredModel(cellValue(record['model']) ?? field(record, 'providedModelName'));
  return callReading(context, {
    source: id,
    ...idsOf(idText(record['id'])),
    ...spanOf(field(record, 'startTime'), field(record, 'endTime'), context),
    model,
    usage: details,
    counts: readUsageDetails(details),
    scope: {
      session: nameText(field(record, 'sessionId')),
      user: nameText(field(record, 'userId')),
      labels: filled({
        environment: nameText(record['environment']),
        trace: nameText(field(record, 'traceName')),
        name: nameText(record['name']),
      }),
    },
  });
}

function isNothing(count: unknown): boolean {
  return [undefined, null, 0, '0', ''].some((nothing) => nothing === count);
}

/**
 * An observation's id is Langfuse's own, but LiteLLM makes it of the time of day and the response's id, so that the
 * call is the same one as in LiteLLM's log.
 */
function idsOf(observation: string): { readonly id: string; readonly key?: string } {
  if (observation === '') return { id: '' };
  const response = /^time-\d\d-\d\d-\d\d-\d+_(.+)$/.exec(observation)?.[1] ?? '';
  return { id: response, key: `langfuse:${observation}` };
}
