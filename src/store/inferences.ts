/** The events one by one, in the order of time, and what they were sent. */
import type Database from 'better-sqlite3';
import type { Instant } from '../core/time.ts';
import type { Dimensions } from './dimensions.ts';
import type { Inference, InferenceQuery, LoggedInference, PromptedInference, TracedInference } from './ledger.ts';
import { fromReported, REPORTED, type Reported } from './reported.ts';
import { fromTold, TOLD, type Told } from './stored-prompt.ts';
import { inferencesSql, promptsSql, requestsSql } from './usage-sql.ts';

/** In the order of the statement: at, span, model, terms, scope, requests, the meters, then the values asked for. */
type Row = readonly [
  ...[at: number, span: number, model: number, terms: number, scope: number, requests: number],
  ...[input: number, cache_write_5m: number, cache_write_1h: number],
  ...[cache_read: number, output: number, web_search: number],
  ...values: string[],
];

/** What is traced begins with these. */
type Trace = readonly [key: Buffer, file: string, line: number];

const NO_VALUES: readonly string[] = [];

/** One count of one event is a safe integer, so plain numbers do. */
export function* readInferences(
  database: Database.Database,
  known: Dimensions,
  query: InferenceQuery,
): Iterable<Inference> {
  const { sql, parameters } = inferencesSql(query);
  for (const row of database.prepare(sql).raw().iterate(parameters) as Iterable<Row>) yield toInference(row, known);
}

export function* readPrompts(
  database: Database.Database,
  known: Dimensions,
  query: InferenceQuery,
): Iterable<PromptedInference> {
  const { sql, parameters } = promptsSql(query, ['run', ...TOLD]);
  type Prompted = readonly [...Trace, run: number, ...Told, ...Row];
  for (const prompted of database.prepare(sql).raw().iterate(parameters) as Iterable<Prompted>) {
    const [key, file, line, run, marks, automatic, system, messages, answered, ...more] = prompted;
    const [digest, question, sketch, logsCache, firstCall, attribution, ...row] = more;
    const beside = [digest, question, sketch, logsCache, firstCall, attribution] as const;
    const told = fromTold([marks, automatic, system, messages, answered, ...beside]);
    yield { ...toTraced([key, file, line], row, known), ...told, run };
  }
}

export function* readRequests(
  database: Database.Database,
  known: Dimensions,
  query: InferenceQuery,
): Iterable<LoggedInference> {
  const { sql, parameters } = requestsSql(query, REPORTED);
  type Logged = readonly [...Trace, part: number, ...Reported, ...Row];
  for (const logged of database.prepare(sql).raw().iterate(parameters) as Iterable<Logged>) {
    const [key, file, line, part, reason, tokens, ...row] = logged;
    yield { ...toTraced([key, file, line], row, known), part, reported: fromReported([reason, tokens]) };
  }
}

function toTraced([key, file, line]: Trace, row: Row, known: Dimensions): TracedInference {
  return { ...toInference(row, known), id: key.toString('hex'), file, line };
}

function toInference(row: Row, known: Dimensions): Inference {
  const [at, span, model, terms, place, requests, ...counted] = row;
  const [input, cache_write_5m, cache_write_1h, cache_read, output, web_search, ...values] = counted;
  const { scope } = known.scopes.valueOf(place);
  return {
    at: at as Instant,
    until: (at + span) as Instant,
    model: known.models.valueOf(model),
    workspace: scope.workspace,
    session: scope.session,
    thread: scope.thread,
    scope: place,
    values: values.length === 0 ? NO_VALUES : values,
    terms: known.terms.valueOf(terms),
    requests,
    meters: { input, cache_write_5m, cache_write_1h, cache_read, output, web_search },
  };
}
