/**
 * Spans and log records of OpenTelemetry, however they were written down (log shapes 17): OTLP in JSON, one export or
 * one span a record, also with protobuf's snake_case names; or flat, as console exporters and query tools print them, with
 * attributes in an object, by dotted or nested names, or as columns of their own.
 */
import { firstOf, firstValue, lookupIn, spellings, type Lookup } from './attributes.ts';
import { idText, isObject } from './fields.ts';
import type { JsonObject, Reading } from './reading.ts';
import type { Between, Context, TraceNode } from './source.ts';
import { NO_NODE, nodeId } from './trace-node.ts';

/** One span or log record. What is absent, null or '' is undefined. */
export interface Signal {
  /** As it was written down. */
  readonly record: JsonObject;
  /** Of a span ("chat claude-opus-5-5") or an event ("claude_code.api_request"). */
  readonly name: string;
  readonly attribute: Lookup;
  /** An attribute of what emitted it. */
  readonly resource: Lookup;
  /** What makes a span unique; undefined where it has no id. */
  readonly key: string | undefined;
  /** Of a span; a log record has the id of the span around it, and none of its own. */
  readonly node: TraceNode;
  readonly start: unknown;
  readonly end: unknown;
}

/** A way to name what a call used. */
export interface Convention {
  /** Whether a signal names usage this way. */
  speaks(signal: Signal): boolean;
  read(signal: Signal, context: Context): Reading;
}

const EXPORTS = ['resourceSpans', 'resourceLogs', 'resourceMetrics'].flatMap(spellings);
/** "batches" is what Tempo calls them. */
const GROUPS = [...EXPORTS, 'batches'];
const SCOPES = ['scopeSpans', 'scopeLogs', 'instrumentationLibrarySpans'].flatMap(spellings);
const METRICS = spellings('resourceMetrics');
const METRIC_SCOPES = spellings('scopeMetrics');
const DATA_POINTS = spellings('dataPoints');
const SIGNALS = ['spans', 'logRecords'].flatMap(spellings);
const BAGS = ['attributes', 'SpanAttributes', 'LogAttributes', 'span_attributes', 'log_attributes', 'tags'];
const RESOURCES = ['resource.attributes', 'ResourceAttributes', 'resource_attributes', 'process.tags'];

const NAMES = ['name', 'SpanName', 'span_name', 'operationName', 'EventName', 'eventName', 'event_name'];
const BODIES = ['body', 'Body'];
const TRACES = ['traceId', 'trace_id', 'TraceId', 'traceID', 'context.trace_id', 'trace.id'];
const SPANS = ['spanId', 'span_id', 'SpanId', 'spanID', 'context.span_id', 'span.id'];
const PARENTS = [
  ...['parentSpanId', 'ParentSpanId', 'parentSpanID', 'parentId'].flatMap(spellings),
  ...['parentSpanContext.spanId', 'parent.id'],
];
const SPAN_STARTS = ['startTimeUnixNano', 'startTime', 'startTimestamp'].flatMap(spellings);
const STARTS = [...SPAN_STARTS, 'Timestamp', 'timestamp', '@timestamp'].concat(
  ['timeUnixNano', 'observedTimeUnixNano', 'observedTimestamp'].flatMap(spellings),
);
const ENDS = ['endTimeUnixNano', 'endTime', 'endTimestamp'].flatMap(spellings);

const STATUSES = ['status', 'StatusCode', 'statusCode', 'status_code'];

/** Whether a record is an export of OTLP, of whatever signals. */
export function isExport(record: JsonObject): boolean {
  if (EXPORTS.some((name) => Array.isArray(record[name]))) return true;
  return listsOf(record, ['batches']).some((group) => SCOPES.some((name) => Array.isArray(group[name])));
}

/** Whether a record is an export, or may be a single span or log record. */
export function isTelemetry(record: JsonObject): boolean {
  const own = lookupIn(record);
  return (
    isExport(record) ||
    BAGS.some((bag) => isObject(record[bag]) || Array.isArray(record[bag])) ||
    idOf(firstOf(own, SPANS)) !== ''
  );
}

/** A request over HTTP, a task, a chain: spans without usage that have a parent. */
export const SPANS_BETWEEN: Between = {
  mark: /arentSpan|arent_span_id|"parent_?[iI]d"|CHILD_OF/,
  nodesIn: (record) => signalsOf(record).map(({ node }) => node),
};

/** Whether a span ended well. Log records have no end. */
export function hasEnded({ record, attribute, end }: Signal): boolean {
  const status = firstOf(lookupIn(record), STATUSES);
  const code = isObject(status) ? (status['code'] ?? status['status_code']) : status;
  const failed = code === 2 || /error/i.test(idText(code));
  return end !== undefined && !failed && attribute('error.type') === undefined;
}

export function signalsOf(record: JsonObject): readonly Signal[] {
  if (!isExport(record)) return [signal(record, resourceOf(record))];
  return listsOf(record, GROUPS).flatMap((group) => {
    const resource = resourceOf(group);
    return listsOf(group, SCOPES).flatMap((scope) => listsOf(scope, SIGNALS).map((each) => signal(each, resource)));
  });
}

/** An export as exports of one span, log record or metric each; what is none stays whole. */
export function singleSignals(record: JsonObject): readonly JsonObject[] {
  if (!isExport(record)) return [record];
  return GROUPS.flatMap((name) =>
    listsOf(record, [name]).flatMap((group) =>
      [...SCOPES, ...METRIC_SCOPES].flatMap((scopes) =>
        listsOf(group, [scopes]).flatMap((scope) =>
          [...SIGNALS, 'metrics'].flatMap((signals) =>
            listsOf(scope, [signals]).map((each) => ({
              [name]: [{ ...group, [scopes]: [{ ...scope, [signals]: [each] }] }],
            })),
          ),
        ),
      ),
    ),
  );
}

/** An export's fields beside its spans, log records and metrics. */
export function withoutSignals(record: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !GROUPS.includes(name)));
}

/** Whether it holds sums of tokens over many calls, as metrics do. */
export function hasTokenMetrics(record: JsonObject): boolean {
  return listsOf(record, METRICS).some((group) =>
    listsOf(group, METRIC_SCOPES).some((scope) => listsOf(scope, ['metrics']).some(isTokenMetric)),
  );
}

function isTokenMetric({ name, sum, histogram, gauge }: JsonObject): boolean {
  const points = [sum, histogram, gauge].flatMap((kind) => (isObject(kind) ? listsOf(kind, DATA_POINTS) : []));
  return /token/i.test(idText(name)) && points.length > 0;
}

function listsOf(record: JsonObject, names: readonly string[]): JsonObject[] {
  return names.flatMap((name) => {
    const list = record[name];
    return Array.isArray(list) ? list.filter(isObject) : [];
  });
}

function signal(record: JsonObject, resource: Lookup): Signal {
  const own = lookupIn(record);
  const bags = BAGS.flatMap((bag) => (record[bag] === undefined ? [] : [lookupIn(record[bag])]));
  const attribute: Lookup = (name) =>
    firstValue([...bags.map((bag) => () => bag(name)), () => own(`attributes.${name}`), () => own(name)]);
  const trace = idOf(firstOf(own, TRACES));
  const span = idOf(firstOf(own, SPANS));
  return {
    record,
    name: [firstOf(own, NAMES), attribute('event.name'), firstOf(own, BODIES)].map(idText).find(Boolean) ?? '',
    attribute,
    resource,
    key: span === '' ? undefined : nodeId('span', trace, span),
    node: isSpan(record) ? { id: nodeId('span', trace, span), parent: nodeId('span', trace, parentIn(own)) } : NO_NODE,
    start: asMilliseconds(timeOf(own, STARTS) ?? attribute('event.timestamp')),
    end: asMilliseconds(timeOf(own, ENDS)),
  };
}

/** A log record has neither a beginning nor a parent of its own. */
function isSpan(record: JsonObject): boolean {
  return [...SPAN_STARTS, ...ENDS, ...PARENTS].some((name) => name in record);
}

/** Jaeger lists what a span refers to. */
function parentIn(own: Lookup): string {
  const references = own('references');
  const parent = Array.isArray(references)
    ? references.filter(isObject).find(({ refType }) => refType === 'CHILD_OF')?.['spanID']
    : undefined;
  return idOf(firstOf(own, PARENTS) ?? parent);
}

function resourceOf(record: JsonObject): Lookup {
  const own = lookupIn(record);
  const bags = RESOURCES.map((name) => lookupIn(own(name)));
  const service = firstOf(own, ['ServiceName', 'service_name', 'process.serviceName']);
  return (name) => firstValue(bags.map((bag) => () => bag(name))) ?? (name === 'service.name' ? service : undefined);
}

/** An id of zeros is none; some exporters write a hexadecimal number. */
function idOf(value: unknown): string {
  const id = idText(value).toLowerCase().replace(/^0x/, '');
  return /^0*$/.test(id) ? '' : id;
}

/** 0 is no time: that of an event may be the one at which it was observed. */
function timeOf(own: Lookup, names: readonly string[]): unknown {
  return names.map(own).find((time) => time !== undefined && time !== 0 && time !== '0');
}

/** Nanoseconds, microseconds, and pairs of seconds and nanoseconds: told apart by their size, which years do not overlap. */
function asMilliseconds(value: unknown): unknown {
  if (Array.isArray(value)) {
    const [seconds, nanoseconds]: unknown[] = value;
    if (typeof seconds !== 'number' || typeof nanoseconds !== 'number') return value;
    return seconds * 1000 + Math.floor(nanoseconds / 1e6);
  }
  const number = typeof value === 'string' && /^\d{9,20}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number') return value;
  // Rounded to microseconds first: as a double, a nanosecond may lie just below the millisecond that was meant.
  if (number >= 1e17) return Math.round(number / 1e3) / 1e3;
  return number >= 1e14 ? number / 1e3 : number;
}
