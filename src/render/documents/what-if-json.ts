/** The JSON contract of `whatif`. */
import { usdOrNull } from '../../core/money.ts';
import { judge } from '../../simulate/audience.ts';
import { best, cheapest, deltaOf, deltaRatio, isSure, trustIn } from '../../simulate/compare.ts';
import { conditionOf } from '../../simulate/condition.ts';
import type { Answered } from '../../simulate/request-scenario.ts';
import { efficiencyOf } from '../../simulate/request-what-if.ts';
import type { Outcome, WhatIf } from '../../simulate/what-if.ts';
import { figuresJson } from './figures.ts';
import { periodJson } from './period-json.ts';
import type { RequestsContext } from './requests-context.ts';
import { todoOf, whyNot } from './what-if-applies.ts';

/** Of the JSON that `whatif` prints: raised when a field changes its meaning or goes. */
const SCHEMA_VERSION = 1;

/** `known`: of the requests whose prompts are known, where these are not all. */
export function whatIfJson(result: WhatIf, context: RequestsContext, known?: WhatIf): unknown {
  return {
    schema_version: SCHEMA_VERSION,
    prices_version: context.pricesVersion,
    period: periodJson(context.period, context.zone),
    ...resultJson(result),
    ...(known !== undefined && { prompts: resultJson(known) }),
    ...(context.by !== undefined && { by: context.by, groups: groupsJson(result) }),
    refused_records: context.refused,
    ...(context.others > 0 && { other_models_requests: context.others }),
  };
}

function resultJson(result: WhatIf): Record<string, unknown> {
  const { level, actual, scenarios, responses } = result;
  const winner = best(result);
  return {
    level,
    backtest: backtestJson(result),
    actual: figuresJson(actual),
    scenarios: [...scenarios, ...responses].map((outcome) => scenarioJson(outcome, result)),
    best:
      winner === undefined
        ? null
        : {
            id: winner.scenario.id,
            certain: isSure(winner, result),
            condition: conditionOf(winner, result) ?? null,
          },
  };
}

function backtestJson(result: WhatIf): unknown {
  const { pairs, accuracy, readAccuracy, forwardError, replayError, tokenErrors, closeChains, unpredictable, verdict } =
    trustIn(result);
  return {
    pairs,
    hit_miss_accuracy: accuracy,
    forward_cost_error_ratio: forwardError,
    cost_error_ratio: replayError,
    token_error: tokenErrors,
    chains: result.backtest.chains,
    chains_within_2_percent: closeChains,
    ...(result.level === 'request' && {
      read_accuracy: readAccuracy,
      not_predictable: {
        read_from_outside: unpredictable.outside,
        sums_of_calls: unpredictable.summed,
        cached_without_breakpoint: unpredictable.unmarked,
      },
    }),
    verdict,
  };
}

function scenarioJson(outcome: Outcome, result: WhatIf): unknown {
  const { actual, audience, level } = result;
  const { scenario, options, likely, cheap, dear } = outcome;
  const delta = deltaOf(likely, actual);
  const { tokens, ...figures } = figuresJson(likely);
  return {
    id: scenario.id,
    options,
    cost_usd: usdOrNull(likely.cost),
    cost_low_usd: usdOrNull(cheap.cost),
    cost_high_usd: usdOrNull(dear.cost),
    delta_usd: usdOrNull(delta),
    delta_ratio: deltaRatio(delta, actual),
    token_hit_ratio: likely.tokenHitRatio,
    tokens,
    realisable: scenario.realisable,
    applies: judge(scenario.needs, audience).applies,
    why_not: whyNot(outcome, audience) ?? null,
    net_savings_usd: likely.unpricedTokens > actual.unpricedTokens ? null : usdOrNull(likely.netSavings),
    uncached_cost_usd: figures['uncached_cost_usd'],
    complete: likely.complete,
    todo: todoOf(outcome, audience),
    ...(level === 'request' && { efficiency: efficiencyOf(outcome, result), markers: outcome.markers ?? null }),
    ...(outcome.answered !== undefined && { answered: answeredJson(outcome.answered) }),
  };
}

function answeredJson({ requests, otherQuestion, otherContext }: Answered): unknown {
  return { requests, other_question: otherQuestion, same_question_otherwise_different: otherContext };
}

function groupsJson({ groups, scenarios }: WhatIf): unknown[] {
  return groups.map(({ value, audience, actual, scenarios: figures }) => {
    const index = cheapest(scenarios, figures, actual, audience);
    return {
      group: value,
      cost_usd: usdOrNull(actual.cost),
      best: index === undefined ? null : (scenarios[index]?.scenario.id ?? null),
      scenarios: figures.map((own, place) => ({
        id: scenarios[place]?.scenario.id,
        cost_usd: usdOrNull(own.cost),
        delta_usd: usdOrNull(deltaOf(own, actual)),
      })),
    };
  });
}
