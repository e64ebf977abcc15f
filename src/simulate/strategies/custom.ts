/** A list of the user's own: "tools.end+system.end@1h+messages[-1]". */
import { fail } from '../../core/problem.ts';
import { lastPlace } from '../breakpoints.ts';
import { MOST_BREAKPOINTS, type Breakpoints } from '../provider.ts';
import { setFor, type Marker, type Placement, type Strategy, type View } from '../strategy.ts';
import { carrier, messageEnd, USER } from './parts.ts';

const PLACE = /^(?:(tools|system)\.end|(messages|user(?=\[-))\[(-?\d{1,4})\])(?:@(5m|1h))?$/;

export interface Own {
  readonly of: 'tools' | 'system' | 'messages' | 'user';
  /** Of the messages: 0 is the first, -1 the last. */
  readonly index: number;
  readonly ttl: '5m' | '1h';
}

export const custom: Strategy = {
  id: 'custom',
  title: 'as you say',
  usage: 'custom:at=tools.end+system.end@1h+messages[-1]',
  plan(options) {
    const unknown = Object.keys(options).find((name) => name !== 'at');
    const text = options['at'] ?? '';
    if (unknown !== undefined || text === '')
      fail('bad_strategy', `custom has an option at=PLACES and no other.`, {
        hint: 'For example custom:at=tools.end+system.end@1h+messages[-1]',
      });
    const places = text.split('+').map((part) => placeOf(part.trim()));
    if (places.length > MOST_BREAKPOINTS)
      fail('bad_strategy', `a request may have ${MOST_BREAKPOINTS} breakpoints at most.`);
    const shortest = Math.min(...places.filter(({ ttl }) => ttl === '5m').map(levelOf));
    if (places.some((place) => place.ttl === '1h' && levelOf(place) > shortest))
      fail('bad_strategy', 'one hour has to stand before five minutes, or the API refuses the request.');
    return placedAt(places);
  },
};

export function placedAt(places: readonly Own[]): Placement {
  return {
    options: { at: places.map(textOf).join('+') },
    place(view, breakpoints) {
      for (const place of places) setOwn(place, view, breakpoints);
    },
    markers: places.map(markerOf),
  };
}

function placeOf(text: string): Own {
  const [, level, messages, index = '0', ttl = '5m'] = PLACE.exec(text) ?? [];
  const of = level ?? messages;
  if (of === undefined)
    fail('bad_strategy', `"${text}" is no place for a breakpoint.`, {
      hint: 'Use tools.end, system.end, messages[0], messages[-1], user[-2], each with @1h if it is to live that long.',
    });
  return { of: of as Own['of'], index: Number(index), ttl: ttl === '1h' ? '1h' : '5m' };
}

/** In the order of the prompt. */
function levelOf({ of }: Own): number {
  return of === 'tools' ? 0 : of === 'system' ? 1 : 2;
}

function textOf({ of, index, ttl }: Own): string {
  const place = of === 'tools' || of === 'system' ? `${of}.end` : `${of}[${index}]`;
  return ttl === '1h' ? `${place}@1h` : place;
}

function setOwn({ of, index, ttl }: Own, view: View, breakpoints: Breakpoints): void {
  const { prompts, row } = view;
  if (of === 'tools') setFor(breakpoints, prompts.toolsEnd[row] ?? -1, ttl);
  else if (of === 'system') setFor(breakpoints, carrier(view, prompts.systemEnd[row] ?? -1), ttl);
  else if (index < 0) setFor(breakpoints, carrier(view, fromEnd(view, of === 'user' ? USER : 0, -index)), ttl);
  else setFor(breakpoints, carrier(view, fromStart(view, index)), ttl);
}

/** End of the n-th last message of a role (0: of any), 1 the last. */
function fromEnd(view: View, role: number, n: number): number {
  let place = lastPlace(view.prompts, view.row) + 1;
  for (let left = n; left > 0 && place >= 0; left--) place = messageEnd(view, role, place - 1);
  return place;
}

/** End of the n-th message, 0 the first. */
function fromStart(view: View, n: number): number {
  const { prompts, prefixes, row } = view;
  const [from, last] = [prompts.from[row] ?? 0, lastPlace(prompts, row)];
  let left = n;
  for (let place = Math.max(prompts.systemEnd[row] ?? -1, prompts.toolsEnd[row] ?? -1) + 1; place <= last; place++) {
    if ((prefixes.ends[prompts.path[from + place] ?? 0] ?? 0) > 0 && left-- === 0) return place;
  }
  return -1;
}

function markerOf({ of, index, ttl }: Own): Marker {
  if (of === 'tools' || of === 'system') return { where: `${of}[-1]`, ttl };
  if (of === 'messages') return { where: `messages[${index}].content[-1]`, ttl };
  const which = index === -1 ? 'last message' : `${ordinal(-index)} message from the end`;
  return { where: `content[-1] of the user's ${which}`, ttl };
}

function ordinal(n: number): string {
  const ending = n % 100 > 10 && n % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${ending}`;
}
