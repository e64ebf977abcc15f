/** What is left out of every figure. */
import { noteIf, type Note } from '../document.ts';
import { formatPlural } from '../numbers.ts';

/** Of a command that knows the rules of Claude's cache. */
export function otherModels(requests: number): Note[] {
  return noteIf(
    requests > 0,
    `${formatPlural(requests, 'request')} of other providers' models left out: their caches follow other rules. "report" has what they cost.`,
    'warn',
  );
}

export function refusedNote(records: number): Note[] {
  return noteIf(records > 0, `${formatPlural(records, 'record')} of the logs refused, and in no figure.`, 'bad');
}
