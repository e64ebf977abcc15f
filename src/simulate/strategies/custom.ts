/** A list of the user's own: "tools.end,system.end@1h,messages[-1]". */
import { fail } from '../../core/problem.ts';
import { lastPlace } from '../breakpoints.ts';
import { MOST_BREAKPOINTS, type Breakpoints } from '../provider.ts';
import { setFor, type Marker, type Strategy, type View } from '../strategy.ts';
import { carrier, messageEnd } from './parts.ts';

const PLACE = /^(tools\.end|system\.end|messages\[(-?\d{1,4})\])(?:@(5m|1h))?$/;

interface Own {
  readonly where: 'tools.end' | 'system.end' | number;
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
    return {
      options: { at: text },
      place(view, breakpoints) {
        for (const place of places) setOwn(place, view, breakpoints);
      },
      markers: places.map(markerOf),
    };
  },
};

function placeOf(text: string): Own {
  const [, where, message, ttl = '5m'] = PLACE.exec(text) ?? [];
  if (where === undefined)
    fail('bad_strategy', `"${text}" is no place for a breakpoint.`, {
      hint: 'Use tools.end, system.end, messages[0], messages[-1], each with @1h if it is to live that long.',
    });
  const place = message === undefined ? (where as 'tools.end' | 'system.end') : Number(message);
  return { where: place, ttl: ttl === '1h' ? '1h' : '5m' };
}

function setOwn({ where, ttl }: Own, view: View, breakpoints: Breakpoints): void {
  const { prompts, row } = view;
  if (where === 'tools.end') setFor(breakpoints, prompts.toolsEnd[row] ?? -1, ttl);
  else if (where === 'system.end') setFor(breakpoints, carrier(view, prompts.systemEnd[row] ?? -1), ttl);
  else setFor(breakpoints, carrier(view, where < 0 ? fromEnd(view, -where) : fromStart(view, where)), ttl);
}

/** End of the n-th last message, 1 the last. */
function fromEnd(view: View, n: number): number {
  let place = lastPlace(view.prompts, view.row) + 1;
  for (let left = n; left > 0 && place >= 0; left--) place = messageEnd(view, 0, place - 1);
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

function markerOf({ where, ttl }: Own): Marker {
  if (where === 'tools.end') return { where: 'tools[-1]', ttl };
  return where === 'system.end' ? { where: 'system[-1]', ttl } : { where: `messages[${where}].content[-1]`, ttl };
}
