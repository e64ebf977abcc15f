import type { Client } from '../../core/controls.ts';
import { add, dearestFirst, ZERO_PICO } from '../../core/money.ts';
import type { Cause } from '../cause.ts';
import { clientIn } from '../client.ts';
import { wastedBy, type Diagnosis } from '../diagnosis.ts';
import { wastedIn } from '../groups.ts';
import type { DiagnosisLog } from '../log.ts';
import { bestLifetime, BUCKETS, HOUR } from '../lifetimes.ts';
import { foundIn, type Found, type Rule } from '../rule.ts';
import { joined, type Wasted } from '../wasted-rows.ts';
import { count, listed, tokens } from '../words.ts';

/**
 * Writing a prefix costs 12.5 times a read of it, and more with the newer models: a start that fewer requests than this
 * follow costs more than all the reads that it makes possible.
 */
const ENOUGH_WORK = 12;

interface Start {
  readonly cause: Cause;
  readonly one: string;
  readonly many: string;
  readonly fix: string;
  /** How to begin warm, by requests of one's own. */
  readonly warm: string;
}

const STARTS: readonly Start[] = [
  {
    cause: 'cold_start',
    one: 'conversation began cold',
    many: 'conversations began cold',
    fix: 'Go on in a conversation rather than begin one for each small task',
    warm: 'write the tools and system that all begin with for one hour, or warm them up before a run with a request of max_tokens 0',
  },
  {
    cause: 'subagent_start',
    one: 'sub-agent began cold',
    many: 'sub-agents began cold',
    fix: 'Give a sub-agent more to do before you start another, and do small tasks in the conversation itself',
    warm: 'where sub-agents follow each other within an hour, write what they begin with for one hour',
  },
  {
    cause: 'expired_1h',
    one: 'conversation went on after more than an hour',
    many: 'conversations went on after more than an hour',
    fix: 'Do not take up a long conversation for a question or two after more than an hour: ask in a new one, or compact it before you leave',
    warm: '',
  },
];
const SHARED_HOUR = `${HOUR} on the last block of tools and system`;
/** Of Claude Code, where nothing else can be warmed up. */
const WITHIN = 'where one follows another within an hour, write for one hour';

export const coldStarts: Rule = {
  code: 'PC014',
  title: 'Cold starts are followed by too little work',
  why: 'A start without a cache writes the whole prefix; it takes a dozen requests or more that read it until that is the smaller part.',
  find(diagnosis) {
    const work = workAfter(diagnosis.log, diagnosis);
    const starts = STARTS.map((start) => ({ ...start, ...shortOf(diagnosis, start.cause, work) }))
      .filter(({ rows }) => rows.length > 0)
      .sort((a, b) => dearestFirst(a.cost, b.cost));
    const [worst] = starts;
    if (worst === undefined) return undefined;
    const rows = joined(starts.map((start) => start.rows));
    const written = starts.reduce((sum, start) => sum + start.tokens, 0);
    const requests = rows.row.reduce((sum, row) => sum + (work.get(row) ?? 0), 0);
    const kinds = listed(starts.map(({ rows: own, one, many }) => count(own.length, one, many)));
    const cost = starts.reduce((sum, start) => add(sum, start.cost), ZERO_PICO);
    return foundIn(
      diagnosis,
      { cost, tokens: written, rows },
      {
        // Which of them could have been spared, or kept warm, the log does not tell.
        saving: null,
        text: `${kinds}, wrote ${tokens(written)} again, and sent ${count(Math.round((requests / rows.length) * 10) / 10, 'request')} on average from then on.`,
        ...adviceFor(worst, diagnosis, clientIn(diagnosis.log, rows.row)),
      },
    );
  },
};

function adviceFor(
  { cause, fix, warm }: Start,
  diagnosis: Diagnosis,
  client: Client,
): Pick<Found, 'needs' | 'fix' | 'setting'> {
  if (cause === 'expired_1h') return { needs: ['habits'], fix: `${fix}.` };
  if (client.kind !== 'claude-code') return { needs: ['breakpoints'], fix: `${fix}; ${warm}.`, setting: SHARED_HOUR };
  const isSub = cause === 'subagent_start';
  const best = bestLifetime(diagnosis, client)?.scenario;
  // What is set there is set for all that they write, and costs more than it saves.
  if (best === 'ttl-5m' || (isSub && best === 'ttl-main-1h-sub-5m')) return { needs: ['habits'], fix: `${fix}.` };
  const bucket = isSub ? BUCKETS.subagents : BUCKETS.main;
  return { needs: ['thread_ttl'], fix: `${fix}; ${WITHIN}.`, setting: `"${bucket}": "1h"` };
}

/** Of each cold start: its requests up to the next one of the conversation, itself counted. */
function workAfter({ logged }: DiagnosisLog, { misses }: Diagnosis): Map<number, number> {
  const starts = new Set<Cause | undefined>(STARTS.map(({ cause }) => cause));
  const current = new Map<number, number>();
  const work = new Map<number, number>();
  for (let row = 0; row < logged.count; row++) {
    const conversation = logged.conversation[row] ?? -1;
    if (conversation < 0) continue;
    if (starts.has(misses.get(row)?.cause)) current.set(conversation, row);
    const start = current.get(conversation);
    if (start !== undefined) work.set(start, (work.get(start) ?? 0) + 1);
  }
  return work;
}

function shortOf(diagnosis: Diagnosis, cause: Cause, work: ReadonlyMap<number, number>): Wasted {
  const { row: rows } = wastedBy(diagnosis, [cause]).rows;
  return wastedIn(
    diagnosis,
    [cause],
    rows.filter((row) => (work.get(row) ?? Infinity) < ENOUGH_WORK),
  );
}
