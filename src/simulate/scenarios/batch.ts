/**
 * Everything as message batches: half the price, and caching as well as it goes. The provider's page on batches names
 * hit rates of 30 to 98 %, depending on traffic: so much of what was read is taken to be read again.
 */
import { billedOf, loggedRule } from '../caching.ts';
import { cachedBy, type Request } from '../chain.ts';
import { replay, type Assumption, type Played } from '../replay.ts';
import type { Scenario } from '../scenario.ts';

const STILL_READ: Readonly<Record<Assumption, number>> = { cheap: 0.98, likely: 0.64, dear: 0.3 };

export const batch: Scenario = {
  id: 'batch',
  title: 'all as batches',
  usage: 'batch',
  standard: true,
  realisable: false,
  todo: 'send as batches what nobody waits for; a conversation cannot be',
  plan: (_, { habits }) => ({
    options: {},
    repricing: { terms: (terms) => (isOffered(terms) ? { ...terms, tier: 'batch' } : terms) },
    play(chain, assumption, tally) {
      replay(chain, loggedRule(), habits, assumption, (request, played) => {
        const share = isOffered(request.terms) && request.terms.tier !== 'batch' ? STILL_READ[assumption] : 1;
        tally.add(request, billedOf(request, lessRead(request, played, share)));
      });
    },
  }),
};

/** Fast requests have no batch price, and stay what they are. */
function isOffered({ speed, tier }: Request['terms']): boolean {
  return speed !== 'fast' && (tier === '' || tier === 'standard' || tier === 'batch');
}

function lessRead(request: Request, played: Played, share: number): Played {
  const read = Math.round(played.read * share);
  const written = cachedBy(request) - read;
  const hours = played.write1h + played.write5m === 0 ? 0 : played.write1h / (played.write1h + played.write5m);
  const write1h = Math.round(written * hours);
  return { read, write1h, write5m: written - write1h };
}
