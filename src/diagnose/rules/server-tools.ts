import { groupThousands, subtract, type Pico } from '../../core/money.ts';
import { clientIn } from '../client.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { wastedIn } from '../groups.ts';
import { promptOf } from '../../requests/log.ts';
import { costOfGroups, loggedBills } from '../logged-bills.ts';
import { HOUR } from '../lifetimes.ts';
import { foundIn, type Rule } from '../rule.ts';
import { count, noBreakpoints, tokens } from '../words.ts';

export const serverTools: Rule = {
  code: 'PC011',
  title: 'Results of server tools are cached for five minutes only',
  why: 'Behind the result of a server tool, such as a web search, the API sets a breakpoint of its own, for five minutes, also in conversations that are cached for an hour.',
  find(diagnosis) {
    const briefly = brieflyWritten(diagnosis);
    const missed = [...diagnosis.misses].filter(([, { before }]) => briefly.has(before)).map(([row]) => row);
    const wasted = wastedIn(diagnosis, ['expired_5m'], Uint32Array.from(missed));
    const requests = wasted.rows.length;
    // An hour costs more for all such writes, also where no pause followed.
    const saving = subtract(wasted.cost, hourPremium(diagnosis, [...briefly]));
    if (requests === 0 || saving <= 0n) return undefined;
    const client = clientIn(diagnosis.log, wasted.rows.row);
    return foundIn(diagnosis, wasted, {
      text: `${count(briefly.size, 'request')} used a server tool in conversations that are cached for an hour; ${groupThousands(requests.toString())} of those that followed came after a pause of 5 to 60 minutes and paid again for ${tokens(wasted.tokens)}.`,
      ...(client.can.breakpoints === false
        ? {
            saving: null,
            needs: ['habits'],
            fix: `${noBreakpoints(client)}: go on within five minutes of a web search, or begin a new conversation afterwards.`,
          }
        : {
            saving,
            needs: ['breakpoints'],
            fix: 'Set a breakpoint for one hour of your own behind the result of the server tool.',
            setting: HOUR,
          }),
    });
  },
};

/** Requests with a server tool that wrote for five minutes in a conversation that otherwise writes for an hour. */
function brieflyWritten({ log, world }: Diagnosis): Set<number> {
  const { logged } = log;
  const withTool = new Set<number>();
  for (let row = 0; row < logged.count; row++) if ((logged.web_search[row] ?? 0) > 0) withTool.add(row);
  for (const [row, place] of world?.log.prompts.serverResult.entries() ?? []) {
    const own = log.rowsById.get(world?.log.names[row]?.id ?? '');
    if (place >= 0 && own !== undefined) withTool.add(own);
  }
  // Written for an hour, less what was written for five minutes without a server tool.
  const excess = new Map<number, number>();
  for (let row = 0; row < logged.count; row++) {
    const conversation = logged.conversation[row] ?? -1;
    const brief = withTool.has(row) ? 0 : (logged.cache_write_5m[row] ?? 0);
    excess.set(conversation, (excess.get(conversation) ?? 0) + (logged.cache_write_1h[row] ?? 0) - brief);
  }
  return new Set(
    [...withTool].filter((row) => {
      const conversation = logged.conversation[row] ?? -1;
      return conversation >= 0 && (logged.cache_write_5m[row] ?? 0) > 0 && (excess.get(conversation) ?? 0) > 0;
    }),
  );
}

/** What it would cost more to write for an hour what these requests wrote for five minutes. */
function hourPremium({ log, book }: Diagnosis, rows: readonly number[]): Pico {
  const bills = loggedBills(log, book, rows);
  const before = costOfGroups(bills.groups(), book);
  for (const row of rows)
    bills.move(row, promptOf(log.logged, row), 'cache_write_5m', 'cache_write_1h', log.logged.cache_write_5m[row] ?? 0);
  return subtract(costOfGroups(bills.groups(), book), before);
}
