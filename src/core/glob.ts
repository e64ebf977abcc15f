/**
 * Patterns of names. `*` is any number of characters, and `?` is one; everything else is itself, brackets and backslashes too.
 * A name has no parts: `*` matches slashes.
 */

/** Whether a text as a whole is one that the pattern describes. Time grows with the product of their lengths at most. */
export function globMatcher(pattern: string): (text: string) => boolean {
  const wanted = Array.from(pattern);
  return (text) => matches(wanted, Array.from(text));
}

/** What is behind the last star either fits, or the star takes one character more. Earlier stars need never be tried again. */
function matches(wanted: readonly string[], text: readonly string[]): boolean {
  let [place, at] = [0, 0];
  let star = -1;
  let taken = 0;
  while (at < text.length) {
    if (wanted[place] === '*') {
      star = place++;
      taken = at;
    } else if (wanted[place] === '?' || wanted[place] === text[at]) {
      place++;
      at++;
    } else if (star >= 0) {
      place = star + 1;
      at = ++taken;
    } else return false;
  }
  while (wanted[place] === '*') place++;
  return place === wanted.length;
}
