/** The scenarios that need the requests themselves, in the order of the table. */
import type { RequestScenario } from '../request-scenario.ts';
import { blockCache } from './block-cache.ts';
import { responseCache } from './response-cache.ts';
import { responseSimilar } from './response-similar.ts';

export const REQUEST_SCENARIOS: readonly RequestScenario[] = [responseCache, responseSimilar, blockCache];

export function requestScenarioById(id: string): RequestScenario | undefined {
  return REQUEST_SCENARIOS.find((scenario) => scenario.id === id);
}
