/** The scenarios, in the order of the table. */
import type { Scenario } from '../scenario.ts';
import { asLogged } from './as-logged.ts';
import { batch } from './batch.ts';
import { keepAlive } from './keep-alive.ts';
import { model } from './model.ts';
import { noCache } from './no-cache.ts';
import { prices } from './prices.ts';
import { ttl1h } from './ttl-1h.ts';
import { ttl5m } from './ttl-5m.ts';
import { ttlBestPerChain } from './ttl-best-per-chain.ts';
import { ttlClairvoyant } from './ttl-clairvoyant.ts';
import { ttlMain1hSub5m } from './ttl-main-1h-sub-5m.ts';

export const SCENARIOS: readonly Scenario[] = [
  asLogged,
  noCache,
  ttl5m,
  ttl1h,
  ttlMain1hSub5m,
  ttlBestPerChain,
  ttlClairvoyant,
  keepAlive,
  batch,
  model,
  prices,
];

export function scenarioById(id: string): Scenario | undefined {
  return SCENARIOS.find((scenario) => scenario.id === id);
}
