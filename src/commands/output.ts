/** Writing a document in the format asked for, and saying things beside it. */
import { InvalidArgumentError, Option } from 'commander';
import { colorLevel, type Host } from '../host.ts';
import { FORMATS, formatById } from '../render/index.ts';
import type { Document, Format } from '../render/document.ts';
import { table } from '../render/table.ts';

export interface OutputOptions {
  readonly format: string;
  /** commander's name for --no-color. */
  readonly color: boolean;
}

export function outputOptions(formats: readonly Format[] = FORMATS): Option[] {
  return [formatOption(formats), new Option('--no-color', 'print without colours')];
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
  const medium = { width: host.stdout.columns, colorLevel: colorLevel(host.stdout, host.env, options.color) };
  let waiting = '';
  for (const part of format.parts?.(document, medium) ?? [format.render(document, medium)]) {
    waiting += part;
    if (waiting.length < WRITTEN_AT_ONCE) continue;
    host.stdout.write(waiting);
    waiting = '';
  }
  host.stdout.write(waiting);
}
