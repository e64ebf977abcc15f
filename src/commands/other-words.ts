/** What other tools call options and commands that are called something else here, and what people ask for that there is not. */

interface Meant {
  /** The option that does it; the hint is for commands that have it. None where no option does. */
  readonly flag?: string;
  readonly use: string;
}

const meant = (names: string, use: string, flag?: string): (readonly [string, Meant])[] =>
  names.split(' ').map((name) => [name, { use, ...(flag !== undefined && { flag }) }] as const);

const WATCHED = 'Nothing is watched: run the command again for new figures.';

/** Options by name, without dashes. One that stands for several commands' options has an entry for each. */
const OPTIONS: readonly (readonly [string, Meant])[] = [
  ...meant('json csv markdown junit github table text', 'Use --format $NAME.', '--format'),
  ...meant('md', 'Use --format markdown.', '--format'),
  ...meant('html xml yaml pdf xlsx excel output-format', 'Use --format with one of $FORMATS.', '--format'),
  ...meant('limit head max-rows rows n count first', 'Use --top N.', '--top'),
  ...meant('last days past', 'Use --window 7d.', '--window'),
  ...meant('last days past window period', 'Use --since 7d.', '--since'),
  ...meant('from start start-date begin after', 'Use --since.', '--since'),
  ...meant('to end end-date before', 'Use --until.', '--until'),
  ...meant('desc asc reverse order order-by sort-by descending', 'Use --sort.', '--sort'),
  ...meant('daily weekly monthly hourly', 'Use --by $UNIT.', '--by'),
  ...meant('group group-by groupby breakdown', 'Use --by, such as --by model.', '--by'),
  ...meant('group group-by groupby by', 'Use --per, such as --per project.', '--per'),
  ...meant('filter', 'Use --where KEY=VALUE.', '--where'),
  ...meant('model project session user source', 'Use --where $NAME=….', '--where'),
  ...meant('timezone time-zone zone', 'Use --tz.', '--tz'),
  ...meant('database ledger', 'Use --db.', '--db'),
  ...meant('budget max limit', 'Use --max-cost.', '--max-cost'),
  ...meant('output out o save', 'Send the output to a file: > FILE.', '--format'),
  ...meant('currency eur usd euro', 'All amounts are in US dollars.'),
  ...meant('watch live follow', WATCHED),
];

const UNITS: Readonly<Record<string, string>> = { daily: 'day', weekly: 'week', monthly: 'month', hourly: 'hour' };

/** `known`: the options of the command ("--format"); `formats`: what its --format takes. '' when it is no other tool's word. */
export function optionMeant(name: string, known: readonly string[], formats: readonly string[]): string {
  const found = OPTIONS.find(([other, { flag }]) => other === name && (flag === undefined || known.includes(flag)));
  const text = found?.[1].use ?? '';
  if (text.includes('--format $NAME') && !formats.includes(name)) return formatsText(formats);
  if (text.includes('$FORMATS')) return formatsText(formats);
  return text.replace('$NAME', name).replace('$UNIT', UNITS[name] ?? name);
}

function formatsText(formats: readonly string[]): string {
  return `--format takes ${formats.join(', ')}.`;
}

const COMMANDS: readonly (readonly [string, string])[] = [
  ['daily day days', 'report --by day'],
  ['weekly', 'report --by week'],
  ['monthly', 'report --by month'],
  ['hourly blocks', 'report --by hour'],
  ['sessions session', 'report --by session'],
  ['projects project', 'report --by project'],
  ['models model', 'report --by model'],
  ['today', 'report --since today'],
  ['usage stats stat cost costs spend total totals summary show', 'report'],
  ['ls list files', 'ledger files'],
  ['import load read scan add parse collect', 'ingest'],
  ['budget budgets limit limits', 'check'],
  ['explain why analyze analyse', 'diagnose'],
  ['simulate estimate scenario', 'whatif'],
  ['pricing price models-list', 'prices list'],
  ['export', 'report --format csv'],
  ['delete remove rm forget', 'ledger forget'],
  ['prune clean', 'ledger prune'],
  ['backup', 'ledger backup'],
  ['doctor verify', 'ledger check'],
  ['formats', 'sources'],
  ['version', '--version'],
];

/** A sentence; '' when it is no other tool's word. */
export function commandMeant(name: string): string {
  if (['watch', 'live', 'statusline'].includes(name.toLowerCase())) return WATCHED;
  const [, words] = COMMANDS.find(([names]) => names.split(' ').includes(name.toLowerCase())) ?? [];
  return words === undefined ? '' : `Use promptcache-cost ${words}.`;
}
