/**
 * Calls that several records of a trace tell: a span, observation or run of a model often stands in another that repeats
 * its usage, because an SDK and the library around it are both traced. Of calls of which one is above the other and
 * whose usage is the same, one counts; siblings are calls of their own however equal they are, and so is a call with other
 * usage in a call (a tool that asks a model).
 *
 * Whichever comes later takes the key of the one before, so that merging makes one of them. The lowest wins, as what
 * is around a call often knows less of it, but never one that says nothing of the cache over one that does. What
 * adds up several calls below it is no call, where they come before it.
 *
 * Limits: parents must all come before their children, or after them. A trace that two logs tell in both orders has two keys,
 * and counts in each. A sum that comes before its calls is taken for a call. When a log has grown, it is read from its
 * beginning only where such a call was found in it before; if the first one lies across its end, both records of it count.
 */
import type { UsageEvent } from '../core/event.ts';
import { promptTokens, type Count } from '../core/meters.ts';
import { parseModelId } from '../core/model-id.ts';
import { notUsage } from './reading.ts';
import type { NestedCalls, TraceNode } from './source.ts';
import { MOST_LEVELS } from './trace-node.ts';

/** Nodes remembered; those of a trace are close to each other. */
const MOST_NODES = 20_000;

interface Place {
  /** '' where it has none, or was only named as a parent so far. */
  parent: string;
  readonly children: Set<string>;
  /** Undefined where it is none, or was not told yet. */
  told?: Told;
}

/** What became of a record that tells a call, to be the same when it is told again. */
interface Told {
  readonly ownKey: string;
  /** Added to its completeness. */
  readonly lift: number;
  /** Undefined where it adds up calls below it. */
  readonly call: Call | undefined;
}

/** A call, told at one node or at several below each other. */
interface Call {
  readonly key: string;
  /** Of the record that wins. */
  usage: Usage;
  completeness: number;
  /** The node that others below may not take it from. */
  lowest: string;
}

interface Usage {
  /** '' is that of several models. */
  readonly model: string;
  readonly uncached: Count;
  readonly cached: Count;
  readonly output: Count;
}

export function nestedCalls(): NestedCalls {
  const places = new Map<string, Place>();
  let found = false;

  /** Moved to the end, so that it is remembered for long enough. */
  function placeOf(id: string): Place {
    const place = places.get(id) ?? { parent: '', children: new Set() };
    places.delete(id);
    places.set(id, place);
    return place;
  }

  function linked({ id, parent }: TraceNode): Place {
    const place = placeOf(id);
    if (place.parent === '' && parent !== '') {
      place.parent = parent;
      placeOf(parent).children.add(id);
    }
    for (const [oldest, { parent: above }] of places) {
      if (places.size <= MOST_NODES) break;
      places.delete(oldest);
      places.get(above)?.children.delete(oldest);
    }
    return place;
  }

  /** The nearest call above that no other call below it has taken. */
  function callAbove({ parent }: Place, usage: Usage, key: string): Call | undefined {
    let id = parent;
    for (let level = 0; level < MOST_LEVELS && id !== ''; level++) {
      const above = places.get(id);
      const call = above?.told?.call;
      if (call?.lowest === id && isSame(call, usage, key)) return call;
      id = above?.parent ?? '';
    }
    return undefined;
  }

  /** All below, the nearest first. */
  function callsBelow({ children }: Place): Call[] {
    const below: Call[] = [];
    let level: readonly string[] = [...children];
    for (let depth = 0; depth < MOST_LEVELS && level.length > 0; depth++) {
      const next = level.flatMap((id) => places.get(id) ?? []);
      below.push(...next.flatMap(({ told }) => told?.call ?? []));
      level = next.flatMap((place) => [...place.children]);
    }
    return below;
  }

  function join(call: Call, event: UsageEvent, usage: Usage, wins: boolean): Told {
    const { completeness: own } = event;
    const completeness = wins ? Math.max(own, call.completeness + 1) : Math.min(own, call.completeness - 1);
    if (wins) Object.assign(call, { usage, completeness });
    found = true;
    return { ownKey: event.key, lift: completeness - own, call };
  }

  function firstTold(id: string, place: Place, event: UsageEvent): Told {
    const usage = usageOf(event);
    const above = callAbove(place, usage, event.key);
    if (above !== undefined) {
      above.lowest = id;
      return join(above, event, usage, usage.cached > 0 || above.usage.cached === 0);
    }
    const below = callsBelow(place);
    const same = below.find((call) => isSame(call, usage, event.key));
    if (same !== undefined) return join(same, event, usage, usage.cached > 0 && same.usage.cached === 0);
    if (isSumOf(below, usage)) {
      found = true;
      return { ownKey: event.key, lift: 0, call: undefined };
    }
    const { key, completeness } = event;
    return { ownKey: key, lift: 0, call: { key, usage, completeness, lowest: id } };
  }

  return {
    settle(node, reading) {
      if (node.id === '') return reading;
      const place = linked(node);
      const [event, another] = reading.kind === 'events' ? reading.events : [];
      if (reading.kind !== 'events' || event === undefined || another !== undefined) return reading;
      place.told ??= firstTold(node.id, place, event);
      const { ownKey, lift, call } = place.told;
      if (event.key !== ownKey) return reading;
      if (call === undefined) return notUsage('agent or tool span');
      if (call.key === ownKey && lift === 0) return reading;
      return { ...reading, events: [{ ...event, key: call.key, completeness: event.completeness + lift }] };
    },
    get found() {
      return found;
    },
  };
}

/** Compactions are left out, as usage leaves them out. */
function usageOf({ parts }: UsageEvent): Usage {
  const usages = parts
    .filter(({ kind }) => kind !== 'compaction')
    .map(({ model, meters }) => {
      const { input: uncached, output } = meters;
      return { model, uncached, cached: promptTokens(meters) - uncached, output };
    });
  return { ...sumOf(usages), model: usages[0]?.model ?? '' };
}

function sumOf(usages: readonly Usage[]): Usage {
  const sum = (count: (usage: Usage) => Count): Count => usages.reduce((total, usage) => total + count(usage), 0);
  return {
    model: '',
    uncached: sum(({ uncached }) => uncached),
    cached: sum(({ cached }) => cached),
    output: sum(({ output }) => output),
  };
}

/** The provider gives no two calls one id. */
function isSame({ key, usage }: Call, other: Usage, otherKey: string): boolean {
  const ids = [key, otherKey].filter((each) => each.startsWith('message:'));
  return (ids.length < 2 || key === otherKey) && mayBeOne(usage.model, other.model) && tellTheSame(usage, other);
}

/** Names of models as providers give them; any other may be an alias of one. */
const PROVIDERS = /^(?:claude|gpt|o\d|gemini)-/;

/** Whether two names may be of one model, which a wrapper may name without its date. */
function mayBeOne(a: string, b: string): boolean {
  const [own, other] = [parseModelId(a).base, parseModelId(b).base];
  if (!PROVIDERS.test(own) || !PROVIDERS.test(other)) return true;
  return own.startsWith(other) || other.startsWith(own);
}

/** Whether the prompts are equal in all, or where one says nothing of the cache in what was not cached; nothing proves nothing. */
function tellTheSame(a: Usage, b: Usage): boolean {
  const [promptA, promptB] = [a.uncached + a.cached, b.uncached + b.cached];
  if (a.output !== b.output || promptA === 0 || promptB === 0) return false;
  return promptA === promptB || ((a.cached === 0 || b.cached === 0) && a.uncached === b.uncached);
}

function isSumOf(below: readonly Call[], usage: Usage): boolean {
  const calls = new Map(below.map((call) => [call.key, call.usage]));
  return calls.size > 1 && tellTheSame(sumOf([...calls.values()]), usage);
}
