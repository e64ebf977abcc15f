import { matchModel } from '../../prices/match.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { findingOf, type Rule } from '../rule.ts';
import { count, listed, tokens } from '../words.ts';

/** So many ways of switching are named. */
const SHOWN = 3;

export const switches: Rule = {
  code: 'PC009',
  title: 'Conversations go on under another model or speed',
  why: 'Each model, at each speed, has a cache of its own: what a conversation has cached is lost when it goes on under another.',
  find: findingOf(['model_changed', 'speed_changed'], ({ cost, tokens: lost, rows }, diagnosis) => ({
    // The write of the conversation's own model was paid for already: going on with it reads all of it.
    saving: cost,
    needs: ['habits'],
    text: `${count(rows.length, 'request')} went on under another model or speed and paid again for ${tokens(lost)}${waysOf(diagnosis, rows.row)}.`,
    fix: 'Finish a conversation with the model and speed it began with, or start a new one from a summary; a cheaper model pays only where enough follows.',
  })),
};

/** From what to what, the most frequent first; '' where no request before is known. */
function waysOf(diagnosis: Diagnosis, rows: Uint32Array): string {
  const ways = new Map<string, number>();
  for (const row of rows) {
    const before = diagnosis.misses.get(row)?.before ?? -1;
    if (before < 0) continue;
    const [from, to] = [nameOf(diagnosis, before), nameOf(diagnosis, row)];
    // The API may have been told of another request than the one before in the log.
    if (from !== to) ways.set(`${from} to ${to}`, (ways.get(`${from} to ${to}`) ?? 0) + 1);
  }
  const shown = [...ways].sort(([a, some], [b, others]) => others - some || (a < b ? -1 : 1)).slice(0, SHOWN);
  if (shown.length === 0) return '';
  const named = listed(shown.map(([way, times]) => `from ${way} (${times === 1 ? 'once' : count(times, 'time')})`));
  return `, ${ways.size > SHOWN ? 'most often ' : ''}${named}`;
}

function nameOf({ log: { logged, kinds }, book }: Diagnosis, row: number): string {
  const kind = kinds[logged.kind[row] ?? 0];
  const model = kind === undefined ? '' : (matchModel(book.index, kind.model) ?? kind.model);
  const speed = kind?.terms.speed ?? 'standard';
  return speed === 'standard' || speed === '' ? model : `${model} (${speed})`;
}
