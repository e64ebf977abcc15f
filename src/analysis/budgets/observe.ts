/** What a selection of usage came to: in all, by calendar day, and by model and project. */
import { bucketStart, MS_PER_SLOT, type Instant } from '../../core/time.ts';
import type { UsageGroup } from '../../store/ledger.ts';
import type { Account } from '../figures.ts';
import { MOST_SUMS, needRoom } from '../most-groups.ts';
import type { Quoter } from '../quoter.ts';
import { smallAccount } from '../small-account.ts';
import { measuredOf, NO_FATE, type Measured, type RecordCounts, type WriteFate } from './measured.ts';

export interface Observed {
  readonly measured: Measured;
  /** Calendar days of the zone with usage, in order. */
  readonly days: readonly ObservedDay[];
  readonly spenders: readonly Spender[];
}

interface ObservedDay {
  /** Its first instant. */
  readonly at: Instant;
  readonly measured: Measured;
}

export interface Spender {
  /** Canonical where known. */
  readonly model: string;
  /** null is unknown. */
  readonly project: string | null;
  readonly measured: Measured;
}

/** Whose usage it is. `group` is the value of the budget's `per`; undefined without one, null is unknown. */
export interface Owner {
  readonly group: string | null | undefined;
  readonly model: string;
  readonly project: string | null;
}

export interface Observer {
  add(usage: UsageGroup, owner: Owner): void;
  addFate(at: Instant, fate: WriteFate, owner: Owner): void;
  /** By group. What was gathered is used up. */
  observed(counts: RecordCounts): Map<string | null | undefined, Observed>;
}

/**
 * Gathers sums, each priced by itself: a group's cost is what `report` says of that group. Without groups there is one
 * selection, with or without usage.
 */
export function observer(quotes: Quoter, zone: string, grouped: boolean): Observer {
  const groups = new Map<string | null | undefined, Gathered>(grouped ? [] : [[undefined, nothing(sums(quotes))]]);
  const midnights = new Map<Instant, Instant>();
  let made = 0;

  function newSums(): Sums {
    needRoom(made, MOST_SUMS, grouped ? 'what the budget is per, day and model' : 'day, model and project');
    made += 1;
    return sums(quotes);
  }

  function dayOf(at: Instant): Instant {
    const slot = (Math.floor(at / MS_PER_SLOT) * MS_PER_SLOT) as Instant;
    return entry(midnights, slot, () => bucketStart(slot, 'day', zone));
  }

  /** The sums that usage at this time and of this owner belongs to. */
  function sumsFor(at: Instant, { group, model, project }: Owner): Sums[] {
    const gathered = entry(groups, group, () => nothing(newSums()));
    const day = entry(gathered.days, dayOf(at), newSums);
    const key = JSON.stringify([model, project]);
    const spender = entry(gathered.spenders, key, () => ({ model, project, sums: newSums() }));
    return [gathered.total, day, spender.sums];
  }

  return {
    add(usage, owner) {
      for (const each of sumsFor(usage.at, owner)) each.account.add(usage);
    },
    addFate(at, fate, owner) {
      for (const each of sumsFor(at, owner)) {
        each.fate = {
          unread: each.fate.unread + fate.unread,
          unattributed: each.fate.unattributed + fate.unattributed,
        };
      }
    },
    observed(counts) {
      const measure = ({ account: own, fate }: Sums): Measured => measuredOf(own.figures(), fate, counts);
      const finish = ({ total, days, spenders }: Gathered): Observed => ({
        measured: measure(total),
        days: [...days].sort(([a], [b]) => a - b).map(([at, each]) => ({ at, measured: measure(each) })),
        spenders: Array.from(takenFrom(spenders), ({ sums: own, ...whose }) => ({ ...whose, measured: measure(own) })),
      });
      return new Map([...groups].map(([group, gathered]) => [group, finish(gathered)]));
    },
  };
}

interface Sums {
  readonly account: Account;
  fate: WriteFate;
}

interface Gathered {
  readonly total: Sums;
  readonly days: Map<Instant, Sums>;
  readonly spenders: Map<string, { readonly model: string; readonly project: string | null; readonly sums: Sums }>;
}

function nothing(total: Sums): Gathered {
  return { total, days: new Map(), spenders: new Map() };
}

function sums(quotes: Quoter): Sums {
  return { account: smallAccount(quotes), fate: NO_FATE };
}

/** One by one, each forgotten when it has been measured: there may be 100,000. */
function* takenFrom<V>(entries: Map<string, V>): Iterable<V> {
  for (const [key, value] of entries) {
    entries.delete(key);
    yield value;
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
