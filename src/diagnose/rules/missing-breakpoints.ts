import type { Client } from '../../core/controls.ts';
import type { Uncached } from '../cause.ts';
import { clientIn } from '../client.ts';
import { foundIn, type Found, type Rule } from '../rule.ts';
import { priceUncached } from '../uncached.ts';
import { count, noBreakpoints, tokens } from '../words.ts';

export const missingBreakpoints: Rule = {
  code: 'PC006',
  title: 'Requests share what none of them had cached',
  beside: true,
  why: 'Nothing is cached but what ends at a breakpoint; without one where requests still agree, each of them pays in full.',
  find(diagnosis) {
    const all = [...diagnosis.uncached].filter(([, { cause }]) => cause !== 'too_short');
    const { saving, ...wasted } = priceUncached(diagnosis, all);
    const { tokens: lost, rows } = wasted;
    if (rows.length === 0) return undefined;
    return foundIn(diagnosis, wasted, {
      // Less the premium of the writes that it takes: more than it saves where few read what is written.
      saving: saving > 0n ? saving : null,
      text: `${count(rows.length, 'request')} began with ${tokens(lost)} of earlier requests that had not been cached, and paid for them in full.`,
      ...fixOf(all, lost, clientIn(diagnosis.log, rows.row)),
    });
  },
};

/** The automatic breakpoint is on the last block: of use where the next request begins with all of this one. */
function fixOf(
  all: readonly (readonly [row: number, uncached: Uncached])[],
  lost: number,
  client: Client,
): Pick<Found, 'needs' | 'fix' | 'setting'> {
  if (client.can.breakpoints === false)
    return {
      needs: ['caching'],
      fix: `${noBreakpoints(client)}, which sets them on its own: take DISABLE_PROMPT_CACHING out of its environment and settings, and have a gateway in between pass its requests on unchanged.`,
    };
  const continued = all.filter(([, { isContinued, cause }]) => isContinued && cause === 'no_breakpoint');
  const isAutomatic = continued.reduce((sum, [, { shared }]) => sum + shared, 0) * 2 > lost;
  const marker = '"cache_control": {"type": "ephemeral"}';
  return isAutomatic
    ? {
        needs: ['breakpoints'],
        fix: 'Switch on automatic caching for conversations that go on.',
        setting: `${marker} at the top level of the request`,
      }
    : {
        needs: ['breakpoints'],
        fix: 'Put a breakpoint on the last block that stays the same: the end of the tools, of the system prompt, or of the documents that are asked about.',
        setting: `${marker} on that block`,
      };
}
