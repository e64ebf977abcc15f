/** The places that strategies are made of. */
import { carrierAt, lastPlace } from '../breakpoints.ts';
import { setFor, ttlOf, type Lifetime, type Placement, type View } from '../strategy.ts';

export type Part = 'tools' | 'system' | 'rolling' | 'two-turns';

interface Breaks {
  /** Whether it stays the same from turn to turn, or moves with them: which decides its time to live. */
  readonly kind: 'static' | 'rolling';
  /** As in a marker. */
  readonly where: readonly string[];
  /** Places of its breakpoints; negative where there is none. */
  places(view: View): readonly number[];
}

const BREAKS: Readonly<Record<Part, Breaks>> = {
  tools: {
    kind: 'static',
    where: ['tools[-1]'],
    places: ({ prompts, row }) => [prompts.toolsEnd[row] ?? -1],
  },
  system: {
    kind: 'static',
    where: ['system[-1]'],
    places: (view) => [carrier(view, view.prompts.systemEnd[view.row] ?? -1)],
  },
  rolling: {
    kind: 'rolling',
    where: [''],
    places: (view) => [carrier(view, lastPlace(view.prompts, view.row))],
  },
  'two-turns': {
    kind: 'rolling',
    where: ['messages[-1].content[-1]', 'the last block of the user message before'],
    places(view) {
      const last = messageEnd(view, 0, lastPlace(view.prompts, view.row));
      return [carrier(view, last), carrier(view, messageEnd(view, USER, last - 1))];
    },
  },
};

/** A placement of whole parts, each with the time to live that the lifetime gives it. */
export function placementOf(parts: readonly Part[], lifetime: Lifetime): Placement {
  const breaks = parts.map((part) => ({ ...BREAKS[part], ttl: ttlOf(lifetime, BREAKS[part].kind) }));
  return {
    options: { ttl: lifetime },
    place(view, breakpoints) {
      for (const { places, ttl } of breaks) for (const place of places(view)) setFor(breakpoints, place, ttl);
    },
    markers: breaks.flatMap(({ where, ttl }) => where.map((each) => ({ where: each, ttl }))),
  };
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
