/** What truly was there for each request, and every reason that alone would have cost it the read. */
import type { Cause } from '../../src/diagnose/cause.ts';
import {
  isAlive,
  isReadable,
  minimumOf,
  TrueCache,
  TTL_1H,
  TTL_5M,
  type Asked,
  type Change,
  type Entry,
  type Prefix,
  type Served,
} from './planted-cache.ts';

export interface Truth extends Served {
  /** Tokens that an earlier request had cached for it. */
  readonly expected: number;
  /** Of a request that read less than 95 % of those; the one that weighs most first. */
  readonly causes: readonly Cause[];
}

const WHOLE = 0.95;

/** Requests in the order in which they were sent. */
export function truthOf(requests: readonly Asked[]): Truth[] {
  const cache = new TrueCache();
  const cachedBy = new Map<Asked, Prefix | undefined>();
  const crowds = new Crowds();
  const truths = requests.map((asked): Truth => {
    const entries = cache.entriesFor(asked);
    const had = asked.before === undefined ? everCached(entries, asked.prompt) : cachedFor(asked.before, cachedBy);
    const reasons = reasonsFor(asked, entries, had);
    if (asked.isGone) forget(entries, asked);
    const served = cache.serve(asked);
    cachedBy.set(asked, cachedOf(served, asked.before && cachedFor(asked.before, cachedBy)));
    const expected = Math.min(had?.end ?? 0, asked.prompt.end);
    const truth = { ...served, expected, causes: served.read < expected * WHOLE ? reasons : [] };
    if (asked.before === undefined) crowds.add(entries, truth, had);
    return truth;
  });
  crowds.turn();
  return truths;
}

/**
 * First requests that were sent at once: the first of them in the log had nothing to read, and all others could have waited
 * for its answer.
 */
class Crowds {
  readonly #open = new Map<ReadonlyMap<Prefix, Entry>, Map<Prefix, Truth[]>>();
  readonly #all: Truth[][] = [];

  add(entries: ReadonlyMap<Prefix, Entry>, truth: Truth, had: Prefix | undefined): void {
    let open = this.#open.get(entries);
    if (open === undefined) this.#open.set(entries, (open = new Map<Prefix, Truth[]>()));
    const crowd = truth.causes[0] === 'parallel' && had !== undefined ? open.get(had) : undefined;
    if (crowd !== undefined) crowd.push(truth);
    else if (truth.asked.marks.length > 0) {
      const own = [truth];
      this.#all.push(own);
      for (const { prefix } of truth.asked.marks) if (prefix.end > truth.read) open.set(prefix, own);
    }
  }

  /** The first that was sent and the first in the log change places. */
  turn(): void {
    for (const crowd of this.#all) {
      const [sent] = crowd;
      const logged = crowd.reduce((first, each) => (each.asked.logged < first.asked.logged ? each : first));
      if (sent === undefined || sent === logged) continue;
      const { expected, causes } = sent;
      Object.assign(sent, { expected: logged.expected, causes: logged.causes });
      Object.assign(logged, { expected, causes });
    }
  }
}

/** Of a request beside it, which was sent later: what that will write. */
function cachedFor(before: Asked, cachedBy: ReadonlyMap<Asked, Prefix | undefined>): Prefix | undefined {
  return cachedBy.has(before) ? cachedBy.get(before) : before.marks.at(-1)?.prefix;
}

/** What the conversation has cached after it: still the same where it cached nothing. */
function cachedOf({ asked, input }: Served, before: Prefix | undefined): Prefix | undefined {
  const end = asked.prompt.end - input;
  if (end === 0) return before;
  let prefix: Prefix | undefined = asked.prompt;
  while (prefix !== undefined && prefix.end > end) prefix = prefix.before;
  return prefix;
}

function forget(entries: Map<Prefix, Entry>, { before }: Asked): void {
  for (let prefix = before?.prompt; prefix !== undefined; prefix = prefix.before)
    if (prefix.block.level === 'messages') entries.delete(prefix);
}

/** The longest prefix that anybody had cached, whatever became of it. */
function everCached(entries: ReadonlyMap<Prefix, Entry>, prompt: Prefix): Prefix | undefined {
  let prefix: Prefix | undefined = prompt;
  while (prefix !== undefined && !entries.has(prefix)) prefix = prefix.before;
  return prefix;
}

function reasonsFor(asked: Asked, entries: ReadonlyMap<Prefix, Entry>, had: Prefix | undefined): Cause[] {
  const { before, marks, model, speed, changes, start } = asked;
  const reasons: Cause[] = [];
  if (marks.length === 0) reasons.push('no_breakpoint');
  if (asked.prompt.end < minimumOf(model)) reasons.push('too_short');
  const entry = had && entries.get(had);
  const isDead = entry !== undefined && !isAlive(entry, start);
  const isWaiting = entry !== undefined && !isDead && start < entry.from;
  if (before === undefined) {
    if (isWaiting) reasons.push('parallel');
    if (isDead) reasons.push(asked.thread === 'main' ? 'cold_start' : 'subagent_start');
    return reasons;
  }
  const age = start - before.start;
  if (age > TTL_1H) reasons.push('expired_1h');
  if (model !== before.model) reasons.push('model_changed');
  if (speed !== before.speed) reasons.push('speed_changed');
  if (had !== undefined && !isKept(entries, had, asked.prompt))
    reasons.push(...changes.map((change) => CHANGED[change]));
  if (isWaiting || start < before.at) reasons.push('parallel');
  if (age > TTL_5M && age <= TTL_1H && !survives(entries, had, start)) reasons.push('expired_5m');
  if (asked.isGone && reasons.length === 0) reasons.push('gone_early');
  if (reasons.length === 0 && isFarBehind(asked, had)) reasons.push('lookback');
  return reasons;
}

const CHANGED: Readonly<Record<Change, Cause>> = {
  tools: 'tools_changed',
  system: 'system_changed',
  messages: 'messages_changed',
  compacted: 'compacted',
};

/** Whether an entry of as good as all of what was cached still begins the prompt. */
function isKept(entries: ReadonlyMap<Prefix, Entry>, had: Prefix, prompt: Prefix): boolean {
  const own = new Set<Prefix>();
  for (let prefix: Prefix | undefined = prompt; prefix !== undefined; prefix = prefix.before) own.add(prefix);
  for (
    let prefix: Prefix | undefined = had;
    prefix !== undefined && prefix.end >= WHOLE * had.end;
    prefix = prefix.before
  )
    if (own.has(prefix) && (entries.has(prefix) || prefix === had)) return true;
  return false;
}

/** Whether an entry of as good as all of it can be read, or there never was one in this cache. */
function survives(entries: ReadonlyMap<Prefix, Entry>, had: Prefix | undefined, at: number): boolean {
  let hasEntry = false;
  for (let prefix = had; prefix !== undefined && prefix.end >= WHOLE * (had?.end ?? 0); prefix = prefix.before) {
    const entry = entries.get(prefix);
    hasEntry ||= entry !== undefined;
    if (entry !== undefined && isReadable(entry, at)) return true;
  }
  return !hasEntry;
}

/** Whether more than 20 blocks came between what was cached and every breakpoint behind it. */
function isFarBehind({ marks }: Asked, had: Prefix | undefined): boolean {
  return had !== undefined && !marks.some(({ prefix }) => isWithin(prefix, had));
}

function isWithin(mark: Prefix, had: Prefix): boolean {
  let back: Prefix | undefined = mark;
  for (let steps = 0; steps < 20 && back !== undefined && back.end >= had.end; steps++) {
    if (back === had) return true;
    back = back.before;
  }
  return false;
}
