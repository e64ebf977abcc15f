/** The JSON contract of `reconcile`. */
import type { Reconciliation } from '../../analysis/reconcile/reconcile.ts';
import { REASONS, type Part, type Reason } from '../../analysis/reconcile/reasons.ts';
import { formatDecimal } from '../../core/fraction.ts';
import { formatUsdExact, usdOrNull, type Pico } from '../../core/money.ts';
import { instantOrNull, utcDate } from '../../core/time.ts';
import type { ReconcileRow } from './reconcile-rows.ts';

/** Raised when a field changes its meaning or goes. */
const SCHEMA_VERSION = 1;

export function reconcileJson(
  result: Reconciliation,
  rows: readonly ReconcileRow[],
  beside: { readonly pricesVersion: string; readonly refused: number },
): unknown {
  const { bill, period, discounts } = result;
  return {
    schema_version: SCHEMA_VERSION,
    prices_version: beside.pricesVersion,
    agrees: result.agrees,
    bill: { name: bill.name, rows: bill.rows.length, repeated_rows: bill.repeated },
    period: { since: instantOrNull(period.since), until: instantOrNull(period.until) },
    billed_usd: formatUsdExact(result.billed),
    computed_usd: formatUsdExact(result.computed),
    difference_usd: formatUsdExact(result.difference),
    apart_usd: formatUsdExact(result.apart),
    allowed_usd: formatUsdExact(result.allowed),
    rounding: { usd_per_row: formatUsdExact(bill.rowRounding), usd: formatUsdExact(result.rounding) },
    reasons: Object.fromEntries(result.reasons.map(({ reason, amount }) => [reason, formatUsdExact(amount)])),
    findings: result.findings.map(({ reason, evidence, model, days, amount }) => ({
      reason,
      evidence: evidence === '' ? null : evidence,
      model: model === '' ? null : (model ?? null),
      days: days.map(utcDate),
      amount_usd: formatUsdExact(amount),
    })),
    discounts: discounts.found.map(({ model, ratio, evidence }) => ({
      model: model === '' ? null : model,
      ratio: ratio === undefined ? null : formatDecimal(ratio.value, 6),
      evidence,
      agreeing: ratio?.agreeing ?? null,
      of: ratio?.cells ?? null,
    })),
    unpriced_tokens: Number(result.unpricedTokens),
    refused_records: beside.refused,
    rows: rows.map((row) => ({
      group: row.group,
      billed_usd: usdOrNull(row.billed),
      list_usd: usdOrNull(row.list),
      computed_usd: usdOrNull(row.computed),
      difference_usd: formatUsdExact(row.difference),
      rounding_usd: formatUsdExact(row.rounding),
      bill_rows: row.billRows,
      reasons: Object.fromEntries(
        REASONS.map((reason) => [reason, amountOf(row.parts, reason)])
          .filter(([, amount]) => amount !== 0n)
          .map(([reason, amount]) => [reason, formatUsdExact(amount as Pico)]),
      ),
    })),
  };
}

export function amountOf(parts: readonly Part[], reason: Reason): Pico {
  return parts.reduce((sum, part) => (part.reason === reason ? sum + part.amount : sum), 0n) as Pico;
}
