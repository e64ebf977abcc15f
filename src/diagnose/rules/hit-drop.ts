import type { Client } from '../../core/controls.ts';
import type { MeterSums } from '../../core/meters.ts';
import { subtract, type Pico } from '../../core/money.ts';
import { utcDate } from '../../core/time.ts';
import type { UsageGroup } from '../../store/ledger.ts';
import { clientIn } from '../client.ts';
import type { Diagnosis } from '../diagnosis.ts';
import type { Logged } from '../log.ts';
import { dropIn, ratioOf, type Drop } from '../drop.ts';
import { promptOf } from '../../requests/log.ts';
import { BEHIND_READ, costOfGroups, loggedBills } from '../logged-bills.ts';
import { newcomersOf, type Newcomer } from '../newcomers.ts';
import { examplesOf, type Rule } from '../rule.ts';
import { gathering, wastedRows, type WastedRows } from '../wasted-rows.ts';
import { count, listed, percent, tokens } from '../words.ts';

export const hitDrop: Rule = {
  code: 'PC013',
  title: 'The token hit ratio fell on one day and stayed low',
  beside: true,
  why: 'A release, a model or a change of the prompt that breaks caching shows in nothing but this ratio and the bill.',
  find(diagnosis) {
    const { log, book } = diagnosis;
    const drop = dropIn(log);
    if (drop === undefined) return undefined;
    const { before, since, rows } = drop;
    const fallen = (before.read * since.prompt) / before.prompt - since.read;
    const cost = costOf(diagnosis, rows.at, fallen, since.prompt - since.read);
    const came = newcomersOf(log, drop, book);
    const client = clientIn(log, Uint32Array.from(rowsFrom(log.logged, rows.at)));
    const requests = log.logged.count - rows.at;
    return {
      cost,
      saving: cost,
      evidence: {
        text: `${textOf(drop)}${came.length === 0 ? '' : `; with it came ${listed(came.map(named))}`}; at the old ratio ${count(requests, 'request')} would have read ${tokens(Number(fallen))} more.`,
        requests,
        tokens: Number(fallen),
        examples: examplesOf(log, worstSince(diagnosis, rows.at)),
      },
      client,
      needs: [client.kind === 'claude-code' ? 'habits' : 'breakpoints'],
      fix: fixOf(drop, came, client),
    };
  },
};

/** What was missed; where no miss is known, what was not read. */
function worstSince({ log: { logged }, misses }: Diagnosis, from: number): WastedRows {
  const missed = [...misses].filter(([row]) => row >= from).map(([row, { lost }]) => ({ row, tokens: lost }));
  if (missed.length > 0) return wastedRows(missed);
  const unread = gathering();
  for (const row of rowsFrom(logged, from)) unread.add(row, promptOf(logged, row) - (logged.cache_read[row] ?? 0));
  return unread.all();
}

function* rowsFrom({ count: end }: Logged, from: number): Iterable<number> {
  for (let row = from; row < end; row++) yield row;
}

function textOf({ at, before, since }: Drop): string {
  return `In the days before ${utcDate(at)} ${percent(ratioOf(before))} of prompt tokens were read from the cache, since then ${percent(ratioOf(since))}`;
}

function named({ what, name, before, after }: Newcomer): string {
  return `${what} ${name} (${percent(before)} of the tokens before, ${percent(after)} after)`;
}

function fixOf({ at }: Drop, came: readonly Newcomer[], { kind, name }: Client): string {
  const names = came.map(({ what, name }) => `${what} ${name}`);
  const where = names.length === 0 ? `on ${utcDate(at)}` : `with ${listed(names)}`;
  if (kind === 'claude-code')
    return `Take back what changed ${where}: the version of ${name}, the model, MCP servers, plugins or settings of the time to live.`;
  return `Compare a request from before with one from after, and take back what changed ${where}: tools, system prompt, breakpoints or time to live.`;
}

/**
 * What is paid above a read for the tokens that would have been read at the old ratio. Which ones they are cannot be told,
 * so it is the same part of every meter, model and day since: of each the sums, billed as reads, a token cut off at most.
 */
function costOf({ log, book }: Diagnosis, from: number, fallen: bigint, unread: bigint): Pico {
  const groups = [...loggedBills(log, book, rowsFrom(log.logged, from)).groups()];
  const kept = groups.map((group) => withReads(group, fallen, unread));
  return subtract(costOfGroups(groups, book), costOfGroups(kept, book));
}

/** `part` of `whole` tokens that were not read. */
function withReads(group: UsageGroup, part: bigint, whole: bigint): UsageGroup {
  const sums: Record<keyof MeterSums, bigint> = { ...group.sums };
  for (const meter of BEHIND_READ) {
    const moved = (sums[meter] * part) / whole;
    sums[meter] -= moved;
    sums.cache_read += moved;
  }
  return { ...group, sums };
}
