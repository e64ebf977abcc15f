import type { Client } from '../../core/controls.ts';
import type { Pico } from '../../core/money.ts';
import { clientIn } from '../client.ts';
import { wastedBy, type Diagnosis } from '../diagnosis.ts';
import { wastedIn } from '../groups.ts';
import type { DiagnosisLog } from '../log.ts';
import { foundIn, type Found, type Rule } from '../rule.ts';
import { count, noBreakpoints, percent, tokens } from '../words.ts';

/**
 * Of all that was written. Below a tenth the reads of the rest pay for it several times over, and taking breakpoints away
 * would put those at risk.
 */
const LEAST_UNREAD = 0.1;
/** Of the unread tokens: then leaving the marker out is the first thing to do. */
const MOSTLY = 0.5;

export const unreadWrites: Rule = {
  code: 'PC001',
  title: 'Prefixes are written that nobody reads',
  why: 'A write costs more than plain input, which pays only when a later request reads it.',
  find(diagnosis) {
    const neighbours = neighboursOf(diagnosis.log);
    const own = wastedBy(diagnosis, ['unread_write']).rows.row;
    const avoidable = own.filter((row) => isAvoidable(diagnosis, neighbours, row));
    const wasted = wastedIn(diagnosis, ['unread_write'], avoidable);
    const { cost, tokens: unread, rows } = wasted;
    const written = writtenIn(diagnosis.log);
    if (rows.length === 0 || unread < written * LEAST_UNREAD) return undefined;
    const alone = { requests: 0, tokens: 0 };
    for (const [index, row] of rows.row.entries()) {
      if (neighbours.next[row] !== -1) continue;
      alone.requests += 1;
      alone.tokens += rows.tokens[index] ?? 0;
    }
    const client = clientIn(diagnosis.log, rows.row);
    return foundIn(diagnosis, wasted, {
      text: `${count(rows.length, 'request')} wrote ${tokens(unread)} that no later request read, ${percent(unread / written)} of all that was written${aloneOf(alone.requests)}.`,
      ...adviceFor(client, cost, alone.tokens > unread * MOSTLY),
    });
  },
};

function adviceFor(client: Client, cost: Pico, isAlone: boolean): Pick<Found, 'saving' | 'needs' | 'fix'> {
  if (client.can.breakpoints === false)
    return {
      saving: null,
      needs: ['habits'],
      fix: `${noBreakpoints(client)}: ask what belongs together in one conversation, so that later requests read what the first one wrote.`,
    };
  return {
    // What is not written is plain input.
    saving: cost,
    needs: ['breakpoints'],
    fix: isAlone
      ? 'Leave cache_control out of requests that no other one follows within its time to live.'
      : 'Move the breakpoint to the end of what stays the same: before dates, retrieved texts and whatever else changes with each request.',
  };
}

/** By row: the request before and the next one of its conversation in the same cache, as reads go; -1 without. */
interface Neighbours {
  readonly previous: Int32Array;
  readonly next: Int32Array;
}

function neighboursOf({ logged, chains }: DiagnosisLog): Neighbours {
  const lasts = new Int32Array(chains).fill(-1);
  const [previous, next] = [new Int32Array(logged.count).fill(-1), new Int32Array(logged.count).fill(-1)];
  for (const [row, chain] of logged.chain.entries()) {
    if (chain < 0) continue;
    const last = lasts[chain] ?? -1;
    previous[row] = last;
    if (last >= 0) next[last] = row;
    lasts[chain] = row;
  }
  return { previous, next };
}

/**
 * Of a conversation that goes on somebody has to be the last to write: no setting can know who. And what the next request
 * should have read is that one's miss: without it the write would have been of use.
 */
function isAvoidable({ misses }: Diagnosis, { previous, next }: Neighbours, row: number): boolean {
  const following = next[row] ?? -1;
  return following < 0 ? previous[row] === -1 : (misses.get(following)?.lost ?? 0) === 0;
}

function writtenIn({ logged: { conversation, cache_write_5m, cache_write_1h } }: DiagnosisLog): number {
  let written = 0;
  for (const [row, place] of conversation.entries())
    if (place >= 0) written += (cache_write_5m[row] ?? 0) + (cache_write_1h[row] ?? 0);
  return written;
}

function aloneOf(requests: number): string {
  return requests === 0
    ? ''
    : `; ${count(requests, 'of them was', 'of them were')} the only request of the conversation`;
}
