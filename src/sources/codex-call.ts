/** A call of Codex as a usage event. */
import { COMPLETENESS, type Scope } from '../core/event.ts';
import type { Flag } from '../core/flags.ts';
import { NO_METERS, type Meters } from '../core/meters.ts';
import { callReading } from './call-event.ts';
import type { Maker } from './codex-thread.ts';
import { allCounts, instantOf, isObject, modelOf, optionalCount, requiredCount } from './fields.ts';
import { splitInput } from './inclusive.ts';
import { placeOf } from './project.ts';
import { notUsage, refused, type JsonObject, type Reading, type Refusal } from './reading.ts';
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
  const { usage, maker, tier } = call;
  if (!isObject(usage)) return refused('missing_count');
  const counts = countsOf(usage);
  if (typeof counts === 'string') return refused(counts);
  // The context was filled up or estimated anew: there was no call.
  if (usage['input_tokens'] === 0 && usage['output_tokens'] === 0) return notUsage('empty response');
  const known = modelOf(call.model);
  // A cut copy may lack what named the model; the parent's own log has it.
  if (known === undefined) return maker.isCopy ? notUsage('repeated count') : refused('no_model');
  const instant = instantOf(record['timestamp'], context);
  if (!instant.ok) return refused(instant.reason);
  const whose = maker.isCopy ? COMPLETENESS.original - RECORD - TIER - 1 : COMPLETENESS.original;
  return callReading(context, {
    source: 'codex',
    id: call.id,
    ...(call.key !== undefined && { key: call.key }),
    at: instant.at,
    model: known,
    meters: counts.meters,
    flags: [...counts.flags, ...instant.flags],
    platform: maker.thread.platform,
    tier,
    scope: scopeOf(call, context),
    completeness: whose + (call.id === '' ? 0 : RECORD) + (tier === '' ? 0 : TIER),
  });
}

/** As OpenAI counts: the input holds what was read from and written to the cache, the output the reasoning. */
function countsOf(usage: JsonObject): { readonly meters: Meters; readonly flags: readonly Flag[] } | Refusal {
  const logged = allCounts({
    input: requiredCount(usage['input_tokens']),
    output: requiredCount(usage['output_tokens']),
    read: optionalCount(usage['cached_input_tokens']),
    written: optionalCount(usage['cache_write_input_tokens']),
  });
  if (typeof logged === 'string') return logged;
  const { input, output, read, written } = logged;
  const { counts, flags } = splitInput(input, { cache_read: read, cache_write_5m: written, cache_write_1h: 0 });
  const logsCache = (usage['cached_input_tokens'] ?? undefined) !== undefined;
  return { meters: { ...NO_METERS, ...counts, output }, flags: logsCache ? flags : [...flags, 'cache_not_logged'] };
}

function scopeOf({ maker: { thread }, directory }: Call, context: Context): Partial<Scope> {
  const { project, labels } = placeOf(directory || thread.directory, thread.directory || directory, context);
  return { ...thread.scope, project, labels: { ...thread.scope.labels, ...labels } };
}
