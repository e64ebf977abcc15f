/** Text in lines that are no longer than a terminal is wide. */
import { visible } from './inert.ts';

interface Wrapping {
  /** Columns of a line, indent included. */
  readonly width: number;
  /** Columns that a text takes. */
  readonly widthOf: (text: string) => number;
  /** Before the first line, and before the others. */
  readonly first?: string;
  readonly rest?: string;
  /** Breaks after a semicolon where it can, so that each line holds whole facts. */
  readonly byClause?: boolean;
}

/**
 * Breaks at blanks; a word that is longer than a line is cut. Never fewer than one line. Of a text that is inert the lines are too:
 * a break may put first what is a command only at the beginning of a line ("::error::"), and it is escaped then.
 */
export function wrap(text: string, how: Wrapping): string[] {
  const lines = brokenLines(text, how);
  const isInert = lines.length === 1 || lines.every((line) => visible(line) === line);
  return isInert ? lines : brokenLines(text.replace(/:(?=:)/g, '\\x3a'), how);
}

function brokenLines(text: string, { width, widthOf, first = '', rest = '', byClause = false }: Wrapping): string[] {
  if (widthOf(text) + first.length <= width) return [first + text];
  const lines: string[] = [];
  const roomFor = (indent: string): number => Math.max(2, width - indent.length);
  let line = '';
  const indentOf = (): string => (lines.length === 0 ? first : rest);
  const room = (): number => roomFor(indentOf());
  const flush = (): void => {
    lines.push(indentOf() + line.trimEnd());
    line = '';
  };
  const place = (piece: string): boolean => {
    if (widthOf((line + piece).trimEnd()) > room()) return false;
    line += piece;
    return true;
  };
  const placeWord = (word: string): void => {
    if (place(word)) return;
    if (line !== '') flush();
    for (let left = word; !place(left);) {
      const cut = sliceTo(left, room(), widthOf);
      line = cut;
      flush();
      left = left.slice(cut.length);
    }
  };
  for (const clause of byClause ? text.split(/(?<=; )/) : [text]) {
    if (byClause && place(clause)) continue;
    // A fact that fits on a line of its own gets one.
    if (byClause && line !== '' && widthOf(clause.trimEnd()) <= roomFor(rest)) {
      flush();
      place(clause);
      continue;
    }
    for (const word of clause.split(/(?<= )(?! )/)) placeWord(word);
  }
  if (line !== '' || lines.length === 0) flush();
  return lines;
}

/** As much of the beginning as so many columns hold; at least one character. */
function sliceTo(text: string, width: number, widthOf: (text: string) => number): string {
  let [kept, used] = ['', 0];
  for (const character of text) {
    used += widthOf(character);
    if (used > width && kept !== '') break;
    kept += character;
  }
  return kept;
}
