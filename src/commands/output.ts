/** Writing a document in the format asked for, and saying things beside it. */
import { InvalidArgumentError, Option } from 'commander';
import { colorLevel, type Host } from '../host.ts';
import { FORMATS, formatById } from '../render/index.ts';
import type { Document, Format } from '../render/document.ts';
import { chooseColumns, columnNames } from '../render/choose.ts';
import { json } from '../render/json.ts';
import { table } from '../render/table.ts';
import { didYouMean } from '../core/nearest.ts';
import { fail } from '../core/problem.ts';

export interface OutputOptions {
  readonly format: string;
  /** commander's name for --no-color. */
  readonly color: boolean;
  readonly columns?: readonly string[];
  readonly wide?: boolean;
}

export function outputOptions(formats: readonly Format[] = FORMATS): Option[] {
  return [
    formatOption(formats),
    new Option('--columns <names>', 'only these columns of a table, such as cost,output; separate by commas').argParser(
      namesOf,
    ),
    new Option('--wide', 'print every column, however wide the terminal is'),
    new Option('--no-color', 'print without colours'),
  ];
}

/** Commas separate, and so does repeating the option. */
function namesOf(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(',').map((name) => name.trim())];
}

/** "text" is another word for "table". */
function formatOption(formats: readonly Format[]): Option {
  const ids = formats.map((format) => format.id);
  const option = new Option('-f, --format <format>', 'how to print').choices(['text', ...ids]).default('table');
  const chosen = option.parseArg;
  return option.argParser((text: string) => (text === 'text' ? table.id : String(chosen?.(text, undefined))));
}

/** Characters. */
const WRITTEN_AT_ONCE = 1 << 16;

export function writeDocument(document: Document, options: OutputOptions, host: Host): void {
  const format = formatById(options.format);
  if (format === undefined) throw new InvalidArgumentError('unknown format');
  const medium = {
    width: host.stdout.columns,
    colorLevel: colorLevel(host.stdout, host.env, options.color),
    wide: options.wide === true,
    ascii: !host.unicode,
  };
  const asked = format.id === json.id ? document : withColumns(document, options.columns ?? []);
  let waiting = '';
  for (const part of format.parts?.(asked, medium) ?? [format.render(asked, medium)]) {
    waiting += part;
    if (waiting.length < WRITTEN_AT_ONCE) continue;
    host.stdout.write(waiting);
    waiting = '';
  }
  host.stdout.write(waiting);
}

function withColumns(document: Document, names: readonly string[]): Document {
  if (names.length === 0) return document;
  const { document: narrow, unknown } = chooseColumns(document, names);
  const [wrong] = unknown;
  if (wrong === undefined) return narrow;
  const known = [...new Set(columnNames(document).map(({ name }) => name))];
  return fail('unknown_column', `--columns: there is no column "${wrong}".`, {
    hint: `${didYouMean(wrong, known)} The columns are ${known.join(', ')}.`.trim(),
  });
}
