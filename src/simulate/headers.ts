/**
 * Whether an endpoint takes the client's attribution header for a part of `system`. Its own calls show it: one that read
 * what the call before had cached, under another header, shows that the header is left out; two or more that did not, within
 * the time that every entry lives, that it is a part. Where nothing shows it, the ids of the answers say whose endpoint it is.
 */
import type { PromptedInference } from '../store/ledger.ts';
import { TTL_5M } from '../requests/life.ts';

/** Before the hash of a header whose answer has an id or a model that is not the provider's. */
const FOREIGN = '!';

/** Of what the call before had cached. */
const WHOLE = 0.9;
/** One may be chance. */
const ENOUGH = 2;

interface Evidence {
  leftOut: number;
  taken: number;
}

/** Requests with a header, in the order of time: each as the endpoint takes it. */
export function asTaken(headed: readonly PromptedInference[]): PromptedInference[] {
  const evidence = evidenceIn(headed);
  return headed.map((request) => {
    const { leftOut, taken } = evidence.get(endpointOf(request)) ?? { leftOut: 0, taken: 0 };
    const isPart = leftOut === 0 && (taken >= ENOUGH || request.attribution.startsWith(FOREIGN));
    if (!isPart) return request;
    const { system, messages } = request.parameters;
    return { ...request, parameters: { system: `${system} ${request.attribution}`, messages } };
  });
}

function evidenceIn(headed: readonly PromptedInference[]): Map<string, Evidence> {
  const found = new Map<string, Evidence>();
  const last = new Map<string, PromptedInference>();
  for (const request of headed) {
    const { session, thread, at, attribution, meters } = request;
    const endpoint = endpointOf(request);
    const conversation = JSON.stringify([endpoint, session, thread]);
    const before = session === '' ? undefined : last.get(conversation);
    last.set(conversation, request);
    if (before === undefined || before.attribution === attribution || at - before.at > TTL_5M) continue;
    const { cache_read, cache_write_5m, cache_write_1h } = before.meters;
    const cached = cache_read + cache_write_5m + cache_write_1h;
    if (cached === 0) continue;
    const own = found.get(endpoint) ?? { leftOut: 0, taken: 0 };
    if (meters.cache_read >= cached * WHOLE) own.leftOut += 1;
    else own.taken += 1;
    found.set(endpoint, own);
  }
  return found;
}

function endpointOf({ workspace, model }: PromptedInference): string {
  return JSON.stringify([workspace, model]);
}
