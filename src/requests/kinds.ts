/** Numbers for what decides a price: a million requests are of a few thousand kinds. */
import { MS_PER_DAY, type Instant } from '../core/time.ts';
import type { Terms } from '../core/event.ts';
import type { Inference } from '../store/ledger.ts';

/** What decides a price beside the size of the prompt, whose cache it is, and the values that people group by. */
export interface PriceKind {
  /** Midnight UTC of its day. */
  readonly day: Instant;
  readonly workspace: string;
  readonly model: string;
  readonly terms: Terms;
  readonly values: readonly string[];
}

interface PriceKinds {
  readonly all: readonly PriceKind[];
  indexOf(inference: Inference): number;
}

export function priceKinds(): PriceKinds {
  const all: PriceKind[] = [];
  // A ledger has few models and terms, and hands out the same object for all requests of the same terms.
  const known = new Map<Terms, Map<string, Map<string, number>>>();
  const days: string[] = [];
  return {
    all,
    indexOf({ at, model, terms, values, workspace }) {
      let ofTerms = known.get(terms);
      if (ofTerms === undefined) known.set(terms, (ofTerms = new Map<string, Map<string, number>>()));
      let ofModel = ofTerms.get(model);
      if (ofModel === undefined) ofTerms.set(model, (ofModel = new Map<string, number>()));
      const day = Math.floor(at / MS_PER_DAY);
      const dayText = (days[day] ??= `${day}`);
      const key = values.length === 0 && workspace === '' ? dayText : [dayText, workspace, ...values].join('\n');
      let index = ofModel.get(key);
      if (index === undefined) {
        index = all.push({ day: (day * MS_PER_DAY) as Instant, workspace, model, terms, values }) - 1;
        ofModel.set(key, index);
      }
      return index;
    },
  };
}
