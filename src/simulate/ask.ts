/** Scenarios as people name them: "ttl-1h", "model=ID", "keep-alive:limit=30m,interval=4m". */
import { fail } from '../core/problem.ts';
import { SCENARIOS, scenarioById } from './scenarios/index.ts';
import type { AskedStrategy } from './request-what-if.ts';
import { STRATEGIES, strategyById } from './strategies/index.ts';
import type { Asked } from './what-if.ts';

/** A model id may have a colon of its own: behind a value, options begin at ":name=". */
const SPEC = /^([a-z0-9-]+)(?:=(.*?)(?::([a-z]+=.*))?|:(.*))?$/s;

/** Throws a Failure that names what is wrong; the options themselves are the scenario's to read. */
export function parseScenario(text: string): Asked {
  const [, id = '', value, behindValue, named = behindValue] = SPEC.exec(text) ?? [];
  const scenario = scenarioById(id);
  if (scenario === undefined)
    fail('bad_scenario', `--scenario does not know "${text}".`, {
      hint: `It knows: ${SCENARIOS.map(({ usage }) => usage).join('; ')}.`,
    });
  if (value !== undefined && !scenario.usage.includes('='))
    fail('bad_scenario', `${scenario.id} takes no value.`, { hint: `Write --scenario ${scenario.usage}` });
  const pairs = named === undefined ? [] : named.split(',').map((pair) => pairOf(pair, text));
  if (pairs.length > 0 && !scenario.usage.includes(':'))
    fail('bad_scenario', `${scenario.id} has no options.`, { hint: `Write --scenario ${scenario.usage}` });
  const options = { named: Object.fromEntries(pairs), ...(value !== undefined && value !== '' && { value }) };
  return { scenario, options };
}

function pairOf(pair: string, text: string): [name: string, value: string] {
  const [, name, value] = /^([a-z]+)=(.+)$/.exec(pair.trim()) ?? [];
  if (name === undefined || value === undefined)
    fail('bad_scenario', `--scenario ${text}: "${pair}" is not name=value.`, {
      hint: 'For example keep-alive:limit=30m,interval=4m',
    });
  return [name, value];
}

/** "rolling", "every-n:n=10,ttl=1h". */
export function parseStrategy(text: string): AskedStrategy {
  const [, id = '', , , named] = SPEC.exec(text) ?? [];
  const strategy = strategyById(id);
  if (strategy === undefined)
    fail('bad_strategy', `--strategy does not know "${text}".`, {
      hint: `It knows: ${STRATEGIES.map(({ usage }) => usage).join('; ')}.`,
    });
  const pairs = named === undefined ? [] : named.split(',').map((pair) => pairOf(pair, text));
  const options = Object.fromEntries(pairs);
  strategy.plan(options);
  return { strategy, options };
}

/** The table when no scenario is named. */
export function standardScenarios(): Asked[] {
  return SCENARIOS.filter(({ standard }) => standard).map((scenario) => ({ scenario, options: { named: {} } }));
}
