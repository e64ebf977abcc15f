/** A call of Codex as a usage event. */
import { COMPLETENESS, type Scope } from '../core/event.ts';
import { NO_METERS } from '../core/meters.ts';
import { callReading, type Counts } from './call-event.ts';
import type { Maker } from './codex-thread.ts';
import { instantOf, isObject, modelOf, optionalCount, requiredCount } from './fields.ts';
import { splitInput } from './inclusive.ts';
import { placeOf } from './project.ts';
import { notUsage, reading, refuse, type JsonObject, type Reading } from './reading.ts';
import type { Context } from './source.ts';

/** How much a record and a known tier add to a sighting of a call; its own thread's adds more than both. */
const RECORD = 2;
const TIER = 1;

interface Call {
  readonly usage: unknown;
  readonly maker: Maker;
  /** That of its turn; '' where none is named. */
  readonly directory: string;
  /** Of the response, where there is a record. */
  readonly id: string;
  readonly key: string | undefined;
  readonly model: unknown;
  /** '' where nothing says. */
  readonly tier: string;
}

export function callOf(record: JsonObject, call: Call, context: Context): Reading {
  return reading(() => readCall(record, call, context));
}

function readCall(record: JsonObject, call: Call, context: Context): Reading {
  const { usage, maker, tier } = call;
  if (!isObject(usage)) return refuse('missing_count');
  const counts = countsOf(usage);
  // The context was filled up or estimated anew: there was no call.
  if (usage['input_tokens'] === 0 && usage['output_tokens'] === 0) return notUsage('empty response');
  const model = modelOf(call.model);
  // A cut copy may lack what named the model; the parent's own log has it.
  if (model === undefined) return maker.isCopy ? notUsage('repeated count') : refuse('no_model');
  const whose = maker.isCopy ? COMPLETENESS.original - RECORD - TIER - 1 : COMPLETENESS.original;
  return callReading(context, {
    source: 'codex',
    id: call.id,
    key: call.key,
    ...instantOf(record['timestamp'], context),
    model,
    counts,
    platform: maker.thread.platform,
    tier,
    scope: scopeOf(call, context),
    completeness: whose + (call.id === '' ? 0 : RECORD) + (tier === '' ? 0 : TIER),
  });
}

/** As OpenAI counts: the input holds what was read from and written to the cache, the output the reasoning. */
function countsOf(usage: JsonObject): Counts {
  const input = requiredCount(usage['input_tokens']);
  const output = requiredCount(usage['output_tokens']);
  const cache_read = optionalCount(usage['cached_input_tokens']);
  const cache_write_5m = optionalCount(usage['cache_write_input_tokens']);
  const { counts, flags } = splitInput(input, { cache_read, cache_write_5m, cache_write_1h: 0 });
  const logsCache = (usage['cached_input_tokens'] ?? undefined) !== undefined;
  return { meters: { ...NO_METERS, ...counts, output }, flags: logsCache ? flags : [...flags, 'cache_not_logged'] };
}

function scopeOf({ maker: { thread }, directory }: Call, context: Context): Partial<Scope> {
  const { project, labels } = placeOf(directory || thread.directory, thread.directory || directory, context);
  return { ...thread.scope, project, labels: { ...thread.scope.labels, ...labels } };
}
