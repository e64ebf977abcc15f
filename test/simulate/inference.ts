/** Inferences as the ledger hands them over, in few words. */
import type { Terms } from '../../src/core/event.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Inference } from '../../src/store/ledger.ts';

export interface Given {
  /** Seconds after the start of everything. */
  readonly at?: number;
  /** Seconds from its first line to its last. */
  readonly lasts?: number;
  readonly input?: number;
  readonly cache_write_5m?: number;
  readonly cache_write_1h?: number;
  readonly read?: number;
  readonly output?: number;
  readonly web_search?: number;
  readonly session?: string;
  readonly thread?: string;
  readonly workspace?: string;
  readonly model?: string;
  readonly speed?: string;
  readonly kind?: Terms['kind'];
  readonly requests?: number;
  /** "claude-code" unless told. */
  readonly source?: string;
}

/** When every model below has a price. */
export const START: number = Date.UTC(2026, 10, 10, 8);

const known = new Map<string, Terms>();

/** The same object for the same terms, as the ledger does it. */
function termsOf({ source = 'claude-code', speed = 'standard', kind = 'message' }: Given): Terms {
  const key = `${source}\n${speed}\n${kind}`;
  let terms = known.get(key);
  if (terms === undefined)
    known.set(key, (terms = { source, platform: 'api', tier: 'standard', speed, geo: '', kind }));
  return terms;
}

export function inference(given: Given): Inference {
  const { at = 0, lasts = 0, session = 's', thread = 'main', workspace = '', model = 'claude-opus-5-5' } = given;
  const first = START + at * 1000;
  return {
    ...{ at: first as Instant, until: (first + lasts * 1000) as Instant },
    ...{ model, workspace, session, thread, values: [], requests: given.requests ?? 1 },
    terms: termsOf(given),
    meters: {
      input: given.input ?? 0,
      cache_write_5m: given.cache_write_5m ?? 0,
      cache_write_1h: given.cache_write_1h ?? 0,
      cache_read: given.read ?? 0,
      output: given.output ?? 0,
      web_search: given.web_search ?? 0,
    },
  };
}
