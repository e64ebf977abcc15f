/** The JSON contract of `diagnose`. */
import { formatUsdExact, subtract, usdOrNull } from '../../core/money.ts';
import { formatInstant } from '../../core/time.ts';
import type { Diagnosis } from '../../diagnose/diagnosis.ts';
import type { Finding } from '../../diagnose/findings.ts';
import type { MoneyGroup } from '../../diagnose/groups.ts';
import { reachOf } from '../../diagnose/reach.ts';
import type { MoneyLedger } from '../../diagnose/waste.ts';
import { periodJson } from './period-json.ts';
import type { RequestsContext } from './requests-context.ts';

/** Of the JSON that `diagnose` prints: raised when a field changes its meaning or goes. */
const SCHEMA_VERSION = 1;

export function diagnoseJson(
  { money, misses, unreadWriteTokens }: Diagnosis,
  findings: readonly Finding[],
  groups: readonly MoneyGroup[],
  { pricesVersion, period, zone, by, refused, others }: RequestsContext,
): unknown {
  return {
    schema_version: SCHEMA_VERSION,
    prices_version: pricesVersion,
    period: periodJson(period, zone),
    ...moneyJson(money),
    requests: Number(money.spent.requests),
    misses: misses.size,
    unread_write_tokens: unreadWriteTokens,
    fixable_usd: usdOrNull(reachOf(money, findings)?.saved ?? null),
    findings: findings.map(findingJson),
    ...(by !== undefined && {
      by,
      groups: groups.map(({ value, money: own }) => ({ group: value, ...moneyJson(own) })),
    }),
    refused_records: refused,
    ...(others > 0 && { other_models_requests: others }),
  };
}

function moneyJson({ spent, useful, unjudged, waste }: MoneyLedger): Record<string, unknown> {
  return {
    spend_usd: usdOrNull(spent.cost),
    complete: spent.complete,
    unpriced_tokens: Number(spent.unpricedTokens),
    useful_usd: spent.cost === null ? null : formatUsdExact(useful),
    unjudged: { requests: unjudged.requests, cost_usd: formatUsdExact(unjudged.cost) },
    wasted_usd: spent.cost === null ? null : formatUsdExact(subtract(subtract(spent.cost, useful), unjudged.cost)),
    write_premium_usd: usdOrNull(spent.writePremium),
    waste: waste.map(({ cause, requests, tokens, unpriced, cost, known }) => ({
      cause,
      requests,
      tokens,
      cost_usd: unpriced === tokens ? null : formatUsdExact(cost),
      ...(unpriced > 0 && { unpriced_tokens: unpriced }),
      known,
    })),
  };
}

function findingJson({
  rule,
  level,
  cost,
  share,
  saving,
  evidence,
  client,
  achievable,
  fix,
  setting,
}: Finding): unknown {
  const { text, requests, tokens, examples } = evidence;
  return {
    code: rule.code,
    title: rule.title,
    why: rule.why,
    level,
    cost_usd: usdOrNull(cost),
    share,
    saving_usd: usdOrNull(saving),
    evidence: {
      text,
      requests,
      tokens,
      examples: examples.map((example) => ({ ...example, at: formatInstant(example.at) })),
    },
    client: client.name,
    achievable,
    fix,
    setting: setting ?? null,
  };
}
