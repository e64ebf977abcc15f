/** Names that are too long for their column, cut so that no two of them look alike. */
import stringWidth from 'string-width';

/** Where a name is cut: in the middle, as both ends of a path or a model id say something; or at the end, as of a sentence. */
export type Place = 'middle' | 'end';

interface Cut {
  /** Columns. */
  readonly width: number;
  readonly place: Place;
  /** What is left out is written as this: "…". */
  readonly mark: string;
}

/** Fewer columns than these say nothing. */
const LEAST = 8;

interface Name {
  readonly text: string;
  /** Columns of the whole. */
  readonly width: number;
  /** By the number of characters from the beginning: their columns, and their UTF-16 units. */
  readonly columns: readonly number[];
  readonly units: readonly number[];
}

export interface Names {
  /** The fewest columns in which they can be told apart. */
  readonly least: number;
  /** How each is written in so many columns, which are not fewer than `least`. */
  cutTo(width: number): (text: string) => string;
}

export function namesOf(texts: Iterable<string>, { place, mark }: Omit<Cut, 'width'>): Names {
  let measuredNames: readonly Name[] | undefined;
  // Only where there is too little room has anyone to know.
  const names = (): readonly Name[] => (measuredNames ??= [...new Set(texts)].map(measured));
  const natural = (): number => names().reduce((most, { width }) => Math.max(most, width), 0);
  return {
    get least() {
      let [low, high] = [Math.min(LEAST, natural()), natural()];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (cuts(names(), { width: middle, place, mark }) === undefined) low = middle + 1;
        else high = middle;
      }
      return low;
    },
    cutTo(width) {
      const found = width >= natural() ? undefined : cuts(names(), { width, place, mark });
      return (text) => found?.get(text) ?? text;
    },
  };
}

/** How each is written; undefined where two would look alike wherever they are cut. */
function cuts(names: readonly Name[], { width, place, mark }: Cut): Map<string, string> | undefined {
  const room = width - mark.length;
  if (room < 1) return undefined;
  const wanted = place === 'middle' ? Math.ceil(room / 2) : room;
  // One place for all, so that the column reads evenly: the nearest to the one that is wanted.
  const heads = Array.from({ length: room + 1 }, (_, head) => head);
  heads.sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted));
  for (const head of heads) {
    const written = new Map(names.map((name) => [name.text, shortened(name, { head, width, mark })]));
    if (new Set(written.values()).size === names.length) return written;
  }
  return undefined;
}

function shortened(name: Name, { head, width, mark }: Pick<Cut, 'width' | 'mark'> & { readonly head: number }): string {
  const { text, columns, units } = name;
  if (name.width <= width) return text;
  const tail = width - mark.length - head;
  const from = lastWithin(columns, head);
  const to = columns.findIndex((each) => name.width - each <= tail);
  return `${text.slice(0, units[from])}${mark}${text.slice(units[to])}`;
}

function lastWithin(columns: readonly number[], width: number): number {
  const over = columns.findIndex((each) => each > width);
  return over < 0 ? columns.length - 1 : over - 1;
}

function measured(text: string): Name {
  const [columns, units] = [[0], [0]];
  for (const character of text) {
    columns.push((columns.at(-1) ?? 0) + widthOf(character));
    units.push((units.at(-1) ?? 0) + character.length);
  }
  return { text, width: columns.at(-1) ?? 0, columns, units };
}

/** Most names are ASCII, which needs no table. */
function widthOf(character: string): number {
  return /[ -~]/.test(character) ? 1 : stringWidth(character);
}
