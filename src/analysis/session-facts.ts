/** What is known of a session beside its sums: when it ran, and where. */
import type { Instant } from '../core/time.ts';
import type { InferenceQuery, LedgerReader } from '../store/ledger.ts';
import type { ReportRow } from './report.ts';

export interface SessionFacts {
  /** Where its first request was; '' is unknown. */
  readonly project: string;
  /** Of what the report is of. */
  readonly first: Instant;
  readonly last: Instant;
}

export type FactsOfSessions = ReadonlyMap<string, SessionFacts>;

/** Nobody reads more rows. */
const MOST_SESSIONS = 1_000;
/** Each of which is looked at: more would make a report noticeably slower. */
const MOST_REQUESTS = 100_000n;

/** By the session; of none where there are more than anyone reads, or looking would take long. */
export function sessionFacts(
  ledger: Pick<LedgerReader, 'inferences'>,
  { period, where }: Pick<InferenceQuery, 'period' | 'where'>,
  rows: readonly ReportRow[],
): FactsOfSessions {
  const names = [...new Set(rows.flatMap(({ group: { session } }) => session ?? []))];
  const facts = new Map<string, SessionFacts>();
  const requests = rows.reduce((sum, { figures }) => sum + figures.requests, 0n);
  if (names.length === 0 || names.length > MOST_SESSIONS || requests > MOST_REQUESTS) return facts;
  const query: InferenceQuery = { period, by: ['project'], where: new Map([...where, ['session', names]]) };
  for (const { session, at, until, values } of ledger.inferences(query)) {
    const known = facts.get(session);
    const last = known === undefined || until > known.last ? until : known.last;
    facts.set(session, { project: known?.project ?? values[0] ?? '', first: known?.first ?? at, last });
  }
  return facts;
}
