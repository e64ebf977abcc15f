/** Names of all kinds that act somewhere, and what finds them in what was printed. */
import { parse } from 'csv-parse/sync';

const RUNNER = new Set([
  ...['set-env', 'set-output', 'save-state', 'add-mask', 'add-path', 'add-matcher', 'remove-matcher', 'warning'],
  ...['error', 'notice', 'debug', 'group', 'endgroup', 'echo', 'internal-set-repo-path', 'stop-commands'],
]);

export const HOSTILE: readonly string[] = [
  '\u001b[31mred\u001b[0m',
  '\u001b]52;c;ZWNobyBoaQ==\u0007',
  '\u001b]8;;http://e.vil\u001b\\link\u001b]8;;\u001b\\',
  '\u009b31mred',
  'nul\u0000bell\u0007back\u0008',
  'over\rwritten',
  'new\n::stop-commands::line',
  'right\u202eleft\u2066isolate',
  'zero\u200bwidth\u200e\u061c\ufeff',
  'tag\u{e0041}\u{e0042}',
  'separator\u2028\u2029',
  '##[add-mask]FAIL',
  'a ##[set-output name=exit-code]0',
  '##vso[task.setvariable variable=x]1',
  "a ##teamcity[buildStop comment='x']",
  '::error::forged',
  '  ::add-mask::x',
  '=cmd|"/c calc"!A1',
  ' \t+1+1',
  '＝1+1',
  '-2+3',
  '@SUM(A1)',
  'a;=1+1',
  '<script>alert(1)</script>',
  '</details>|`x`|**y**',
  '[x](javascript:alert(1))',
  '@octocat',
  'https://e.vil/www.e.vil',
  ']]>&amp;"\'\ufffe',
  'half\ud800',
  'selector\ufe00\ufe0f\u180b\u{e0100}',
  'filler\u2800\u{13430}\u{1bca0}\ufdd0\u{1ffff}',
  'ghp_\u200bA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8',
];

// Whatever is no letter, mark, number, sign or blank that shows, but for the ends of lines.
const ACTIVE =
  /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffb\u{13430}-\u{1345f}\u{1bca0}-\u{1bca3}\u{e0000}-\u{e0fff}]|\p{Noncharacter_Code_Point}|\p{Surrogate}/u;

/** What is wrong with a text on stdout or stderr, in words; undefined where nothing acts. `own`: commands of ours may be there. */
export function activeIn(text: string, format: string, own = false): string | undefined {
  const character = ACTIVE.exec(format === 'csv' ? text.replaceAll('\r\n', '\n') : text);
  if (character !== null)
    return `U+${character[0].codePointAt(0)?.toString(16)} in ${JSON.stringify(text.slice(character.index - 20, character.index + 20))}`;
  for (const line of text.split(/\r?\n/)) {
    const command = commandIn(line, own);
    if (command !== undefined) return `${command} in ${JSON.stringify(line)}`;
  }
  if (format === 'csv') return formulaIn(text);
  if (format === 'markdown') return markupIn(text);
  return undefined;
}

/** As the runner of GitHub Actions reads a line (actions/runner, ActionCommand.cs). */
function commandIn(line: string, own: boolean): string | undefined {
  const ahead = /^\s*::([^:\s]+)[^:]*(?::(?!:)[^:]*)*::/.exec(line)?.[1];
  if (ahead !== undefined && RUNNER.has(ahead) && !(own && ['error', 'warning', 'notice'].includes(ahead)))
    return ahead;
  // And those of Azure Pipelines and TeamCity.
  const foreign = /##[A-Za-z]+\[/.exec(line)?.[0];
  if (foreign !== undefined) return foreign;
  const inside = /##\[([^\]\s]+)[^\]]*\]/.exec(line)?.[1];
  return inside !== undefined && RUNNER.has(inside) ? inside : undefined;
}

function formulaIn(text: string): string | undefined {
  const found = parse(text, { relax_column_count: true })
    .flat()
    .flatMap((cell) => cell.split(';'))
    .find((cell) => /^[\s"]*[=+\-@＝＋－＠]/u.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell));
  return found === undefined ? undefined : `the formula ${JSON.stringify(found)}`;
}

function markupIn(text: string): string | undefined {
  const found = /(?<!\\)<(?!!-- -->|\/?details>|\/?summary>)|@\w|https?:\/\/|(?<!\\)\[x\]\(|www\.e/.exec(text);
  return found === null ? undefined : `markup in ${JSON.stringify(text.slice(found.index - 10, found.index + 20))}`;
}
