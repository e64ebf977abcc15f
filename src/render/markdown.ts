/** Markdown with GitHub's tables, for pull requests and wikis. */
import { visible } from '../core/inert.ts';
import { type Cell, type Document, type Format } from './document.ts';
import { peopleTables, type PeopleTable } from './people-tables.ts';

export const markdown: Format = {
  id: 'markdown',
  render(document: Document): string {
    const [answer, ...rest] = document.headline;
    const parts = [
      ...(answer === undefined ? [] : [`**${escape(answer)}**`]),
      ...rest.map(escape),
      ...peopleTables(document).map(writeTable),
      ...(document.notes.length === 0
        ? []
        : [document.notes.map(({ text: note, under }) => `${under === true ? '  ' : ''}- ${escape(note)}`).join('\n')]),
    ];
    return `${parts.join('\n\n')}\n`;
  },
};

function writeTable({ title, detail, columns, rows, total, more }: PeopleTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const ruler = columns.map((column) => (column.align === 'right' ? '---:' : '---'));
  const body = rows.map((row) => line(row.map(text)));
  const last = total === undefined ? [] : [line(total.map((cell) => (cell.text === '' ? '' : `**${text(cell)}**`)))];
  const lines = [line(columns.map((column) => escape(column.title))), line(ruler), ...body, ...last];
  const table = [...lines, ...(more === '' ? [] : ['', more])].join('\n');
  if (detail === true) return `<details>\n<summary>${html(title ?? 'Details')}</summary>\n\n${table}\n\n</details>`;
  return title === undefined ? table : `### ${escape(title)}\n\n${table}`;
}

function text(cell: Cell): string {
  return escape(cell.text);
}

/** Nothing from a log may become markup, nor name people, issues and addresses, which GitHub links in any text. */
function escape(raw: string): string {
  return visible(raw)
    .replace(/[\\`*_{}[\]<>|#~&]/g, (character) => `\\${character}`)
    .replace(/(?<=:)\/\//g, '\\/\\/')
    .replace(/(?<=www)\./gi, '\\.')
    .replace(/(@|#)(?=\w)/g, '$1<!-- -->');
}

/** Inside a block of HTML, Markdown's escapes are only text. */
function html(raw: string): string {
  return visible(raw).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
