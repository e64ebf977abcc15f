/** Scenarios and strategies as people name them: "ttl-1h", "model=ID", "keep-alive:limit=30m,interval=4m". */
import { fail } from '../core/problem.ts';
import type { AskedOfRequests, AskedStrategy } from './request-what-if.ts';
import { REQUEST_SCENARIOS, requestScenarioById } from './request-scenarios/index.ts';
import type { Options } from './scenario.ts';
import { SCENARIOS, scenarioById } from './scenarios/index.ts';
import { STRATEGIES, strategyById } from './strategies/index.ts';
import type { Asked } from './what-if.ts';

/** A model id may have a colon of its own: behind a value, options begin at ":name=". */
const SPEC = /^([a-z0-9-]+)(?:=(.*?)(?::([a-z]+=.*))?|:(.*))?$/s;

type AskedScenario =
  | { readonly level: 'usage'; readonly asked: Asked }
  /** It needs the prompts of requests. */
  | { readonly level: 'request'; readonly asked: AskedOfRequests };

/** Throws a Failure that names what is wrong; the options themselves are the scenario's to read. */
export function parseAnyScenario(text: string): AskedScenario {
  const [, id = ''] = SPEC.exec(text) ?? [];
  const [ofUsage, ofRequests] = [scenarioById(id), requestScenarioById(id)];
  if (ofUsage !== undefined)
    return { level: 'usage', asked: { scenario: ofUsage, options: optionsFor(ofUsage, text) } };
  if (ofRequests === undefined)
    fail('bad_scenario', `--scenario does not know "${text}".`, {
      hint: `It knows: ${[...SCENARIOS, ...REQUEST_SCENARIOS].map(({ usage }) => usage).join('; ')}.`,
    });
  const asked = { scenario: ofRequests, options: optionsFor(ofRequests, text) };
  ofRequests.plan(asked.options);
  return { level: 'request', asked };
}

/** Of usage counts. */
export function parseScenario(text: string): Asked {
  const parsed = parseAnyScenario(text);
  if (parsed.level === 'usage') return parsed.asked;
  return fail('wrong_level', `${text} needs the prompts of requests.`, { hint: 'Use it with --level request.' });
}

function optionsFor({ id, usage }: { readonly id: string; readonly usage: string }, text: string): Options {
  const [, , value, behindValue, named = behindValue] = SPEC.exec(text) ?? [];
  if (value !== undefined && !usage.split(':')[0]?.includes('='))
    fail('bad_scenario', `${id} takes no value.`, { hint: `Write --scenario ${usage}` });
  const pairs = named === undefined ? [] : named.split(',').map((pair) => pairOf(pair, text));
  if (pairs.length > 0 && !usage.includes(':'))
    fail('bad_scenario', `${id} has no options.`, { hint: `Write --scenario ${usage}` });
  return { named: Object.fromEntries(pairs), ...(value !== undefined && value !== '' && { value }) };
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
