/** The places that strategies are made of. */
import { carrierAt, lastPlace } from '../breakpoints.ts';
import type { Breakpoints } from '../provider.ts';
import { setFor, ttlOf, type Lifetime, type Marker, type Placement, type View } from '../strategy.ts';

type Part = 'tools' | 'system' | 'rolling' | 'two-turns';

/** A placement of whole parts, each with the time to live that the lifetime gives it. */
export function placementOf(parts: readonly Part[], lifetime: Lifetime): Placement {
  return {
    options: { ttl: lifetime },
    place(view, breakpoints) {
      for (const part of parts) placePart(part, lifetime, view, breakpoints);
    },
    markers: parts.flatMap((part) => markersOf(part, lifetime)),
  };
}

function placePart(part: Part, lifetime: Lifetime, view: View, breakpoints: Breakpoints): void {
  const { prompts, row } = view;
  switch (part) {
    case 'tools':
      setFor(breakpoints, prompts.toolsEnd[row] ?? -1, ttlOf(lifetime, 'static'));
      return;
    case 'system':
      setFor(breakpoints, carrier(view, prompts.systemEnd[row] ?? -1), ttlOf(lifetime, 'static'));
      return;
    case 'rolling':
      setFor(breakpoints, carrier(view, lastPlace(prompts, row)), ttlOf(lifetime, 'rolling'));
      return;
    case 'two-turns': {
      const last = messageEnd(view, 0, lastPlace(prompts, row));
      setFor(breakpoints, carrier(view, last), ttlOf(lifetime, 'rolling'));
      setFor(breakpoints, carrier(view, messageEnd(view, USER, last - 1)), ttlOf(lifetime, 'rolling'));
    }
  }
}

export function carrier({ prompts, prefixes, row }: View, place: number): number {
  return place < 0 ? -1 : carrierAt(prompts, prefixes, row, place);
}

/** As the tree of prefixes tells whose message ends. */
export const USER = 1;

/** The end of a message at or before a place: of the user, or of anybody (0). -1 without. */
export function messageEnd({ prompts, prefixes, row }: View, role: number, place: number): number {
  const from = prompts.from[row] ?? 0;
  for (let back = place; back > (prompts.systemEnd[row] ?? -1) && back > (prompts.toolsEnd[row] ?? -1); back--) {
    const ends = prefixes.ends[prompts.path[from + back] ?? 0] ?? 0;
    if (role === 0 ? ends > 0 : ends === role) return back;
  }
  return -1;
}

function markersOf(part: Part, lifetime: Lifetime): Marker[] {
  const [still, moving] = [ttlOf(lifetime, 'static'), ttlOf(lifetime, 'rolling')];
  switch (part) {
    case 'tools':
      return [{ where: 'tools[-1]', ttl: still }];
    case 'system':
      return [{ where: 'system[-1]', ttl: still }];
    case 'rolling':
      return [{ where: '', ttl: moving }];
    case 'two-turns':
      return [
        { where: 'messages[-1].content[-1]', ttl: moving },
        { where: 'the last block of the user message before', ttl: moving },
      ];
  }
}
