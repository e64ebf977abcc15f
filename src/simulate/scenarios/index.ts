/** The scenarios, in the order of the table. */
import type { Scenario } from '../scenario.ts';
import { batch } from './batch.ts';
import { keepAlive } from './keep-alive.ts';
import { model } from './model.ts';
import { noCache } from './no-cache.ts';
import { prices } from './prices.ts';
import { asLogged, TIMES_TO_LIVE } from './times-to-live.ts';

export const SCENARIOS: readonly Scenario[] = [asLogged, noCache, ...TIMES_TO_LIVE, keepAlive, batch, model, prices];

export function scenarioById(id: string): Scenario | undefined {
  return SCENARIOS.find((scenario) => scenario.id === id);
}
