/** What someone may have meant by a name that is not known. */

/** Beyond this many edits two names have little in common, however long they are. */
const MOST_EDITS = 6;
/** Longer names are compared by what they contain alone. Characters. */
const LONGEST_EDITED = 100;

/**
 * The known names most like `wanted`, best first, at most `most`: those equal but for case, those that begin with it, those that
 * contain it, then those within a third of its length in edits. Of equally good ones, the first given.
 */
export function nearest(wanted: string, known: Iterable<string>, most = 3): string[] {
  const text = wanted.toLowerCase();
  const best: { readonly name: string; readonly rank: number }[] = [];
  let limit = Infinity;
  if (text === '' || most < 1) return [];
  for (const name of known) {
    const rank = rankOf(text, name.toLowerCase(), limit);
    if (rank >= limit || best.some((each) => each.name === name)) continue;
    const place = best.findIndex((each) => each.rank > rank);
    best.splice(place < 0 ? best.length : place, 0, { name, rank });
    if (best.length > most) best.pop();
    if (best.length === most) limit = best[most - 1]?.rank ?? limit;
  }
  return best.map(({ name }) => name);
}

/** "Did you mean a, b or c?" of the nearest names, '' when none is near. */
export function didYouMean(wanted: string, known: Iterable<string>, most = 3): string {
  const names = nearest(wanted, known, most);
  const [last] = names.slice(-1);
  if (last === undefined) return '';
  const rest = names.slice(0, -1).join(', ');
  return `Did you mean ${rest === '' ? last : `${rest} or ${last}`}?`;
}

/** Lower is better; what reaches `limit` may be Infinity. */
function rankOf(wanted: string, name: string, limit: number): number {
  if (name === wanted) return 0;
  // A single letter is in nearly everything.
  if (wanted.length > 1 && name.startsWith(wanted)) return 1;
  if (wanted.length > 1 && name.includes(wanted)) return 2;
  if (wanted.length > LONGEST_EDITED) return Infinity;
  const most = Math.min(MOST_EDITS, Math.floor(wanted.length / 3), limit - CONTAINED - 1);
  return CONTAINED + editsBetween([wanted, name], most);
}

const CONTAINED = 2;

/**
 * Letters to insert, drop or replace, or neighbours to swap, to make one of the other (Damerau-Levenshtein, optimal string
 * alignment); Infinity when there are more than `most`. Only the band of the table that can stay within `most` is computed.
 */
function editsBetween([a, b]: readonly [string, string], most: number): number {
  if (Math.abs(a.length - b.length) > most) return Infinity;
  let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row += 1) {
    const here = new Array<number>(b.length + 1).fill(Infinity);
    if (row <= most) here[0] = row;
    let least = here[0] ?? Infinity;
    for (let column = Math.max(1, row - most); column <= Math.min(b.length, row + most); column += 1) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const edits = Math.min(
        at(last, column - 1) + (same ? 0 : 1),
        at(last, column) + 1,
        at(here, column - 1) + 1,
        swapped ? at(before, column - 2) + 1 : Infinity,
      );
      here[column] = edits;
      least = Math.min(least, edits);
    }
    if (least > most) return Infinity;
    [before, last] = [last, here];
  }
  const edits = at(last, b.length);
  return edits <= most ? edits : Infinity;
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
