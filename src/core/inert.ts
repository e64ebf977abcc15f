/**
 * What logs name gets into terminals, files, spreadsheets and CI logs, where a text can do something: move the cursor or
 * set the clipboard (ESC and C1 sequences), hide or turn round what stands beside it (bidirectional controls, zero-width and
 * tag characters: https://trojansource.codes, Unicode TR36), or be a command. This is the one place that says which
 * characters do, and each output writes them in its own way of escaping.
 */

/**
 * Controls, and what is not seen: soft hyphen, fillers and the empty braille pattern, zero-width characters and marks, line and
 * paragraph separators, bidirectional controls, variation selectors, interlinear marks, controls of hieroglyphs, shorthand and
 * music, tags. Joiners of emoji are among them; they come apart.
 */
const UNSEEN =
  '\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e' +
  '\\u2060-\\u206f\\u2800\\u3164\\ufe00-\\ufe0e\\ufeff\\uffa0\\ufff0-\\ufffb\\u{13430}-\\u{1345f}\\u{1bca0}-\\u{1bca3}' +
  '\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}';
/** The selector of coloured emoji belongs to the one before it, behind a digit to a keycap; it is unseen anywhere else. */
const STRAY_SELECTOR = '(?<!\\p{Emoji})\\ufe0f|(?<=[0-9#*])\\ufe0f(?!\\u20e3)';
/** What is no character and never will be: U+FDD0 to U+FDEF, and the last two of each plane. */
const NO_CHARACTER = '\\p{Noncharacter_Code_Point}';
/**
 * Runners of builds find their commands anywhere in a line: GitHub Actions `##[command]` (actions/runner, ActionCommand.TryParse),
 * Azure Pipelines `##vso[task.setvariable]` (microsoft/azure-pipelines-agent, Command.TryParse), TeamCity `##teamcity[message]`.
 */
const RUNNER_ANYWHERE = '(?<=##[A-Za-z]{0,40})\\[';
/** And `::command::` behind blanks at its beginning (TryParseV2). */
const RUNNER_AHEAD = '(?<=^\\s*):(?=:)';

const ACTIVE = new RegExp(
  `[${UNSEEN}]|${STRAY_SELECTOR}|${NO_CHARACTER}|\\p{Surrogate}|${RUNNER_ANYWHERE}|${RUNNER_AHEAD}`,
  'gu',
);

/** What shows nothing and parts nothing, wherever it stands. */
const INVISIBLE = new RegExp(
  `(?![\\t-\\r\\u0085\\u2028\\u2029])[${UNSEEN}\\ufe0f]|${NO_CHARACTER}|\\p{Surrogate}`,
  'gu',
);

/** As a reader sees it, who sees no character that shows nothing. */
export function seen(text: string): string {
  return text.replace(INVISIBLE, '');
}

/** Where in the text each of the characters that are {@link seen} is, in UTF-16 units, and its length behind the last. */
export function placesSeen(text: string): Uint32Array {
  const places = new Uint32Array(seen(text).length + 1);
  let [from, filled] = [0, 0];
  const fill = (to: number): void => {
    while (from < to) places[filled++] = from++;
  };
  for (const { index, 0: hidden } of text.matchAll(INVISIBLE)) {
    fill(index);
    from = index + hidden.length;
  }
  fill(text.length);
  places[filled] = text.length;
  return places;
}

/** One line of text in which nothing acts: what would is written as an escape, "\x1b", "\u202e", "\u{e0041}". */
export function visible(text: string): string {
  return text.replace(ACTIVE, escaped);
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\u{${hex(code, 4)}}`;
}

/** As {@link visible}, line by line: of a text that has lines of its own. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n');
}

/** JSON may hold any character, and says the same with escapes in its strings, where alone these can be. */
const ACTIVE_JSON = new RegExp(`(?![\\n])[${UNSEEN}]|${STRAY_SELECTOR}|${NO_CHARACTER}|${RUNNER_ANYWHERE}`, 'gu');

export function inertJson(text: string): string {
  return text.replace(ACTIVE_JSON, (character) =>
    [...Array(character.length).keys()].map((unit) => `\\u${hex(character.charCodeAt(unit), 4)}`).join(''),
  );
}

/**
 * A cell of CSV. Spreadsheets run what begins with one of these, also full-width and behind blanks (OWASP, CSV Injection),
 * and what follows a semicolon where that parts cells; an apostrophe before it makes it a text. Numbers stay numbers.
 */
export function inertCell(text: string): string {
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return text;
  return visible(text).replace(/(?:^|(?<=;))(?=[\s"']*[=+\-@＝＋－＠])/gu, "'");
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
