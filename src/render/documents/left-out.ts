/** What is left out of every figure. */
import { noteIf, type Document, type Note } from '../document.ts';
import { formatPlural } from '../numbers.ts';

/** Of a command that knows the rules of Claude's cache. */
export function otherModels(requests: number): Note[] {
  return noteIf(
    requests > 0,
    `${formatPlural(requests, 'request')} of other providers' models left out: their caches follow other rules. "report" has what they cost.`,
    'warn',
  );
}

/** Where all that is left has nothing to look into. */
export function noRequests(others: number, json: unknown): Document {
  return {
    headline: ['No requests in this period (sums of the provider are none, and cannot be looked into).'],
    tables: [],
    notes: otherModels(others),
    json,
  };
}

export function refusedNote(records: number): Note[] {
  return noteIf(records > 0, `${formatPlural(records, 'record')} of the logs refused, and in no figure.`, 'bad');
}
