/** Options that say which logs are read and how, for every command that reads logs. */
import { InvalidArgumentError, Option } from 'commander';
import { fail } from '../core/problem.ts';
import { labelsFrom } from '../sources/fields.ts';
import { SOURCE_IDS } from '../sources/ids.ts';

export interface LogOptions {
  readonly source?: string;
  /** As typed. */
  readonly at?: string;
  readonly atFileDate?: boolean;
  readonly label: Readonly<Record<string, string>>;
  readonly again?: boolean;
  readonly strict?: boolean;
  readonly quiet?: boolean;
}

export function logOptions(): Option[] {
  const options = [
    new Option('--source <shape>', 'read every log as this shape instead of detecting it').choices(SOURCE_IDS),
    new Option(
      '--at <time>',
      'the time of records that carry none: now, an instant, or a day (its first instant); where runs disagree, the earliest stays',
    ).conflicts('atFileDate'),
    new Option('--at-file-date', 'give records that carry no time the date of their file'),
    new Option(
      '--label <key=value>',
      'label what is read, to group by label:KEY; repeatable (where runs disagree, what sorts first stays)',
    )
      .default({}, 'none')
      .argParser(label),
    new Option('--again', 'read files anew that were read before, for instance after the product has learned a format'),
    new Option('--strict', 'exit 2 when any record was refused'),
    new Option('-q, --quiet', 'say nothing about the reading unless something is wrong'),
  ];
  return options.map((option) => option.helpGroup('Reading logs:'));
}

function label(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const [, key, value] = /^([^=\s]{1,60})=(.{1,200})$/.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new InvalidArgumentError('It must be key=value.');
  return { ...before, ...labelsFrom([[key, value]]) };
}

/** An option about reading would be ignored without anything to read: that is not what was meant. */
export function needNoPath(command: string, { source, at, atFileDate, again, label: labels }: LogOptions): void {
  const given = [
    source && '--source',
    at !== undefined && '--at',
    atFileDate && '--at-file-date',
    again && '--again',
  ].find(Boolean);
  const option = given ?? (Object.keys(labels).length > 0 ? '--label' : undefined);
  if (option)
    fail('needs_path', `${option} says how logs are read, and no log is named.`, {
      hint: `Name one: promptcache-cost ${command} PATH${option === '--source' ? `. To filter: --where source=${source}` : ''}`,
    });
}
