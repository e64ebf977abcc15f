/**
 * The library: the pure parts. Money in picodollars, tokens by meter, instants in ms UTC; nothing here reads a file,
 * a clock or the environment.
 */
export type { MissReason, ReportedMiss } from './core/diagnosis.ts';
export type { Claim, Kind, Origin, RequestId, Scope, Terms, UsageEvent, UsagePart } from './core/event.ts';
export type { Flag } from './core/flags.ts';
export { NO_SCOPE } from './core/event.ts';
export { merge } from './core/merge.ts';
export { FLAGS, flagsOf } from './core/flags.ts';
export type { Count, Meters, MeterSums, TokenMeter } from './core/meters.ts';
export { NO_METERS, NO_SUMS, promptTokens, PROMPT_METERS, TOKEN_METERS } from './core/meters.ts';
export type { Fraction } from './core/fraction.ts';
export type { Pico, UnitPrice } from './core/money.ts';
export { charge, formatUsd, formatUsdExact, parsePricePerMillion } from './core/money.ts';
export type { Problem, Where } from './core/problem.ts';
export { formatProblem } from './core/problem.ts';
export type { Bucket, Instant, Period } from './core/time.ts';
export { parsePeriodEnd, parseTime } from './core/calendar.ts';
export { bucketLabel, formatInstant, parseDate, parseInstant } from './core/time.ts';
export type { PriceBook, PriceRow, Rates, WebSearchRow } from './prices/book.ts';
export type { PriceDocument, PriceLayer } from './prices/load.ts';
export { buildPriceBook } from './prices/load.ts';
export { listRows, type ListRow } from './prices/list.ts';
export { matchModel } from './prices/match.ts';
export { quote, webSearchPrice, type Quote, type QuoteRequest, type UnpricedReason } from './prices/quote.ts';
export { SOURCES, sourceById, sourceOf } from './sources/index.ts';
export type { JsonObject, Reading, Refusal } from './sources/reading.ts';
export type { Context, Reader, Source } from './sources/source.ts';
export type { Dimension, Inference, UsageGroup } from './store/ledger.ts';
export type { ChargeLine } from './analysis/charges.ts';
export { account, type Account, type Figures, type Unpriced } from './analysis/figures.ts';
export { quoter, type Quoter } from './analysis/quoter.ts';
export { buildReport, type GroupBy, type Report, type ReportRequest, type ReportRow } from './analysis/report.ts';
export { workloadOf } from './simulate/chains.ts';
export { parseScenario, standardScenarios } from './simulate/ask.ts';
export type { PriceKind } from './requests/kinds.ts';
export { requestLog, type RequestLog } from './requests/log.ts';
export type { Chain, Requests, Workload } from './simulate/workload.ts';
export type { Options, Plan, Scenario } from './simulate/scenario.ts';
export { SCENARIOS } from './simulate/scenarios/index.ts';
export { whatIf, type Asked, type Outcome, type WhatIf } from './simulate/what-if.ts';
