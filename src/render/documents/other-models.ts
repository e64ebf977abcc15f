/** What is left out of every figure of a command that knows the rules of Claude's cache. */
import type { Note } from '../document.ts';
import { formatPlural } from '../numbers.ts';

export function otherModels(requests: number): Note[] {
  if (requests === 0) return [];
  return [
    {
      text: `${formatPlural(requests, 'request')} of other providers' models left out: their caches follow other rules. "report" has what they cost.`,
      tone: 'warn',
    },
  ];
}
