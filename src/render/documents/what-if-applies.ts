/** Which scenarios the people behind a log could follow, in words. */
import { listed } from '../../diagnose/words.ts';
import { judge, type Audience, type Need, type Part } from '../../simulate/audience.ts';
import type { Outcome, WhatIf } from '../../simulate/what-if.ts';
import type { Note } from '../document.ts';
import { formatInteger, formatPlural } from '../numbers.ts';

type Asked = Pick<Outcome, 'scenario'>;

const MARK = '*';

/** undefined where all of them can. */
export function whyNot({ scenario: { needs } }: Asked, audience: Audience): string | undefined {
  if (needs.includes('foresight')) return 'only in hindsight';
  if (isGiven(needs)) return 'not yours to choose';
  const { applies, can, cannot, unknown } = judge(needs, audience);
  if (applies === true) return undefined;
  const reasons = [
    ...reasonsOf(cannot, (parts) => cannotText(needs, parts)),
    ...reasonsOf(unknown, (parts) => unknownText(needs, parts)),
  ];
  if (can.length > 0)
    reasons.unshift(`only for ${formatInteger(requestsOf(can))} of ${formatPlural(requestsOf(audience), 'request')}`);
  return reasons.join('; ');
}

/** Its own text says what it is for. */
function isGiven(needs: readonly Need[]): boolean {
  return needs.includes('given');
}

function reasonsOf(parts: Audience, textOf: (parts: Audience) => string[]): string[] {
  return parts.length === 0 ? [] : textOf(parts);
}

function cannotText(needs: readonly Need[], parts: Audience): string[] {
  const talks = needs.includes('batch') ? parts.filter(({ client }) => client.can.batch === null) : [];
  const others = parts.filter((part) => !talks.includes(part));
  return [
    ...(others.length === 0 ? [] : [`not available in ${namesOf(others)}`]),
    ...(talks.length === 0
      ? []
      : ['not for conversations, in which each request waits for the answer to the one before']),
  ];
}

function unknownText(needs: readonly Need[], parts: Audience): string[] {
  return needs.includes('batch')
    ? ['only where nobody waits for the answers']
    : [`depends on what ${namesOf(parts)} can set`];
}

function namesOf(parts: Audience): string {
  return listed(parts.map(({ client }) => client.name));
}

function requestsOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { requests }) => sum + requests, 0);
}

/** With a mark where not all of them can follow it; a note says why. */
export function markedName(name: string, outcome: Asked, audience: Audience): string {
  const isMarked = whyNot(outcome, audience) !== undefined && !isGiven(outcome.scenario.needs);
  return isMarked ? `${name} ${MARK}` : name;
}

/** What it takes, behind why it is not for them. */
export function takesText(outcome: Asked, audience: Audience): string {
  const [why, todo] = [whyNot(outcome, audience), todoOf(outcome, audience)];
  return why === undefined || isGiven(outcome.scenario.needs) ? todo : `(${why}) ${todo}`;
}

/** What to do, as those who asked would do it; in a mixture as each of them would. */
export function todoOf({ scenario: { todo, todoIn } }: Asked, audience: Audience): string {
  const own = audience.filter(({ client }) => todoIn?.[client.kind] !== undefined);
  const theirs = [...new Set(own.map(({ client }) => todoIn?.[client.kind] ?? todo))];
  if (own.length === audience.length && theirs.length === 1) return theirs[0] ?? todo;
  return [todo, ...theirs.map((each) => `in ${namesOf(own)} ${each}`)].join('; ');
}

/** One for each reason, with the scenarios that it holds for. */
export function applyNotes({ scenarios, audience }: Pick<WhatIf, 'scenarios' | 'audience'>): Note[] {
  const names = new Map<string, string[]>();
  for (const outcome of scenarios) {
    const why = whyNot(outcome, audience);
    if (why !== undefined && !isGiven(outcome.scenario.needs))
      names.set(why, [...(names.get(why) ?? []), outcome.scenario.id]);
  }
  const notes = [...names].map(([why, own]): Note => ({ text: `${MARK} ${own.join(', ')}: ${why}.`, tone: 'quiet' }));
  const isMixed =
    scenarios.some(({ scenario }) => judge(scenario.needs, audience).can.length > 0) && audience.length > 1;
  return notes.length > 0 && isMixed
    ? [...notes, { text: 'For one kind of log alone, add --where source=ID.', under: true, tone: 'quiet' }]
    : notes;
}
