import { groupThousands, subtract, ZERO_PICO, type Pico } from '../../core/money.ts';
import { addLogged, type Bills } from '../../simulate/bills.ts';
import type { PromptWorld } from '../../simulate/prompt-world.ts';
import { billsOf, priced } from '../../simulate/request-bills.ts';
import { responseCache } from '../../simulate/request-scenarios/response-cache.ts';
import { clientIn } from '../client.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { examplesOf, type Rule } from '../rule.ts';
import { wastedRows, type WastedRow } from '../wasted-rows.ts';
import { count, tokens } from '../words.ts';

export const repeats: Rule = {
  code: 'PC015',
  title: 'The same requests are asked again within an hour',
  beside: true,
  why: 'A prompt cache makes a repeated request cheaper; a store of answers makes it free, its output as well.',
  find(diagnosis) {
    const { world } = diagnosis;
    if (world === undefined) return undefined;
    const { rows, saved } = answeredFrom(world);
    if (rows.length === 0) return undefined;
    const { prompts } = world.log;
    const spared = rows.map((row) => (prompts.total[row] ?? 0) + (prompts.output[row] ?? 0));
    const all = spared.reduce((sum, each) => sum + each, 0);
    const { count: known } = prompts;
    const wasted = wastedRows(loggedRows(diagnosis, world, rows, spared));
    const client = clientIn(diagnosis.log, wasted.row);
    const canStore = client.can.answers !== false;
    return {
      cost: saved,
      saving: canStore ? saved : null,
      client,
      needs: [canStore ? 'answers' : 'habits'],
      evidence: {
        text: `${groupThousands(rows.length.toString())} of ${count(known, 'request')} whose content is known had been asked and answered within the hour before; their prompts and answers are ${tokens(all)}.`,
        requests: rows.length,
        tokens: all,
        examples: examplesOf(diagnosis.log, wasted),
      },
      fix: canStore
        ? 'Keep answers for an hour under a hash of the whole request, wherever the same answer will do again.'
        : 'Look for the answer in the conversation that has it, rather than ask again.',
    };
  },
};

/** Requests that a store of answers would have served, and what they and what they change for others cost. */
function answeredFrom(world: PromptWorld): { readonly rows: readonly number[]; readonly saved: Pico } {
  const { prompts } = world.log;
  const [billed, left] = [billsOf(world), billsOf(world)];
  const asked = new Uint8Array(prompts.count);
  const bills: Bills = {
    add(row, ...meters) {
      asked[row] = 1;
      left.add(row, ...meters);
    },
    ping: (...each) => left.ping(...each),
  };
  responseCache.plan({ named: {} }).play(world, bills);
  const rows: number[] = [];
  for (let row = 0; row < prompts.count; row++) {
    if (asked[row] !== 1) rows.push(row);
    addLogged(billed, prompts, row);
  }
  const cost = (own: typeof billed): Pico => priced(own, world).cost ?? ZERO_PICO;
  return { rows, saved: subtract(cost(billed), cost(left)) };
}

/** Of prompts that are looked up in the log. */
function loggedRows(
  { log }: Diagnosis,
  world: PromptWorld,
  rows: readonly number[],
  spared: readonly number[],
): WastedRow[] {
  return rows.flatMap((each, index) => {
    const row = log.rowsById.get(world.log.names[each]?.id ?? '');
    return row === undefined ? [] : [{ row, tokens: spared[index] ?? 0 }];
  });
}
